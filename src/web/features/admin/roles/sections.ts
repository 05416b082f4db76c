import { PERMISSION_FLAGS, PERMISSIONS, type Permission } from '#contract/permission.ts'
import type { RoleRecord } from '#contract/role.ts'

/** The flags of a role by what they are about: the word before their first underscore, as v3 names them. */
export interface PermissionSection {
  name: string
  permissions: readonly Permission[]
}

const sectionOf = (permission: Permission): string => permission.split('_')[0] ?? permission

/** All flags whose name, or section, holds the words that are looked for. */
export function permissionSections(search: string): PermissionSection[] {
  const words = search
    .toLowerCase()
    .split(/[\s_]+/)
    .filter((word) => word !== '')
  const found = PERMISSIONS.filter((name) => words.every((word) => name.includes(word)))
  return [...Map.groupBy(found, sectionOf)]
    .map(([name, permissions]) => ({ name, permissions: [...permissions].toSorted() }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** `study_share_email` → `Study share email`. */
export const words = (permission: string): string => {
  const text = permission.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export const isOn = (role: RoleRecord, permission: string): boolean => role.permissions[permission] === 1

/** The flag that this one needs to be on as well. */
export const parentOf = (permission: Permission): string | undefined => PERMISSION_FLAGS[permission].parent
