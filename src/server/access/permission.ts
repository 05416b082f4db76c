import { isAccountSetting } from '#contract/account_setting.ts'
import {
  FIELD_FLAGS,
  isPermission,
  JSON_PERMISSIONS,
  PERMISSION_FLAGS,
  PERMISSIONS,
  type Permission,
  type PermissionFlag,
  ROLE_TYPES,
  type RoleType,
  SETTING_PERMISSION_DEFAULTS,
  SETTING_PERMISSION_PREFIX,
  STUDY_FIELD_PERMISSIONS,
} from '#contract/permission.ts'
import { isUuid } from '#contract/value.ts'
import { Refusal } from '../refusal.ts'

/** A role's permissions as they are stored: only what was set; the rest follows the role's type. */
export type StoredPermissions = Readonly<Record<string, unknown>>

const CUSTOMFIELD_FLAG = 'study_field_customfield_'
const rank: Record<RoleType, 0 | 1 | 2 | 3> = { admin: 0, user: 1, phr: 2, anonymous: 3 }
const isRoleType = (text: string | null): text is RoleType => ROLE_TYPES.some((type) => type === text)

/** A role that no type is known of has the rights of a plain user where it says nothing. */
export const roleType = (text: string | null): RoleType => (isRoleType(text) ? text : 'user')

/** Is the flag set? A sub-flag needs its parent too. */
export function permits(stored: StoredPermissions, type: RoleType, permission: Permission): boolean {
  const flag: PermissionFlag = PERMISSION_FLAGS[permission]
  const own = stored[permission] ?? flag.defaults[rank[type]]
  if (own !== 1) return false
  return flag.parent === undefined || !isPermission(flag.parent) || permits(stored, type, flag.parent)
}

/** May they set this setting of a role? Beside `role_setting_edit`; unlike other flags it is only stored where set. */
export const permitsSetting = (stored: StoredPermissions, type: RoleType, setting: string): boolean =>
  (stored[`${SETTING_PERMISSION_PREFIX}${setting}`] ?? SETTING_PERMISSION_DEFAULTS.defaults[rank[type]]) === 1

type Hash = Readonly<Record<string, unknown>> & { readonly role_id: string | null }

/** A role's stored permissions are one object wherever they are read, so that their hash is made once. */
const made = new WeakMap<StoredPermissions, Map<string, Hash>>()

/** The full hash as v3 answers it, with `role_id`. */
export function permissionHash(stored: StoredPermissions, type: RoleType, role_id: string | null): Hash {
  const key = `${type} ${role_id}`
  const known = made.get(stored) ?? new Map<string, Hash>()
  made.set(stored, known)
  const hash = known.get(key) ?? makeHash(stored, type, role_id)
  known.set(key, hash)
  return hash
}

function makeHash(stored: StoredPermissions, type: RoleType, role_id: string | null): Hash {
  const hash: Record<string, unknown> = {}
  for (const name of PERMISSIONS) hash[name] = stored[name] ?? PERMISSION_FLAGS[name].defaults[rank[type]]
  for (const name of STUDY_FIELD_PERMISSIONS) hash[name] = stored[name] ?? 'F'
  for (const name of JSON_PERMISSIONS) if (stored[name] !== undefined) hash[name] = stored[name]
  for (const [name, value] of Object.entries(stored)) {
    if (name.startsWith(CUSTOMFIELD_FLAG) || name.startsWith(SETTING_PERMISSION_PREFIX)) hash[name] = value
  }
  return { ...hash, role_id }
}

/** The part of the hash that concerns studies (`/study/permissions`, `permissions` of a study). */
export function studyPermissionHash(
  stored: StoredPermissions,
  type: RoleType,
  role_id: string | null,
): Record<string, unknown> & { role_id: string | null } {
  const hash = permissionHash(stored, type, role_id)
  const study = Object.entries(hash).filter(([name]) =>
    /^(study|radreport|meeting|link|annotation|keyimage)_/.test(name),
  )
  return { ...Object.fromEntries(study), role_id }
}

/** The field flag of a study field: F, H, O or R. */
export function fieldFlag(stored: StoredPermissions, field: string): string {
  const value = stored[`study_field_${field}`]
  return typeof value === 'string' ? value : 'F'
}

const asFlag = (value: unknown): 0 | 1 | undefined => {
  if (value === 1 || value === '1' || value === true) return 1
  if (value === 0 || value === '0' || value === false) return 0
  return undefined
}

/** Checks a partial permission hash; INVALID_PERMISSION and INVALID_PERMISSION_VALUE name the flag. */
export function parsePermissions(hash: Record<string, unknown>): StoredPermissions {
  const parsed: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(hash)) {
    if (name === 'role_id') continue
    const isField = STUDY_FIELD_PERMISSIONS.some((field) => field === name) || isCustomfieldFlag(name)
    if (isPermission(name) || isSettingPermission(name)) {
      const flag = asFlag(value)
      if (flag === undefined) throw new Refusal('INVALID_PERMISSION_VALUE', name)
      parsed[name] = flag
    } else if (isField) {
      if (!FIELD_FLAGS.some((flag) => flag === value)) throw new Refusal('INVALID_PERMISSION_VALUE', name)
      parsed[name] = value
    } else if (JSON_PERMISSIONS.some((json) => json === name)) {
      parsed[name] = value
    } else throw new Refusal('INVALID_PERMISSION', name)
  }
  return parsed
}

const isCustomfieldFlag = (name: string) =>
  name.startsWith(CUSTOMFIELD_FLAG) && isUuid(name.slice(CUSTOMFIELD_FLAG.length))
const isSettingPermission = (name: string) =>
  name.startsWith(SETTING_PERMISSION_PREFIX) && isAccountSetting(name.slice(SETTING_PERMISSION_PREFIX.length))

/** What a new role of a type starts with: every flag written out, so that later defaults do not change it. */
export function defaultPermissions(type: RoleType): StoredPermissions {
  return Object.fromEntries(PERMISSIONS.map((name) => [name, PERMISSION_FLAGS[name].defaults[rank[type]]]))
}
