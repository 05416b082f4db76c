import { type Kysely, sql } from 'kysely'
import {
  accountCanShare,
  accountCanShareList,
  accountCanShareStop,
  SHARE_TYPES,
  type ShareType,
} from '#contract/share_rule.ts'
import { requireAccount } from '../../access/account.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'

type RuleCall = Call<typeof accountCanShare> | Call<typeof accountCanShareStop>

const isType = (text: string): text is ShareType => SHARE_TYPES.some((type) => type === text)

/** Is this an object of the account? Another account may be shared with, so the right side may be one. */
async function exists(
  db: Kysely<Database>,
  account_id: string,
  type: ShareType,
  uuid: string,
  side: 'by' | 'with',
) {
  const found =
    type === 'user'
      ? sql`select from user_account where account_id = ${account_id} and user_id = ${uuid}`
      : type === 'account'
        ? sql`select from account where uuid = ${uuid} and deleted is null ${side === 'by' ? sql`and uuid = ${account_id}` : sql``}`
        : sql`select from ${sql.table(type)} where account_id = ${account_id} and uuid = ${uuid} and deleted is null`
  return (await found.execute(db)).rows.length > 0
}

async function checked(call: RuleCall) {
  const { params, actor, services, refuse } = call
  const { by_type, with_type } = params
  if (!isType(by_type)) throw refuse('INVALID_TYPE', by_type)
  if (!isType(with_type)) throw refuse('INVALID_TYPE', with_type)
  const access = await requireAccount(services.db, actor, params.account_id, ['account_edit'])
  if (!(await exists(services.db, params.account_id, by_type, params.by_id, 'by')))
    throw refuse('BY_NOT_FOUND')
  if (!(await exists(services.db, params.account_id, with_type, params.with_id, 'with')))
    throw refuse('WITH_NOT_FOUND')
  return access
}

export const share = handle(accountCanShare, async (call) => {
  const { params, actor, services } = call
  const access = await checked(call)
  await services.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('share_rule')
      .values({ ...params, created_by: actor.user_id })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await recordAudit(tx, actor, {
      uuid: params.account_id,
      type: 'Account',
      action: 'SHARE_RULE_ADD',
      what: access.name,
      account_id: params.account_id,
      detail: params,
    })
  })
  return {}
})

export const stop = handle(accountCanShareStop, async (call) => {
  const { params, actor, services } = call
  const access = await checked(call)
  await services.db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('share_rule')
      .where('account_id', '=', params.account_id)
      .where('by_type', '=', params.by_type)
      .where('by_id', '=', params.by_id)
      .where('with_type', '=', params.with_type)
      .where('with_id', '=', params.with_id)
      .execute()
    await recordAudit(tx, actor, {
      uuid: params.account_id,
      type: 'Account',
      action: 'SHARE_RULE_DELETE',
      what: access.name,
      account_id: params.account_id,
      detail: params,
    })
  })
  return {}
})

const nameOf = (type: string, uuid: string) => sql`case ${sql.ref(type)}
  when 'user' then (select u.name from "user" u where u.uuid = ${sql.ref(uuid)})
  else (select n.name from namespace n where n.type_uuid = ${sql.ref(uuid)} limit 1) end`

export const list = handle(accountCanShareList, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['account_view'])
  const { rows } = await sql<{
    by_type: string
    by_id: string
    by_name: string | null
    with_type: string
    with_id: string
    with_name: string | null
  }>`select r.by_type, r.by_id, ${nameOf('r.by_type', 'r.by_id')} as by_name, r.with_type, r.with_id,
      ${nameOf('r.with_type', 'r.with_id')} as with_name
    from share_rule r where r.account_id = ${params.account_id} order by r.created limit 5000`.execute(db)
  return { rules: rows }
})
