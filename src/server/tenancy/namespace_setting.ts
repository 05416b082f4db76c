import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { resolveSetting } from './account_setting.ts'

/** The settings of a namespace, resolved: what it overrides before what its account says before the default. */
export async function namespaceSettings(
  db: Kysely<Database>,
  namespace_id: string,
): Promise<(name: string) => unknown> {
  const row = await db
    .selectFrom('namespace as n')
    .leftJoin('account as a', 'a.uuid', 'n.account_id')
    .select(['n.settings as namespace', 'a.settings as account'])
    .where('n.uuid', '=', namespace_id)
    .executeTakeFirst()
  const levels = { account: row?.account ?? {}, namespace: row?.namespace }
  return (name) => resolveSetting(name, levels)
}
