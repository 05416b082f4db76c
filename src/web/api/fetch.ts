import { takeEarly } from './early.ts'
import { ConnectionError } from './refusal.ts'
import { sessionHeaders, whenSignedInAgain } from './session.ts'

export interface SignedInit extends RequestInit {
  /** `false` hands a 401 back instead of asking to sign in again: the first look at a session, and signing in itself. */
  waitForSession?: boolean
}

/**
 * `fetch` for our own server (v3, storage, DICOMweb): cookie and CSRF token go along; a 401 asks to sign in again in
 * place and repeats the request. Rejects with ConnectionError when there is no answer.
 */
export async function fetchSigned(
  url: string,
  { waitForSession = true, ...init }: SignedInit = {},
): Promise<Response> {
  for (;;) {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(sessionHeaders())) headers.set(name, value)
    const early = await takeEarly(url, init)
    init.signal?.throwIfAborted()
    const response =
      early ??
      (await fetch(url, { ...init, headers, credentials: 'same-origin' }).catch((cause: unknown) => {
        if (init.signal?.aborted) throw cause
        throw new ConnectionError(url, undefined, { cause })
      }))
    if (response.status !== 401 || !waitForSession) return response
    await whenSignedInAgain(init.signal ?? undefined)
  }
}
