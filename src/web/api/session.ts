import { SessionEndedError } from './refusal.ts'

/**
 * What the transport knows of the session: the cookie pair is the browser's, so this module only holds the moment
 * between "a call was answered 401" and "somebody signed in again". Calls made or refused in between wait here and are
 * repeated, so nothing that a user wrote is lost.
 */

type Listener = (expired: boolean) => void

interface Waiter {
  again: () => void
  give: (reason: Error) => void
}

const listeners = new Set<Listener>()
const waiting = new Set<Waiter>()
let expired = false

const tell = () => {
  for (const listener of listeners) listener(expired)
}

/** Header that names our own page to the server, and the CSRF token that the server put in a readable cookie. */
export function sessionHeaders(): Record<string, string> {
  const csrf = /(?:^|;\s*)collimate_csrf=([^;]+)/.exec(document.cookie)?.[1]
  return {
    'X-Collimate-Web': '1',
    ...(csrf === undefined ? {} : { 'X-CSRF-Token': decodeURIComponent(csrf) }),
  }
}

/** Resolves when somebody signed in again, rejects when they gave up or `signal` aborts. */
export function whenSignedInAgain(signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const waiter: Waiter = { again: resolve, give: reject }
  waiting.add(waiter)
  signal?.addEventListener('abort', () => {
    waiting.delete(waiter)
    reject(signal.reason)
  })
  if (!expired) {
    expired = true
    tell()
  }
  return promise
}

export const sessionExpired = (): boolean => expired

/** Calls `listener` whenever the session expires or is renewed; answers the unsubscribe function. */
export function onSessionChange(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Somebody signed in: every waiting call is repeated. */
export function signedInAgain(): void {
  expired = false
  const again = [...waiting]
  waiting.clear()
  for (const waiter of again) waiter.again()
  tell()
}

/** Somebody left instead of signing in: every waiting call fails. */
export function sessionGivenUp(): void {
  expired = false
  const given = [...waiting]
  waiting.clear()
  for (const waiter of given) waiter.give(new SessionEndedError())
  tell()
}
