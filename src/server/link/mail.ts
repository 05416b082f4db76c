import type { Kysely } from 'kysely'
import type { LinkRow } from '../access/link_reach.ts'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'
import { composeMail } from '../mail/compose.ts'
import { languagesOf, sendMail, spoken } from '../mail/outbox.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import { linkAddresses } from './record.ts'

/** Sends a link to people. Nothing of a patient stands in the mail: whoever opens the link sees whom it is about. */
export async function mailLink(
  tx: Kysely<Database>,
  { public_url }: Pick<Configuration, 'public_url'>,
  link: Pick<LinkRow, 'uuid' | 'account_id' | 'user_id' | 'message' | 'action'>,
  sender: string,
  recipients: readonly string[],
): Promise<void> {
  await sendMail(tx, {
    to: recipients,
    wording: link.action === 'STUDY_UPLOAD' ? 'linkUpload' : 'linkView',
    values: { sender },
    message: link.message,
    url: linkAddresses({ public_url }, link.uuid).url,
    account_id: link.account_id,
    by: link.user_id,
  })
}

/** The same by text message. */
export async function textLink(
  tx: Kysely<Database>,
  { public_url }: Pick<Configuration, 'public_url'>,
  link: Pick<LinkRow, 'uuid' | 'user_id' | 'action'>,
  sender: string,
  to: string,
): Promise<void> {
  const wording = link.action === 'STUDY_UPLOAD' ? 'linkUpload' : 'linkView'
  const [reader] = await languagesOf(tx, [to], link.user_id)
  const { text } = composeMail({ wording, values: { sender } }, spoken(reader?.language ?? null), 'Collimate')
  const [sentence = ''] = text.split('\n')
  await enqueue(tx, 'sms_send', { to, text: `${sentence} ${linkAddresses({ public_url }, link.uuid).url}` })
}

/** Tells those who asked for it that a link was opened: the addresses it names, its author, its namespace. */
export async function tellOfUsage(tx: Kysely<Database>, link: LinkRow, who: string): Promise<void> {
  const values = { name: who, link: link.description ?? link.uuid }
  await sendMail(tx, {
    to: link.notify,
    wording: 'linkOpened',
    values,
    account_id: link.account_id,
    by: link.user_id,
  })
  const study = link.study_id
    ? await tx
        .selectFrom('study')
        .select('phi_namespace')
        .where('uuid', '=', link.study_id)
        .executeTakeFirst()
    : undefined
  const namespace_id = link.namespace_id ?? study?.phi_namespace
  if (!namespace_id) return
  await notifyNamespace(tx, {
    namespace_id,
    kind: 'event_link',
    or: { kind: 'event_link_mine', user_id: link.user_id },
    wording: 'linkOpened',
    values,
    path: '/admin/links',
    by: null,
  })
}
