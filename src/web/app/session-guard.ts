import { redirect } from 'react-router'
import { queryClient } from '#web/api/query.ts'
import { CommandError } from '#web/api/refusal.ts'
import { signedInUser } from '#web/api/user.ts'

/** The address to come back to after signing in; only paths of our own. */
export function wayBack(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? ''
  return to.startsWith('/') && !to.startsWith('//') && !to.startsWith('/signin') ? to : '/studies'
}

/** Loader of every route that needs a user: a deep link survives the sign-in. */
export async function requireUser({ request }: { request: Request }) {
  try {
    await queryClient.ensureQueryData(signedInUser)
    return null
  } catch (error) {
    if (!(error instanceof CommandError) || error.http !== 401) throw error
    const { pathname, search } = new URL(request.url)
    throw redirect(`/signin?to=${encodeURIComponent(pathname + search)}`)
  }
}
