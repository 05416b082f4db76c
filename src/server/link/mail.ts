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
  link: Pick<LinkRow, 'uuid' | 'account_id' | 'message' | 'action'>,
  sender: string,
  recipients: readonly string[],
): Promise<void> {
  const { url } = linkAddresses({ public_url }, link.uuid)
  const does =
    link.action === 'STUDY_UPLOAD' ? 'asks you to send images' : 'has shared medical images with you'
  const text = [`${sender} ${does}.`, link.message, `Open this address in a browser:\n${url}`]
    .filter((part) => part)
    .join('\n\n')
  for (const recipient of recipients)
    await sendMail(tx, { recipient, subject: `${sender} ${does}`, text, account_id: link.account_id })
}

/** Tells those who asked for it that a link was opened. */
export async function mailUsage(tx: Kysely<Database>, link: LinkRow, who: string): Promise<void> {
  const name = link.description ?? link.uuid
  for (const recipient of link.notify)
    await sendMail(tx, {
      recipient,
      subject: 'A link was opened',
      text: `${who} has opened the link “${name}”.`,
      account_id: link.account_id,
    })
}
