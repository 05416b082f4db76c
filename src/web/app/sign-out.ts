import { sessionLogout } from '#contract/session.ts'
import { call } from '#web/api/call.ts'

/**
 * Ends the session on the server and starts the page afresh, so that nothing of this user stays in memory. `next` is
 * where a guest is left.
 */
export async function signOut(next = '/signin'): Promise<void> {
  const answer = await call(sessionLogout, {}, { waitForSession: false }).catch(() => undefined)
  window.location.assign(answer?.logout_url || next)
}
