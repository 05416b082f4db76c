import { z } from 'zod'
import { command } from '../command.ts'
import { flagOut, uuid } from '../value.ts'

const place = {
  /** The record that the user would see. */
  study_id: z.string(),
  namespace_id: z.string(),
  namespace_name: z.string(),
  namespace_type: z.enum(['account', 'location', 'group', 'user']),
}

/** One record of the study and what the user may do with it. */
const accessPath = z.object({
  ...place,
  /** Do they see the study by this record? */
  sees: flagOut,
  /** Why not: they do not hold the namespace, their role there lacks `study_view`, or an access filter hides it. */
  missing: z.enum(['NAMESPACE', 'PERMISSION', 'FILTER']).nullable(),
  /** Where the role comes from; `own` is the user's own namespace, `granted` a shared folder or an assignment. */
  role_from: z.enum(['own', 'membership', 'global', 'place', 'account', 'granted']).nullable(),
  role_id: z.string().nullable(),
  role_name: z.string().nullable(),
  /** The share that made the record. */
  share: z
    .object({ shared_from: z.string(), shared_by: z.string().nullable(), created: z.string() })
    .nullable(),
})
export type AccessPath = z.output<typeof accessPath>

/**
 * Ours: why does this user see this study, or why not? For whoever may view the users of the study's account. Links let
 * anybody in who has them, so those that are open are named as well.
 */
export const studyAccessExplain = command('/study/access/explain', {
  permission: [{ anyOf: [['study_view', 'account_user_view']] }],
  params: z.object({ uuid, user_id: uuid }),
  returns: z.object({
    sees: flagOut,
    /** Sysadmin and support users stand above roles. */
    above_roles: flagOut,
    paths: z.array(accessPath),
    links: z.array(
      z.object({
        uuid: z.string(),
        description: z.string().nullable(),
        created_by: z.string(),
        created: z.string(),
        expires: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
})
