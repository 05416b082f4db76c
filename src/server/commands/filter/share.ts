import type { Kysely } from 'kysely'
import { filterShare, filterShareList, filterShareStop } from '#contract/filter.ts'
import { accountAccess } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { type FilterRow, visibleFilter } from '../../access/filter.ts'
import { mayIn, type NamespaceAccess } from '../../access/namespaces.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'

const TYPES = ['account_id', 'location_id', 'group_id', 'user_id', 'role_id'] as const
type ShareType = (typeof TYPES)[number]
type Targets = Partial<Record<ShareType, string | undefined>>

interface Target {
  type: ShareType
  uuid: string
}

/** Exactly one target may be named. */
function targetOf(params: Targets): Target {
  const named = TYPES.flatMap((type): Target[] => {
    const uuid = params[type]
    return uuid ? [{ type, uuid }] : []
  })
  const [target, another] = named
  if (!target || another) throw new Refusal('INVALID_PARAMETERS')
  return target
}

const TABLES = { location_id: 'location', group_id: 'group', role_id: 'role' } as const

/** The account through which the actor reaches the target; nothing when they share none. */
async function accessTo(
  db: Kysely<Database>,
  actor: Actor,
  target: Target,
): Promise<NamespaceAccess | undefined> {
  if (target.type === 'account_id') return accountAccess(db, actor, target.uuid)
  if (target.type === 'user_id') {
    const accounts = await db
      .selectFrom('user_account')
      .select('account_id')
      .where('user_id', '=', target.uuid)
      .execute()
    for (const { account_id } of accounts) {
      const access = await accountAccess(db, actor, account_id)
      if (access) return access
    }
    return undefined
  }
  const object = await db
    .selectFrom(TABLES[target.type])
    .select('account_id')
    .where('uuid', '=', target.uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return object && accountAccess(db, actor, object.account_id)
}

async function ownFilter(db: Kysely<Database>, actor: Actor, uuid: string): Promise<FilterRow> {
  const filter = await visibleFilter(db, actor, uuid)
  if (!filter) throw new Refusal('NOT_FOUND', 'uuid')
  if (filter.user_id !== actor.user_id) throw new Refusal('NOT_PERMITTED')
  return filter
}

export const share = handle(filterShare, async ({ params, actor, services: { db }, refuse }) => {
  const target = targetOf(params)
  const filter = await ownFilter(db, actor, params.uuid)
  const access = await accessTo(db, actor, target)
  if (!access) throw refuse('NOT_FOUND', target.type)
  if (!mayIn(actor, access, 'filter_share')) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('filter_share')
      .values({
        filter_id: filter.uuid,
        account_id: access.account_id,
        type: target.type,
        type_uuid: target.uuid,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await recordAudit(tx, actor, {
      uuid: filter.uuid,
      type: 'Filter',
      action: 'SHARE',
      what: filter.name,
      account_id: filter.account_id,
      detail: target,
    })
  })
  return {}
})

export const stop = handle(filterShareStop, async ({ params, actor, services: { db } }) => {
  const target = targetOf(params)
  const filter = await ownFilter(db, actor, params.uuid)
  await db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('filter_share')
      .where('filter_id', '=', filter.uuid)
      .where('type', '=', target.type)
      .where('type_uuid', '=', target.uuid)
      .execute()
    await recordAudit(tx, actor, {
      uuid: filter.uuid,
      type: 'Filter',
      action: 'SHARE_STOP',
      what: filter.name,
      account_id: filter.account_id,
      detail: target,
    })
  })
  return {}
})

export const list = handle(filterShareList, async ({ params, actor, services: { db }, refuse }) => {
  const filter = await visibleFilter(db, actor, params.uuid)
  if (!filter) throw refuse('NOT_FOUND')
  const shares = await db
    .selectFrom('filter_share')
    .select(['type', 'type_uuid'])
    .where('filter_id', '=', filter.uuid)
    .execute()
  const of = (type: ShareType) => shares.filter((one) => one.type === type).map((one) => one.type_uuid)
  return {
    account_id: of('account_id'),
    location_id: of('location_id'),
    group_id: of('group_id'),
    user_id: of('user_id'),
    role_id: of('role_id'),
  }
})
