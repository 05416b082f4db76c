import { SMTPServer } from 'smtp-server'

/** The server of playwright.config.ts sends its mail here. */
export const SMTP_PORT = Number(process.env.COLLIMATE_E2E_PORT ?? 8931) + 1

/** A real SMTP server for the mail that the application sends while a test runs. */
export async function openMailbox() {
  const mails: { to: string[]; text: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(SMTP_PORT, '127.0.0.1', resolve))
  return {
    /** The newest mail to somebody. */
    to: (address: string) => mails.findLast((mail) => mail.to.includes(address))?.text,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
