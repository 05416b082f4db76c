import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { job } from './queue.ts'

/** The account's own sender (`from_email_address`, `from_email_name`), else the server's. */
function senderOf(
  server: string,
  settings: Readonly<Record<string, unknown>>,
): string | { name: string; address: string } {
  const { from_email_address: address, from_email_name: name } = settings
  if (!address && !name) return server
  return {
    name: typeof name === 'string' ? name : '',
    address:
      typeof address === 'string' && address !== '' ? address : (/<([^>]+)>/.exec(server)?.[1] ?? server),
  }
}

/** Sends one mail from the outbox. Without SMTP_URL it stays there for the sysadmin to read. */
export const mailSend = job(
  'mail_send',
  z.object({ uuid: z.string() }),
  async ({ db, configuration, objects }, { uuid }) => {
    if (!configuration.smtp_url) return
    const mail = await db
      .selectFrom('mail')
      .selectAll()
      .where('uuid', '=', uuid)
      .where('sent', 'is', null)
      .executeTakeFirst()
    if (!mail) return
    const account = mail.account_id
      ? await db
          .selectFrom('account')
          .select('settings')
          .where('uuid', '=', mail.account_id)
          .executeTakeFirst()
      : undefined
    const transport = createTransport(configuration.smtp_url)
    try {
      await transport.sendMail({
        from: senderOf(configuration.mail_from, account?.settings ?? {}),
        to: mail.recipient,
        subject: mail.subject,
        text: mail.body_text,
        ...(mail.body_html ? { html: mail.body_html } : {}),
        attachments: mail.attachments.map(({ filename, mime_type, hash }) => ({
          filename,
          contentType: mime_type,
          content: objects.stream(hash),
        })),
      })
    } catch (error) {
      await db
        .updateTable('mail')
        .set({ error: error instanceof Error ? error.message : 'unknown' })
        .where('uuid', '=', uuid)
        .execute()
      throw error
    } finally {
      transport.close()
    }
    await db
      .updateTable('mail')
      .set({ sent: sql<string>`now()`, error: null })
      .where('uuid', '=', uuid)
      .execute()
  },
)
