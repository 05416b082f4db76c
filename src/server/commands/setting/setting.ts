import { type Kysely, sql } from 'kysely'
import { settingGet, settingGetAll, settingSet } from '#contract/setting.ts'
import { accountAccess } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn } from '../../access/namespaces.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { deleteUserSetting, isTemporary, setUserSetting, userSettings } from '../../db/user_setting.ts'
import { Refusal } from '../../refusal.ts'
import { DELETE_VALUE } from '../../tenancy/account_setting.ts'

/** Only a sysadmin speaks for somebody else. */
async function targetUser(db: Kysely<Database>, actor: Actor, user_id: string | undefined): Promise<string> {
  if (!user_id || user_id === actor.user_id) return actor.user_id
  if (!actor.sysadmin) throw new Refusal('NOT_PERMITTED')
  const user = await db.selectFrom('user').select('uuid').where('uuid', '=', user_id).executeTakeFirst()
  if (!user) throw new Refusal('NOT_FOUND', 'user')
  return user_id
}

async function requireMembership(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string | undefined,
): Promise<void> {
  if (account_id && !(await accountAccess(db, actor, account_id))) throw new Refusal('NOT_FOUND', 'account')
}

/** Everyone who has a role in its account. */
async function usersOfRole(db: Kysely<Database>, actor: Actor, role_id: string): Promise<string[]> {
  const role = await db
    .selectFrom('role')
    .select('account_id')
    .where('uuid', '=', role_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  const access = role && (await accountAccess(db, actor, role.account_id))
  if (!role || !access) throw new Refusal('NOT_FOUND', 'role')
  if (!mayIn(actor, access, 'user_setting_set')) throw new Refusal('NOT_PERMITTED')
  const members = await db
    .selectFrom('user_account as ua')
    .innerJoin('account as a', 'a.uuid', 'ua.account_id')
    .select('ua.user_id')
    .where('ua.account_id', '=', role.account_id)
    .where(sql<boolean>`coalesce(ua.role_id, a.role_id) = ${role_id}::uuid`)
    .execute()
  return members.map((member) => member.user_id)
}

export const set = handle(settingSet, async ({ params, actor, services: { db } }) => {
  const { key, value } = params
  await requireMembership(db, actor, params.account_id)
  const users = params.role_id
    ? await usersOfRole(db, actor, params.role_id)
    : [await targetUser(db, actor, params.user_id)]
  const session_id = isTemporary(key) ? (actor.session?.uuid ?? null) : null
  await db.transaction().execute(async (tx) => {
    for (const user_id of users) {
      const place = { user_id, account_id: params.account_id ?? null, session_id }
      if (value === DELETE_VALUE) await deleteUserSetting(tx, place, key)
      else await setUserSetting(tx, place, key, value)
    }
  })
  return {}
})

export const get = handle(settingGet, async ({ params, actor, services: { db } }) => {
  await requireMembership(db, actor, params.account_id)
  const user_id = await targetUser(db, actor, params.user_id)
  const settings = await userSettings(db, { user_id, session: actor.session }, params.account_id ?? null, [
    params.key,
  ])
  return { value: settings[params.key] ?? null }
})

export const getAll = handle(settingGetAll, async ({ params, actor, services: { db } }) => {
  await requireMembership(db, actor, params.account_id)
  return { settings: await userSettings(db, actor, params.account_id ?? null) }
})
