import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { uuid } from './value.ts'

const count = z.number().int()

/** Ours: what an administrator asks of an account first. */
export const accountDashboard = command('/account/dashboard', {
  permission: anyOf('account_view'),
  params: z.object({ account_id: uuid }),
  returns: z.object({
    users: count,
    users_disabled: count,
    /** Signed in within thirty days. */
    users_active: count,
    invitations: count,
    groups: count,
    locations: count,
    studies: count,
    /** Arrived within seven days. */
    studies_new: count,
    /** Wait for somebody's approval. */
    studies_waiting: count,
    /** Bytes of stored images; a study that is shared is stored once. */
    storage: count,
    images: count,
    /** Sign-ins that failed within a day, where the account keeps them. */
    failed_logins: count.nullable(),
    /** Links that open something now, and their uses. */
    links: count,
    link_hits: count,
  }),
  errors: [],
})
