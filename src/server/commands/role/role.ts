import { sql } from 'kysely'
import { PERMISSION_FLAGS, PERMISSIONS, ROLE_TYPES, STUDY_FIELD_PERMISSIONS } from '#contract/permission.ts'
import {
  type RoleRecord,
  roleAdd,
  roleDefaultPermissions,
  roleDelete,
  roleGet,
  roleList,
  roleSet,
  roleSettings,
} from '#contract/role.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import {
  defaultPermissions,
  parsePermissions,
  permissionHash,
  permits,
  permitsSetting,
  roleType,
  type StoredPermissions,
} from '../../access/permission.ts'
import { permissionsOfRoles, roleVersion } from '../../access/role_permissions.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import {
  type AccountObject,
  addObject,
  deleteObject,
  findObject,
  getObject,
  listObjects,
  setObject,
} from '../../object.ts'
import { Refusal } from '../../refusal.ts'
import { sharedJson } from '../../shared_json.ts'
import { applySettings, parseSettings, settingParameters } from '../../tenancy/account_setting.ts'
import { roleUses } from '../../tenancy/role_use.ts'

interface RoleRow {
  uuid: string
  account_id: string
  name: string
  description: string | null
  type: string | null
  for_account: boolean
  for_group: boolean
  for_location: boolean
  permissions: StoredPermissions
  settings: Record<string, unknown>
}

const nameColumn = column('citext', 'r.name::text')

export const role: AccountObject<RoleRow, RoleRecord> = {
  type: 'Role',
  table: 'role',
  select: sql`r.uuid, r.account_id, r.name::text, r.description, r.type, r.for_account, r.for_group, r.for_location,
    r.permissions, r.settings`,
  view: ['role_view'],
  edit: ['role_edit'],
  map: {
    columns: {
      name: nameColumn,
      ...columns('uuid', 'r', ['uuid', 'created_by', 'updated_by']),
      ...columns('text', 'r', ['description', 'type']),
      ...columns('flag', 'r', ['for_account', 'for_group', 'for_location']),
      ...columns('datetime', 'r', ['created', 'updated']),
    },
  },
  defaultSort: [{ column: nameColumn, direction: 'asc' }],
  present: (row) => ({
    uuid: row.uuid,
    name: row.name,
    description: row.description,
    for_account: asFlag(row.for_account),
    for_group: asFlag(row.for_group),
    for_location: asFlag(row.for_location),
    type: row.type ?? '',
    permissions: permissionHash(row.permissions, roleType(row.type), row.uuid),
    settings: row.settings,
  }),
  async beforeDelete(tx, row) {
    const uses = await roleUses(tx, row)
    if (uses.length > 0) throw new Refusal('IN_USE', uses)
    // Nobody has it any more, so nobody is shown a filter by it.
    await tx
      .deleteFrom('filter_share')
      .where('type', '=', 'role_id')
      .where('type_uuid', '=', row.uuid)
      .execute()
  },
}

const asBoolean = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)

type ListedRow = Omit<RoleRow, 'permissions'> & { role_version: string }

/** Roles as they are listed: what they permit is known from before, as long as they have not changed. */
const LISTED: AccountObject<ListedRow, ListedRow> = {
  type: role.type,
  table: role.table,
  select: sql`r.uuid, r.account_id, r.name::text, r.description, r.type, r.for_account, r.for_group, r.for_location,
    r.settings, ${roleVersion('r')} as role_version`,
  view: role.view,
  edit: role.edit,
  map: role.map,
  defaultSort: role.defaultSort,
  present: (row) => row,
}

export const list = handle(roleList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(LISTED, db, actor, raw, params.account_id)
  const permissions = await permissionsOfRoles(
    db,
    rows.map(({ uuid, role_version }) => ({ role_id: uuid, role_version })),
  )
  return {
    roles: rows.map((row) => {
      const shown = role.present({ ...row, permissions: permissions.get(row.uuid) ?? {} })
      return { ...shown, permissions: sharedJson(shown.permissions) }
    }),
    page,
  }
})

export const get = handle(roleGet, async ({ params, actor, services: { db } }) =>
  getObject(role, db, actor, params.uuid),
)

export const add = handle(roleAdd, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, role.edit, 'ACCOUNT_NOT_FOUND')
  const permissions = { ...defaultPermissions('user'), ...parsePermissions(params.permissions ?? {}) }
  const settings = changedSettings({}, settingParameters(params.settings, raw))
  const uuid = await db.transaction().execute((tx) =>
    addObject(role, tx, actor, params.account_id, params.name, {
      for_account: asBoolean(params.for_account),
      for_group: asBoolean(params.for_group),
      for_location: asBoolean(params.for_location),
      permissions: JSON.stringify(permissions),
      settings: JSON.stringify(settings),
    }),
  )
  return { uuid }
})

const changedSettings = (stored: Record<string, unknown>, change: Record<string, unknown>) =>
  applySettings(stored, parseSettings(change, 'r'))

export const set = handle(roleSet, async ({ params, raw, actor, services: { db }, refuse }) => {
  const permissions = parsePermissions(permissionParameters(params.permissions, raw))
  const settings = settingParameters(params.settings, raw)
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(role, tx, actor, params.uuid, role.edit, true)
    const next = { ...row.permissions, ...permissions }
    const type = roleType(row.type)
    if (permits(row.permissions, type, 'role_edit') && !permits(next, type, 'role_edit')) {
      // Locked in one order, so that two callers neither deadlock nor both pass.
      const { rows } = await sql<RoleRow>`
        select ${role.select} from role r where r.account_id = ${row.account_id} and r.deleted is null
          and r.uuid <> ${row.uuid} order by r.uuid for update`.execute(tx)
      const another = rows.some((other) => permits(other.permissions, roleType(other.type), 'role_edit'))
      if (!another) throw refuse('NO_OTHER_ROLE_EDIT')
    }
    await setObject(role, tx, actor, row, {
      name: params.name,
      description: params.description,
      for_account: asBoolean(params.for_account),
      for_group: asBoolean(params.for_group),
      for_location: asBoolean(params.for_location),
      ...(Object.keys(permissions).length > 0 ? { permissions: JSON.stringify(next) } : {}),
      ...(Object.keys(settings).length > 0
        ? { settings: JSON.stringify(changedSettings(row.settings, settings)) }
        : {}),
    })
  })
  return {}
})

/** `permission_{NAME}` beside the hash. Flags arrive as text there. */
function permissionParameters(
  hash: Record<string, unknown> | undefined,
  raw: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const single = settingParameters(undefined, raw, 'permission_')
  for (const name of Object.keys(single)) if (name === '') throw new Refusal('INVALID_PERMISSION', name)
  return { ...hash, ...single }
}

export const remove = handle(roleDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(role, db, actor, params.uuid)
  return {}
})

export const settings = handle(roleSettings, async ({ params, raw, actor, services: { db }, refuse }) => {
  const change = parseSettings(settingParameters(params.settings, raw), 'r')
  const names = [...Object.keys(change.set), ...change.drop]
  if (names.length === 0) return (await findObject(role, db, actor, params.uuid, [])).row.settings
  return db.transaction().execute(async (tx) => {
    const { row, access } = await findObject(role, tx, actor, params.uuid, ['role_setting_edit'], true)
    for (const name of names) {
      if (!standsAboveRoles(actor) && !permitsSetting(access.permissions, access.role_type, name))
        throw refuse('NOT_PERMITTED_SETTING', name)
    }
    const next = applySettings(row.settings, change)
    await setObject(role, tx, actor, row, { settings: JSON.stringify(next) })
    return next
  })
})

/** What a role has where it says nothing. They are the same in each account: its id is only checked. */
export const defaults = handle(roleDefaultPermissions, async ({ params, actor, services: { db } }) => {
  if (params.account_id) await requireAccount(db, actor, params.account_id)
  const flags = PERMISSIONS.map((name): [string, number[]] => [name, [...PERMISSION_FLAGS[name].defaults]])
  const fields = STUDY_FIELD_PERMISSIONS.map((name): [string, string[]] => [name, ROLE_TYPES.map(() => 'F')])
  return { permissions: Object.fromEntries<(number | string)[]>([...flags, ...fields]) }
})
