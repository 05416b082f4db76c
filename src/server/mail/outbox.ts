import { type Kysely, sql } from 'kysely'
import type { Database, MailAttachment } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'
import { type Content, composeMail, maskedContent } from './compose.ts'

export interface Mail extends Content {
  to: string | readonly string[]
  /** The account that it is sent for: its name stands on it. */
  account_id?: string | null
  /** Files of the object store that go with it. */
  attachments?: readonly MailAttachment[]
  /** Who causes it: somebody whose language is not known is written to in theirs. */
  by?: string | undefined
}

/** Addresses, each with the language that its owner has chosen, where they have. */
export async function languagesOf(
  db: Kysely<Database>,
  addresses: readonly string[],
  by: string | undefined,
): Promise<{ recipient: string; language: string | null }[]> {
  const { rows } = await sql<{ recipient: string; language: string | null }>`
    select a.recipient, coalesce(
      (select s.value from "user" u join user_setting s on s.user_id = u.uuid
        where (u.email = a.recipient::citext or a.recipient = any(u.alt_emails)) and u.deleted is null
          and s.key = 'collimate.language' and s.account_id is null and s.session_id is null limit 1),
      (select s.value from user_setting s where s.user_id = ${by ?? null}::uuid
        and s.key = 'collimate.language' and s.account_id is null and s.session_id is null limit 1)) as language
    from unnest(${addresses}::text[]) a(recipient)`.execute(db)
  return rows
}

/** Puts a mail into the outbox, to each address in its language, in the transaction that causes it. */
export async function sendMail(db: Kysely<Database>, mail: Mail): Promise<void> {
  const addresses = typeof mail.to === 'string' ? [mail.to] : [...new Set(mail.to)]
  if (addresses.length === 0) return
  const account_id = mail.account_id ?? null
  const account = account_id
    ? await db.selectFrom('account').select('name').where('uuid', '=', account_id).executeTakeFirst()
    : undefined
  const brand = account ? `${account.name}, Collimate` : 'Collimate'
  const attachments = JSON.stringify(mail.attachments ?? [])
  for (const { recipient, language } of await languagesOf(db, addresses, mail.by)) {
    const { subject, text, html } = composeMail(mail, spoken(language), brand)
    const { text: body_masked } = composeMail(maskedContent(mail), spoken(language), brand)
    const { uuid } = await db
      .insertInto('mail')
      .values({ recipient, subject, body_text: text, body_html: html, body_masked, account_id, attachments })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await enqueue(db, 'mail_send', { uuid })
  }
}

/** Settings of our own pages are JSON. */
export const spoken = (value: string | null): string => (value ?? 'en').replaceAll('"', '')
