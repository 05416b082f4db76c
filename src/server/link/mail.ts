import type { Kysely } from 'kysely'
import type { LinkRow } from '../access/link_reach.ts'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
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

/** Tells those who asked for it that a link was opened. */
export async function mailUsage(tx: Kysely<Database>, link: LinkRow, who: string): Promise<void> {
  await sendMail(tx, {
    to: link.notify,
    wording: 'linkOpened',
    values: { name: who, link: link.description ?? link.uuid },
    account_id: link.account_id,
    by: link.user_id,
  })
}
