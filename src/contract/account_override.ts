import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flagOut, uuid } from './value.ts'

export const settingOverride = z.object({
  setting: z.string(),
  level: z.enum(['role', 'namespace', 'user']),
  /** The role's, namespace's or user's. */
  uuid: z.string(),
  name: z.string(),
  value: z.unknown(),
})
export type SettingOverride = z.output<typeof settingOverride>

/** Ours: which roles, namespaces and users set something of their own over the account's settings, by setting. */
export const accountSettingsOverrides = command('/account/settings/overrides', {
  permission: anyOf('account_view', 'account_edit'),
  params: z.object({ account_id: uuid }),
  returns: z.object({
    overrides: z.array(settingOverride),
    /** There are more than are named. */
    more: flagOut,
  }),
  errors: [],
})
