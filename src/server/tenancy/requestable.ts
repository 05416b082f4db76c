import type { Kysely } from 'kysely'
import { isUuid } from '#contract/value.ts'
import type { Database } from '../db/tables.ts'
import { resolveSetting } from './account_setting.ts'

/** A JSON list of uuids, as the setting is kept. */
function uuidsOf(value: unknown): string[] {
  try {
    const listed: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : value
    return Array.isArray(listed) ? listed.map((one) => String(one).toLowerCase()).filter(isUuid) : []
  } catch {
    return []
  }
}

/** The accounts that an account may ask for studies (`study_requestable_accounts`, which a sysadmin sets), by name. */
export async function requestableAccounts(
  db: Kysely<Database>,
  account_id: string,
): Promise<{ uuid: string; name: string; namespace_id: string }[]> {
  const account = await db
    .selectFrom('account')
    .select('settings')
    .where('uuid', '=', account_id)
    .executeTakeFirst()
  const listed = uuidsOf(resolveSetting('study_requestable_accounts', { account: account?.settings ?? {} }))
  const others = listed.filter((uuid) => uuid !== account_id)
  if (others.length === 0) return []
  return db
    .selectFrom('account')
    .select(['uuid', 'name', 'namespace_id'])
    .where('uuid', 'in', others)
    .where('deleted', 'is', null)
    .where('disabled', '=', false)
    .orderBy('name')
    .execute()
}
