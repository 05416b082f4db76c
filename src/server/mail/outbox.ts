import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'

export interface Mail {
  recipient: string
  subject: string
  text: string
  account_id?: string | null
}

/** Puts a mail into the outbox, in the transaction that causes it. */
export async function sendMail(db: Kysely<Database>, mail: Mail): Promise<void> {
  const { uuid } = await db
    .insertInto('mail')
    .values({
      recipient: mail.recipient,
      subject: mail.subject,
      body_text: mail.text,
      account_id: mail.account_id ?? null,
    })
    .returning('uuid')
    .executeTakeFirstOrThrow()
  await enqueue(db, 'mail_send', { uuid })
}
