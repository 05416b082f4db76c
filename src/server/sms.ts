import { z } from 'zod'
import type { Configuration } from './configuration.ts'

/** Text messages, by whichever gateway the configuration names. */

export interface SmsGateway {
  /** Rejects when the gateway did not take the message. */
  send(to: string, text: string): Promise<void>
}

const TIMEOUT_MS = 10_000
const refusal = z.object({ message: z.string() })

/** Twilio's Messages resource: `twilio://ACCOUNT:TOKEN@HOST?from=NUMBER`; HOST is api.twilio.com unless one is named. */
function twilio(url: URL): SmsGateway {
  const [account, token] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
  const here = ['localhost', '127.0.0.1'].includes(url.hostname)
  const base = `${here ? 'http' : 'https'}://${url.host || 'api.twilio.com'}`
  return {
    async send(to, text) {
      const answer = await fetch(`${base}/2010-04-01/Accounts/${account}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}` },
        body: new URLSearchParams({ To: to, From: url.searchParams.get('from') ?? '', Body: text }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.ok) return
      const said = refusal.safeParse(await answer.json().catch(() => undefined))
      throw new Error(said.success ? said.data.message : `the gateway answered ${answer.status}`)
    },
  }
}

/** The gateway of this installation; without one nobody is written to by text message. */
export function smsGateway({ sms_url }: Configuration): SmsGateway | undefined {
  return sms_url ? twilio(new URL(sms_url)) : undefined
}
