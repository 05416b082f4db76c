import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionUser } from '#contract/session.ts'
import { userNamespaceList } from '#contract/user.ts'
import { commandQuery } from './query.ts'

/** Who is signed in. Rejects with a 401 CommandError instead of asking to sign in: this is the first call of a page. */
export const signedInUser = commandQuery(sessionUser, {}, { waitForSession: false })

/** Who is signed in; under a route that has made sure of it. */
export const useUser = () => useSuspenseQuery({ ...signedInUser, staleTime: Number.POSITIVE_INFINITY }).data

/** The namespaces that the user works in, with their permissions there. */
export const userNamespaces = commandQuery(userNamespaceList, { plus_phr: 1 })
