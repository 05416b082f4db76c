import type { Configuration } from './configuration.ts'

/** Faxes, by whichever service the configuration names. */

export interface FaxGateway {
  /** Rejects when the service did not take the document. `to` is a number with `+` (E.164). */
  send(to: string, document: { filename: string; pdf: Uint8Array<ArrayBuffer> }): Promise<void>
}

const TIMEOUT_MS = 60_000
const LOCAL = ['localhost', '127.0.0.1']

/** Sinch's Fax API, version 3: `sinch://KEY:SECRET@HOST/PROJECT`; HOST is fax.api.sinch.com or one of its regions. */
function sinch(url: URL): FaxGateway {
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  const base = `${LOCAL.includes(url.hostname) ? 'http' : 'https'}://${url.host}`
  const [project = ''] = url.pathname.split('/').filter((part) => part !== '')
  return {
    async send(to, { filename, pdf }) {
      const form = new FormData()
      form.set('to', to)
      form.set('file', new Blob([pdf], { type: 'application/pdf' }), filename)
      const answer = await fetch(`${base}/v3/projects/${encodeURIComponent(project)}/faxes`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
        body: form,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`the fax service answered ${answer.status}`)
    },
  }
}

/** The service of this installation; without one nothing is faxed. */
export function faxGateway({ fax_url }: Configuration): FaxGateway | undefined {
  return fax_url ? sinch(new URL(fax_url)) : undefined
}
