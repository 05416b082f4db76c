import { sessionHeaders } from './session.ts'

/**
 * Answers that a page will need, asked for while its scripts are still on their way. Each is handed out once, to the
 * first call that asks for the same; one that nobody fetched is not kept, for it grows old.
 */

/** Milliseconds. Scripts that take longer than this on a slow line ask again. */
const KEPT_FOR = 20_000

interface Asked {
  readonly answer: Promise<Response>
  readonly at: number
}

const asked = new Map<string, Asked>()

const keyOf = (url: string, body: unknown): string => `${url} ${body === undefined ? '' : String(body)}`

/** The whole answer, so that none stays half read where nobody asks for it. */
async function whole(response: Response): Promise<Response> {
  const { status, statusText, headers } = response
  const body = await response.arrayBuffer()
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers })
}

/** Asks now; answers a copy, for what depends on it. Undefined when there is no usable answer. */
export async function askEarly(url: string, init: RequestInit = {}): Promise<Response | undefined> {
  const headers = new Headers(init.headers)
  for (const [name, value] of Object.entries(sessionHeaders())) headers.set(name, value)
  const answer = fetch(url, { ...init, headers, credentials: 'same-origin' }).then(whole)
  asked.set(keyOf(url, init.body), { answer, at: Date.now() })
  try {
    const response = await answer
    return response.ok ? response.clone() : undefined
  } catch {
    return undefined
  }
}

/** The answer to this call, if it was asked for early; undefined when it was not, or did not come. */
export async function takeEarly(url: string, init: RequestInit): Promise<Response | undefined> {
  const key = keyOf(url, init.body)
  const early = asked.get(key)
  if (!early) return undefined
  asked.delete(key)
  if (Date.now() - early.at > KEPT_FOR) return undefined
  try {
    const response = await early.answer
    // What was refused may have been asked for before somebody signed in.
    return response.ok ? response : undefined
  } catch {
    return undefined
  }
}
