import { type Kysely, sql } from 'kysely'
import {
  accountVanityAdd,
  accountVanityDelete,
  accountVanityGet,
  accountVanityList,
  accountVanitySet,
  type VanityRecord,
} from '#contract/vanity.ts'
import { requireAccount } from '../../access/account.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'

/** Vanities: the host names, or their first labels, under which an account is found. */

/** A host name or a label of one (RFC 1123 §2.1). */
const VANITY = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

const SELECT = sql`r.uuid, r.vanity::text, r.ui_json, r.sort_order, 1 as active`
const SORT = column('integer', 'r.sort_order')

async function find(
  db: Kysely<Database>,
  named: { account_id: string; uuid?: string | undefined; vanity?: string | undefined },
): Promise<VanityRecord> {
  const which = named.uuid
    ? sql`r.uuid = ${named.uuid}`
    : named.vanity
      ? sql`r.vanity = ${named.vanity}::citext`
      : sql`true`
  const { rows } = await sql<VanityRecord>`
    select ${SELECT} from account_vanity r where r.account_id = ${named.account_id} and ${which}
    order by r.sort_order, r.uuid limit 1`.execute(db)
  if (!rows[0]) throw new Refusal('NOT_FOUND')
  return rows[0]
}

/** The account's first vanity is the one that its record shows and that mail is written under. */
const keepFirst = (tx: Kysely<Database>, account_id: string) =>
  sql`update account set vanity = (select vanity from account_vanity where account_id = ${account_id}
    order by sort_order, uuid limit 1) where uuid = ${account_id}`.execute(tx)

export const add = handle(accountVanityAdd, async ({ params, actor, services: { db }, refuse }) => {
  const access = await requireAccount(db, actor, params.account_id, ['account_vanity_edit'])
  const vanity = params.vanity.trim().toLowerCase()
  if (!VANITY.test(vanity) || vanity.length > 253) throw refuse('VALIDATION_FAILED', 'vanity')
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ uuid: string }>`
      insert into account_vanity (account_id, vanity, ui_json, sort_order)
      select ${params.account_id}, ${vanity}, ${JSON.stringify(params.ui_json ?? {})}::jsonb,
        coalesce(${params.sort_order ?? null}::int, (select coalesce(max(sort_order), 0) + 1 from account_vanity
          where account_id = ${params.account_id}))
      on conflict (vanity) do nothing returning uuid`.execute(tx)
    // Whose it is, is nobody else's business: a taken one is no valid one.
    if (!rows[0]) throw refuse('VALIDATION_FAILED', 'vanity')
    await keepFirst(tx, params.account_id)
    await recordAudit(tx, actor, {
      uuid: params.account_id,
      type: 'Account',
      action: 'VANITY_ADD',
      what: access.name,
      with: vanity,
      account_id: params.account_id,
    })
    return { uuid: rows[0].uuid }
  })
})

export const get = handle(accountVanityGet, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id)
  return find(db, params)
})

export const set = handle(accountVanitySet, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['account_vanity_edit'])
  await db.transaction().execute(async (tx) => {
    const { uuid } = await find(tx, params)
    await sql`update account_vanity set sort_order = coalesce(${params.sort_order ?? null}::int, sort_order),
      ui_json = coalesce(${params.ui_json === undefined ? null : JSON.stringify(params.ui_json)}::jsonb, ui_json)
      where uuid = ${uuid}`.execute(tx)
    await keepFirst(tx, params.account_id)
  })
  return {}
})

export const list = handle(accountVanityList, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['account_vanity_view'])
  const { rows, page } = await listRows<VanityRecord>({
    db,
    actor,
    raw,
    map: {
      columns: {
        vanity: column('citext', 'r.vanity::text'),
        sort_order: SORT,
        ...columns('uuid', 'r', ['uuid']),
      },
    },
    select: SELECT,
    from: sql`account_vanity r`,
    where: sql`r.account_id = ${params.account_id}`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: SORT, direction: 'asc' }],
  })
  return { vanities: rows, page }
})

export const remove = handle(accountVanityDelete, async ({ params, actor, services: { db } }) => {
  const access = await requireAccount(db, actor, params.account_id, ['account_vanity_edit'])
  await db.transaction().execute(async (tx) => {
    const { uuid, vanity } = await find(tx, params)
    await sql`delete from account_vanity where uuid = ${uuid}`.execute(tx)
    await keepFirst(tx, params.account_id)
    await recordAudit(tx, actor, {
      uuid: params.account_id,
      type: 'Account',
      action: 'VANITY_DELETE',
      what: access.name,
      with: vanity,
      account_id: params.account_id,
    })
  })
  return {}
})
