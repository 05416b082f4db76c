import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { nodeAdd, nodeDelete, nodeGet, nodeList, nodeSet } from '#contract/node.ts'
import { isUuid } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { namespacesOf } from '../../access/namespaces.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import {
  accountsListed,
  checkKinds,
  checkPrimary,
  editableNode,
  facilityValues,
  findNode,
  NODE,
  type NodeRow,
  presentNode,
  presentWhole,
} from '../../node/node.ts'
import { addObject, setObject } from '../../object.ts'
import { Refusal } from '../../refusal.ts'
import { applySettings, parseSettings, settingParameters } from '../../tenancy/account_setting.ts'
import { createUser } from '../../tenancy/user.ts'

const SERIAL_BYTES = 16
/** Kinds that hold what accounts share. */
const OF_SYSADMINS = ['STORAGE', 'CLEARINGHOUSE']

export const list = handle(nodeList, async ({ params, raw, actor, services: { db } }) => {
  if (params.account_id) await requireAccount(db, actor, params.account_id, NODE.view)
  const held = (await namespacesOf(db, actor)).flatMap(({ type, type_uuid }) =>
    type === 'account_id' ? [type_uuid] : [],
  )
  const all = standsAboveRoles(actor) && !params.account_id
  const accounts = params.account_id ? [params.account_id] : await accountsListed(db, actor, held)
  const { rows, page } = await listRows<NodeRow>({
    db,
    actor,
    raw,
    map: NODE.map,
    select: NODE.select,
    from: sql`node r ${NODE.joins}`,
    where: sql`r.deleted is null ${all ? sql`` : sql`and r.account_id = any(${accounts}::uuid[])`}`,
    unique: sql`r.uuid`,
    defaultSort: NODE.defaultSort,
  })
  return { nodes: rows.map(presentWhole), page }
})

export const get = handle(nodeGet, async ({ params, actor, services: { db } }) => {
  const { row, access } = await findNode(db, actor, params.uuid)
  return presentNode(row, actor, access)
})

/** The account, group or location that a node is linked to, with the namespace that it will store in. */
async function linkedPlace(db: Kysely<Database>, params: Call<typeof nodeAdd>['params']) {
  const { account_id, group_id, location_id } = params
  if ([account_id, group_id, location_id].filter(Boolean).length !== 1) throw new Refusal('INVALID_LINKAGE')
  const place = account_id
    ? await db
        .selectFrom('account')
        .select(['uuid as account_id', 'namespace_id'])
        .where('uuid', '=', account_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
    : (
        await sql<{ account_id: string; namespace_id: string }>`
          select account_id, namespace_id from ${sql.table(group_id ? 'group' : 'location')}
          where uuid = ${group_id ?? location_id} and deleted is null`.execute(db)
      ).rows[0]
  if (!place) throw new Refusal(account_id ? 'ACCOUNT_NOT_FOUND' : 'INVALID_LINKAGE')
  return place
}

export const add = handle(nodeAdd, async ({ params, actor, services: { db }, refuse }) => {
  checkKinds(params)
  const place = await linkedPlace(db, params)
  await requireAccount(db, actor, place.account_id, NODE.edit, 'ACCOUNT_NOT_FOUND')
  if (OF_SYSADMINS.includes(params.type) && !actor.sysadmin) throw refuse('NOT_PERMITTED')
  const { uuid: wanted } = params
  if (wanted && !isUuid(wanted)) throw refuse('INVALID_UUID')
  await checkPrimary(db, params.primary_node_id, place.namespace_id)
  const serial_no = randomBytes(SERIAL_BYTES).toString('hex')
  const uuid = await db.transaction().execute(async (tx) => {
    if (wanted) {
      const { rows } = await sql`select from node where uuid = ${wanted.toLowerCase()}`.execute(tx)
      if (rows.length > 0) throw refuse('INVALID_UUID')
    }
    const user = await createUser(tx, {
      email: `node-${serial_no.slice(0, 8)}-${randomBytes(4).toString('hex')}@localhost`,
      first: '',
      last: params.name,
      password_hash: null,
      is_anonymous: true,
    })
    return addObject(NODE, tx, actor, place.account_id, params.name, {
      uuid: wanted?.toLowerCase(),
      namespace_id: place.namespace_id,
      user_id: user.uuid,
      serial_no,
      type: params.type,
      os_type: params.os_type || undefined,
      accelerator_id: params.accelerator_id,
      ...facilityValues(params),
    })
  })
  return { uuid, serial_no }
})

/** Where a node moves to. Only sysadmins move one, within its account, and a cluster as a whole is not moved piecemeal. */
async function movedTo(tx: Kysely<Database>, call: Call<typeof nodeSet>, row: NodeRow) {
  const { params, actor, refuse } = call
  if (!params.storage_namespace || params.storage_namespace === row.namespace_id) return undefined
  if (!actor.sysadmin) throw refuse('NOT_PERMITTED')
  if (row.primary_node_id) throw refuse('CANNOT_MOVE_SLAVE')
  const { rows: slaves } = await sql`
    select from node where primary_node_id = ${row.uuid} and deleted is null`.execute(tx)
  if (slaves.length > 0) throw refuse('CANNOT_MOVE_PRIMARY')
  const namespace = await tx
    .selectFrom('namespace')
    .select('uuid')
    .where('uuid', '=', params.storage_namespace)
    .where('account_id', '=', row.account_id)
    .where('type', '!=', 'user_id')
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!namespace) throw refuse('NOT_PERMITTED', 'storage_namespace')
  return namespace.uuid
}

const flagged = (value: 0 | 1 | undefined) => (value === undefined ? undefined : value === 1)

/** What a monitor has to know before it watches: how long, and whom to tell. */
function checkMonitors(params: Call<typeof nodeSet>['params'], row: NodeRow): void {
  for (const monitor of ['monitor_node_ping', 'monitor_study_create', 'monitor_node_last_send'] as const) {
    const on = params[monitor] === undefined ? row[monitor] : params[monitor] === 1
    if (!on) continue
    const threshold = params[`${monitor}_threshold`] ?? row[`${monitor}_threshold`]
    if (threshold === null || threshold < 1)
      throw new Refusal('INVALID_CONFIGURATION', `${monitor}_threshold`)
    if (!(params.monitor_email ?? row.monitor_email))
      throw new Refusal('INVALID_CONFIGURATION', 'monitor_email')
  }
}

export const set = handle(nodeSet, async (call) => {
  const { params, raw, actor, services } = call
  checkKinds({ category: params.category })
  const overrides = parseSettings(settingParameters(params.settings, raw), 'g')
  await services.db.transaction().execute(async (tx) => {
    const row = await editableNode(tx, actor, params.uuid)
    checkMonitors(params, row)
    const namespace_id = await movedTo(tx, call, row)
    await checkPrimary(tx, params.primary_node_id, namespace_id ?? row.namespace_id, row.uuid)
    const settings = applySettings(row.settings, overrides)
    const configuration = params.configuration && { ...row.configuration, ...params.configuration }
    await setObject(NODE, tx, actor, row, {
      name: params.name || undefined,
      namespace_id,
      configuration: configuration && JSON.stringify(configuration),
      reload_configuration: flagged(params.reload_configuration),
      restart_gateway: flagged(params.restart_gateway),
      monitor_study_create: flagged(params.monitor_study_create),
      monitor_study_create_threshold: params.monitor_study_create_threshold,
      monitor_node_ping: flagged(params.monitor_node_ping),
      monitor_node_ping_threshold: params.monitor_node_ping_threshold,
      monitor_node_slow_push: flagged(params.monitor_node_slow_push),
      monitor_node_slow_push_threshold: params.monitor_node_slow_push_threshold,
      monitor_node_last_send: flagged(params.monitor_node_last_send),
      monitor_node_last_send_threshold: params.monitor_node_last_send_threshold,
      monitor_node_performance_metrics:
        params.monitor_node_performance_metrics && JSON.stringify(params.monitor_node_performance_metrics),
      monitor_email: params.monitor_email,
      warning_email: params.warning_email,
      settings:
        JSON.stringify(settings) === JSON.stringify(row.settings) ? undefined : JSON.stringify(settings),
      ...facilityValues(params),
    })
  })
  return {}
})

export const remove = handle(nodeDelete, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    const row = await editableNode(tx, actor, params.uuid)
    await sql`update node set deleted = now() where uuid = ${row.uuid}`.execute(tx)
    await tx.updateTable('user').set({ disabled: true }).where('uuid', '=', row.user_id).execute()
    await recordAudit(tx, actor, {
      uuid: row.uuid,
      type: NODE.type,
      action: 'DELETED',
      what: row.name,
      account_id: row.account_id,
      detail: NODE.present(row),
    })
  })
  return {}
})
