import { redirect } from 'react-router'
import { queryClient } from '#web/api/query.ts'
import { CommandError } from '#web/api/refusal.ts'
import { signedInUser } from '#web/api/user.ts'

/** The address to come back to after signing in; only paths of our own. */
export function wayBack(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? ''
  return to.startsWith('/') && !to.startsWith('//') && !to.startsWith('/signin') ? to : '/studies'
}

/** Who is signed in, or nobody. */
async function whoIsThere() {
  try {
    return await queryClient.ensureQueryData(signedInUser)
  } catch (error) {
    if (!(error instanceof CommandError) || error.http !== 401) throw error
    return undefined
  }
}

/** Loader of every route that needs a user: a deep link survives the sign-in, and a guest has pages of their own. */
export async function requireUser({ request }: { request: Request }) {
  const user = await whoIsThere()
  if (user?.guest) throw redirect(user.guest.kind === 'portal' ? '/my' : '/guest')
  if (user) return null
  const { pathname, search } = new URL(request.url)
  throw redirect(`/signin?to=${encodeURIComponent(pathname + search)}`)
}

/** Loader of every route for guests. Whoever has no session comes by their link, or by the portal, again. */
export async function requireGuest({ request }: { request: Request }) {
  const user = await whoIsThere()
  if (user) return null
  throw redirect(new URL(request.url).pathname.startsWith('/my') ? '/portal' : '/link/ended')
}
