import { z } from 'zod'
import type { Configuration } from './configuration.ts'

/** Whether a human being is there, asked of the service that the configuration names. */

export interface CaptchaGateway {
  /** Is this the answer to a riddle that the service has set? No where it cannot be asked. */
  isSolved(response: string, client_address: string | null): Promise<boolean>
}

const TIMEOUT_MS = 10_000
const LOCAL = ['localhost', '127.0.0.1']
/** Turnstile, hCaptcha and reCAPTCHA are asked in the same words. */
const PATHS: Readonly<Record<string, string>> = {
  'turnstile:': '/turnstile/v0/siteverify',
  'hcaptcha:': '/siteverify',
  'recaptcha:': '/recaptcha/api/siteverify',
}
const answered = z.object({ success: z.boolean() })

/** The service of this installation: `turnstile://SITEKEY:SECRET@HOST`; without one nobody proves anything. */
export function captchaGateway({ captcha }: Configuration): CaptchaGateway | undefined {
  if (!captcha) return undefined
  const url = new URL(captcha)
  const { protocol, host, hostname } = url
  const secret = decodeURIComponent(url.password)
  const address = `${LOCAL.includes(hostname) ? 'http' : 'https'}://${host}${PATHS[protocol] ?? ''}`
  return {
    async isSolved(response, client_address) {
      const form = new URLSearchParams({ secret, response })
      if (client_address) form.set('remoteip', client_address)
      try {
        const answer = await fetch(address, {
          method: 'POST',
          body: form,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        })
        const said = answered.safeParse(await answer.json())
        return said.success && said.data.success
      } catch {
        return false
      }
    },
  }
}
