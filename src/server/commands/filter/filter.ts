import { type Kysely, sql } from 'kysely'
import {
  type FilterRecord,
  filterAdd,
  filterDelete,
  filterGet,
  filterList,
  filterSet,
} from '#contract/filter.ts'
import { asFlag, isUuid } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { type Actor, standsAboveRoles } from '../../access/actor.ts'
import { type FilterRow, filterVisible, sharedWith, visibleFilter } from '../../access/filter.ts'
import { mayIn, namespacesOf } from '../../access/namespaces.ts'
import { mayOneself } from '../../access/own.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { configurationExpressions, readExpressions } from '../../db/list/filter.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'

type FilterTree = Omit<FilterRecord, 'tier_children'> & { tier_children: FilterTree[] }

const NAME = column('citext', 'filter.name::text')
const map = {
  columns: {
    name: NAME,
    ...columns('uuid', 'filter', ['uuid', 'account_id', 'namespace_id', 'tier_parent_id', 'user_id']),
    ...columns('text', 'filter', ['type']),
    ...columns('datetime', 'filter', ['created', 'updated']),
  },
}

/** Filters of filters nest no deeper than a menu does. */
const DEEPEST = 5
const MOST_CHILDREN = 200

async function present(
  db: Kysely<Database>,
  actor: Actor,
  rows: readonly FilterRow[],
  depth = 0,
): Promise<FilterTree[]> {
  const ids = rows.map((row) => row.uuid)
  const shares = await sharedWith(db, actor)
  const children =
    ids.length > 0 && depth < DEEPEST
      ? await db
          .selectFrom('filter')
          .selectAll()
          .where('tier_parent_id', 'in', ids)
          .where('deleted', 'is', null)
          .where(filterVisible(actor, shares))
          .orderBy('name')
          .limit(MOST_CHILDREN)
          .execute()
      : []
  const presented = children.length > 0 ? await present(db, actor, children, depth + 1) : []
  return rows.map((row) => ({
    uuid: row.uuid,
    name: row.name,
    type: row.type,
    configuration: row.configuration,
    owner: asFlag(row.user_id === actor.user_id),
    account_id: row.account_id,
    namespace_id: row.namespace_id,
    tier_children: presented.filter((child) => child.tier_parent_id === row.uuid),
    ...(row.tier_parent_id ? { tier_parent_id: row.tier_parent_id } : {}),
  }))
}

/** INVALID_CONFIG for what is neither a hash of filter expressions nor an array of filters. */
function checkConfiguration(configuration: unknown): void {
  const fault = () => new Refusal('INVALID_CONFIG')
  if (Array.isArray(configuration)) {
    if (!configuration.every((item) => typeof item === 'string' && isUuid(item))) throw fault()
    return
  }
  if (typeof configuration !== 'object' || configuration === null) throw fault()
  try {
    readExpressions(configurationExpressions(configuration))
  } catch {
    throw fault()
  }
}

export const list = handle(filterList, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id)
  const shares = await sharedWith(db, actor)
  const { rows, page } = await listRows<FilterRow>({
    db,
    actor,
    raw,
    map,
    select: sql`filter.*`,
    from: sql`filter`,
    where: sql`filter.deleted is null and filter.type = any(${params.type}) and ${filterVisible(actor, shares)}
      and (filter.account_id is null or filter.account_id = ${params.account_id})`,
    unique: sql`filter.uuid`,
    defaultSort: [{ column: NAME, direction: 'asc' }],
  })
  return { page, filters: await present(db, actor, rows) }
})

export const get = handle(filterGet, async ({ params, actor, services: { db }, refuse }) => {
  const row = await visibleFilter(db, actor, params.uuid)
  const [record] = row ? await present(db, actor, [row]) : []
  if (!record) throw refuse('NOT_FOUND')
  return record
})

export const add = handle(filterAdd, async ({ params, actor, services: { db }, refuse }) => {
  checkConfiguration(params.configuration)
  if (params.account_id) await requireAccount(db, actor, params.account_id)
  if (params.tier_parent_id) {
    const parent = await visibleFilter(db, actor, params.tier_parent_id)
    if (!parent || parent.user_id !== actor.user_id) throw refuse('NOT_FOUND', 'tier_parent_id')
  }
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('filter')
      .values({
        user_id: actor.user_id,
        account_id: params.account_id ?? null,
        name: params.name,
        type: params.type,
        configuration: JSON.stringify(params.configuration),
        tier_parent_id: params.tier_parent_id ?? null,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      uuid: row.uuid,
      type: 'Filter',
      action: 'ADD',
      what: params.name,
      account_id: params.account_id ?? null,
    })
    return row
  })
})

/**
 * Its owner; whoever it is shared with where their role lets them edit such filters; and, for a filter of an account, its
 * administrators. A role may confine anybody to their own.
 */
async function editable(db: Kysely<Database>, actor: Actor, uuid: string): Promise<FilterRow> {
  const row = await visibleFilter(db, actor, uuid)
  if (!row) throw new Refusal('NOT_FOUND')
  if (row.user_id === actor.user_id) return row
  if (standsAboveRoles(actor)) return row
  const account = (await namespacesOf(db, actor)).find((access) => access.type_uuid === row.account_id)
  const administers = account?.role_type === 'admin' && mayIn(actor, account, 'filter_share')
  const edits = account
    ? mayIn(actor, account, 'user_edit_shared_filter')
    : await mayOneself(db, actor, 'user_edit_shared_filter')
  const confined = account !== undefined && mayIn(actor, account, 'filter_edit_only_own')
  if (confined || !(administers || edits)) throw new Refusal('NOT_PERMITTED')
  return row
}

export const set = handle(filterSet, async ({ params, actor, services: { db } }) => {
  if (params.configuration !== undefined) checkConfiguration(params.configuration)
  if (params.account_id) await requireAccount(db, actor, params.account_id)
  return db.transaction().execute(async (tx) => {
    const row = await editable(tx, actor, params.uuid)
    const change = {
      ...(params.name === undefined ? {} : { name: params.name }),
      ...(params.type === undefined ? {} : { type: params.type }),
      ...(params.account_id === undefined ? {} : { account_id: params.account_id }),
    }
    const configuration =
      params.configuration === undefined ? {} : { configuration: JSON.stringify(params.configuration) }
    await tx
      .updateTable('filter')
      .set({ ...change, ...configuration, updated: sql<string>`now()` })
      .where('uuid', '=', row.uuid)
      .execute()
    const detail = changedFields(row, { ...change, configuration: params.configuration })
    if (detail)
      await recordAudit(tx, actor, {
        uuid: row.uuid,
        type: 'Filter',
        action: 'EDIT',
        what: row.name,
        account_id: row.account_id,
        detail,
      })
    return { uuid: row.uuid }
  })
})

export const remove = handle(filterDelete, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const row = await editable(tx, actor, params.uuid)
    await tx.updateTable('filter').set({ deleted: sql<string>`now()` }).where('uuid', '=', row.uuid).execute()
    await tx.deleteFrom('filter_share').where('filter_id', '=', row.uuid).execute()
    await recordAudit(tx, actor, {
      uuid: row.uuid,
      type: 'Filter',
      action: 'DELETED',
      what: row.name,
      account_id: row.account_id,
    })
  })
  return {}
})
