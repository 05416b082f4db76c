import { type Kysely, sql } from 'kysely'
import { nodeConfiguration, nodePing } from '#contract/node.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { findNode } from '../../node/node.ts'
import { resolveSetting } from '../../tenancy/account_setting.ts'

/** An order stands until it has been handed out once. */
const orders = async (db: Kysely<Database>, uuid: string) => {
  const { rows } = await sql<{ reload_configuration: boolean; restart_gateway: boolean }>`
    update node r set pinged = now(), reload_configuration = false, restart_gateway = false
    from (select uuid, reload_configuration, restart_gateway from node where uuid = ${uuid} for update) before
    where r.uuid = before.uuid and r.deleted is null
    returning before.reload_configuration, before.restart_gateway`.execute(db)
  return rows[0]
}

export const ping = handle(nodePing, async ({ params, services: { db }, refuse }) => {
  const found = await orders(db, params.uuid)
  if (!found) throw refuse('NOT_FOUND')
  return {
    ...(found.reload_configuration ? { reload_configuration: 1 as const } : {}),
    ...(found.restart_gateway ? { restart_gateway: 1 as const } : {}),
  }
})

export const configuration = handle(nodeConfiguration, async ({ params, actor, services: { db } }) => {
  const { row } = await findNode(db, actor, params.uuid)
  const account = await db
    .selectFrom('account')
    .select('settings')
    .where('uuid', '=', row.account_id)
    .executeTakeFirstOrThrow()
  return {
    storage_namespace: row.namespace_id,
    configuration: row.configuration,
    destinations: [],
    account_settings: {
      study_search_modifiers: resolveSetting('study_search_modifiers', {
        account: account.settings,
        node: row.settings,
      }),
    },
  }
})
