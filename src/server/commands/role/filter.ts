import { type Kysely, sql } from 'kysely'
import { isPermission } from '#contract/permission.ts'
import {
  ROLE_FILTER_OBJECTS,
  type RoleFilterRecord,
  roleFilterAdd,
  roleFilterDelete,
  roleFilterGet,
  roleFilterList,
  roleFilterSet,
} from '#contract/role_filter.ts'
import { requireAccount } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { parsePermissions } from '../../access/permission.ts'
import { filterOverStudies } from '../../access/role_filter.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import type { Database } from '../../db/tables.ts'
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

interface RoleFilterRow {
  uuid: string
  account_id: string
  role_id: string | null
  name: string | null
  object_type: string
  filter: Record<string, unknown>
  permissions_mask: Record<string, unknown>
  created_by_name: string | null
  created: string
  updated: string
}

const CREATED = column('datetime', 'r.created')

const roleFilter: AccountObject<RoleFilterRow, RoleFilterRecord> = {
  type: 'Role_filter',
  table: 'role_filter',
  joins: sql`left join "user" u on u.uuid = r.created_by`,
  select: sql`r.uuid, r.account_id, r.role_id, r.name, r.object_type, r.filter, r.permissions_mask,
    u.name as created_by_name, r.created, r.updated`,
  view: ['role_view'],
  edit: ['role_edit'],
  map: {
    columns: {
      name: column('citext', 'r.name'),
      ...columns('uuid', 'r', ['uuid', 'account_id', 'role_id', 'created_by']),
      object_type: column('text', 'r.object_type'),
      created: CREATED,
      updated: column('datetime', 'r.updated'),
    },
  },
  defaultSort: [{ column: CREATED, direction: 'asc' }],
  present: ({ created_by_name, ...row }) => ({
    uuid: row.uuid,
    account_id: row.account_id,
    role_id: row.role_id,
    name: row.name,
    filter: row.filter,
    permissions_mask: row.permissions_mask,
    object_type: row.object_type,
    created_by: created_by_name,
    created: row.created,
    updated: row.updated,
  }),
}

/** A mask takes away and never gives: INVALID_PERMISSION_VALUE names a flag that is not 0. */
function checkMask(mask: Readonly<Record<string, unknown>>): string {
  const parsed = parsePermissions(mask)
  const given = Object.entries(parsed).find(([name, value]) => !isPermission(name) || value !== 0)
  if (given) throw new Refusal('INVALID_PERMISSION_VALUE', given[0])
  return JSON.stringify(parsed)
}

/** VALIDATION_FAILED for a filter that no list of the objects would take. */
async function checkFilter(
  db: Kysely<Database>,
  actor: Actor,
  object_type: string,
  filter: Readonly<Record<string, unknown>>,
): Promise<string> {
  if (object_type === 'Study') {
    try {
      await filterOverStudies(db, actor, filter)
    } catch (error) {
      if (error instanceof Refusal) throw new Refusal('VALIDATION_FAILED', 'filter')
      throw error
    }
  }
  return JSON.stringify(filter)
}

export const list = handle(roleFilterList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(roleFilter, db, actor, raw, params.account_id)
  return { role_filters: rows, page }
})

export const get = handle(roleFilterGet, async ({ params, actor, services: { db } }) =>
  getObject(roleFilter, db, actor, params.uuid),
)

export const add = handle(roleFilterAdd, async ({ params, actor, services: { db }, refuse }) => {
  const { account_id, role_id, name, object_type } = params
  if (!ROLE_FILTER_OBJECTS.some((known) => known === object_type))
    throw refuse('VALIDATION_FAILED', 'object_type')
  const permissions_mask = checkMask(params.permissions_mask)
  const filter = await checkFilter(db, actor, object_type, params.filter)
  await requireAccount(db, actor, account_id, roleFilter.edit)
  if (role_id) {
    const role = await db
      .selectFrom('role')
      .select('uuid')
      .where('uuid', '=', role_id)
      .where('account_id', '=', account_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (!role) throw refuse('NOT_FOUND', 'role')
  }
  const uuid = await db.transaction().execute((tx) =>
    addObject(roleFilter, tx, actor, account_id, name ?? '', {
      role_id,
      object_type,
      filter,
      permissions_mask,
    }),
  )
  return { uuid }
})

export const set = handle(roleFilterSet, async ({ params, actor, services: { db } }) => {
  const permissions_mask = params.permissions_mask && checkMask(params.permissions_mask)
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(roleFilter, tx, actor, params.uuid, roleFilter.edit, true)
    const filter = params.filter && (await checkFilter(tx, actor, row.object_type, params.filter))
    await setObject(roleFilter, tx, actor, row, { name: params.name, filter, permissions_mask })
  })
  return {}
})

export const remove = handle(roleFilterDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(roleFilter, db, actor, params.uuid)
  return {}
})
