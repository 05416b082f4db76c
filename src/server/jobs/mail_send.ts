import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { job } from './queue.ts'

/** Sends one mail from the outbox. Without SMTP_URL it stays there for the sysadmin to read. */
export const mailSend = job(
  'mail_send',
  z.object({ uuid: z.string() }),
  async ({ db, configuration }, { uuid }) => {
    if (!configuration.smtp_url) return
    const mail = await db
      .selectFrom('mail')
      .selectAll()
      .where('uuid', '=', uuid)
      .where('sent', 'is', null)
      .executeTakeFirst()
    if (!mail) return
    const transport = createTransport(configuration.smtp_url)
    try {
      await transport.sendMail({
        from: configuration.mail_from,
        to: mail.recipient,
        subject: mail.subject,
        text: mail.body_text,
        ...(mail.body_html ? { html: mail.body_html } : {}),
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
