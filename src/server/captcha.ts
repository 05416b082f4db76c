import { z } from 'zod'
import type { Configuration } from './configuration.ts'

/** Whether a human being is there, asked of the service that the configuration names. */

/** What a page sets its riddle with. */
export interface CaptchaWidget {
  provider: 'turnstile' | 'hcaptcha' | 'recaptcha'
  site_key: string
  /** The address of the service's own script. */
  script: string
}

export interface CaptchaGateway {
  /** Is this the answer to a riddle that the service has set? No where it cannot be asked. */
  isSolved(response: string, client_address: string | null): Promise<boolean>
  widget: CaptchaWidget
  /** Where scripts, frames, styles and calls of the widget come from. */
  sources: readonly string[]
}

const TIMEOUT_MS = 10_000
const LOCAL = ['localhost', '127.0.0.1']

interface Provider {
  verify: string
  /** A path of the same host, or an address. */
  script: string
  sources: readonly string[]
}

/** The three are asked, and drawn by a page, in the same words. */
const PROVIDERS: Readonly<Record<CaptchaWidget['provider'], Provider>> = {
  turnstile: { verify: '/turnstile/v0/siteverify', script: '/turnstile/v0/api.js', sources: [] },
  hcaptcha: {
    verify: '/siteverify',
    script: 'https://js.hcaptcha.com/1/api.js',
    sources: ['https://hcaptcha.com', 'https://*.hcaptcha.com'],
  },
  recaptcha: {
    verify: '/recaptcha/api/siteverify',
    script: '/recaptcha/api.js',
    sources: ['https://www.gstatic.com/recaptcha/', 'https://www.google.com/recaptcha/'],
  },
}
const answered = z.object({ success: z.boolean() })
const isProvider = (name: string): name is CaptchaWidget['provider'] => Object.hasOwn(PROVIDERS, name)

/** The service of this installation: `turnstile://SITEKEY:SECRET@HOST`; without one nobody proves anything. */
export function captchaGateway({ captcha }: Pick<Configuration, 'captcha'>): CaptchaGateway | undefined {
  if (!captcha) return undefined
  const url = new URL(captcha)
  const provider = url.protocol.replace(':', '')
  if (!isProvider(provider)) return undefined
  const { verify, script, sources } = PROVIDERS[provider]
  const base = `${LOCAL.includes(url.hostname) ? 'http' : 'https'}://${url.host}`
  const secret = decodeURIComponent(url.password)
  return {
    async isSolved(response, client_address) {
      const form = new URLSearchParams({ secret, response })
      if (client_address) form.set('remoteip', client_address)
      try {
        const answer = await fetch(`${base}${verify}`, {
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
    widget: {
      provider,
      site_key: decodeURIComponent(url.username),
      script: script.startsWith('/') ? `${base}${script}` : script,
    },
    sources: [base, ...sources],
  }
}
