import { type Kysely, sql } from 'kysely'
import type { ParamsOf } from '#contract/command.ts'
import {
  NODE_CATEGORIES,
  NODE_OS_TYPES,
  NODE_TYPES,
  type NodeRecord,
  type nodeAdd,
  type nodeSet,
} from '#contract/node.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess } from '../access/account.ts'
import { type Actor, standsAboveRoles } from '../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../access/namespaces.ts'
import { column, columns } from '../db/list/column.ts'
import type { Database } from '../db/tables.ts'
import { type AccountObject, findObject } from '../object.ts'
import { Refusal } from '../refusal.ts'

/** Gateways as account objects. */

export interface NodeRow {
  uuid: string
  account_id: string
  namespace_id: string
  namespace_name: string
  user_id: string
  name: string
  type: string
  os_type: string | null
  serial_no: string
  accelerator_id: string | null
  primary_node_id: string | null
  configuration: Record<string, unknown>
  settings: Record<string, unknown>
  monitor_study_create: boolean
  monitor_study_create_threshold: number | null
  monitor_node_ping: boolean
  monitor_node_ping_threshold: number | null
  monitor_node_slow_push: boolean
  monitor_node_slow_push_threshold: number | null
  monitor_node_last_send: boolean
  monitor_node_last_send_threshold: number | null
  monitor_node_performance_metrics: Record<string, unknown> | null
  monitor_email: string | null
  warning_email: string | null
  facility_name: string | null
  facility_zip: string | null
  facility_contact: string | null
  facility_contact_title: string | null
  facility_email: string | null
  facility_notes: string | null
  category: string | null
  is_public: boolean
  ctc_bucket: string | null
  created_by: string | null
  last_ping: number
}

const nameColumn = column('citext', 'r.name')

const COLUMNS = [
  'uuid',
  'account_id',
  'namespace_id',
  'user_id',
  'name',
  'type',
  'os_type',
  'serial_no',
  'accelerator_id',
  'primary_node_id',
  'configuration',
  'settings',
  'monitor_study_create',
  'monitor_study_create_threshold',
  'monitor_node_ping',
  'monitor_node_ping_threshold',
  'monitor_node_slow_push',
  'monitor_node_slow_push_threshold',
  'monitor_node_last_send',
  'monitor_node_last_send_threshold',
  'monitor_node_performance_metrics',
  'monitor_email',
  'warning_email',
  'facility_name',
  'facility_zip',
  'facility_contact',
  'facility_contact_title',
  'facility_email',
  'facility_notes',
  'category',
  'is_public',
  'ctc_bucket',
  'created_by',
] as const satisfies readonly (keyof NodeRow)[]

/** A node without what only those may see who may see nodes. */
function present(row: NodeRow): NodeRecord {
  const { account_id, namespace_id, namespace_name, user_id, created_by, ...node } = row
  return {
    ...node,
    account_id,
    storage_namespace: namespace_id,
    storage_namespace_name: namespace_name,
    monitor_study_create: asFlag(node.monitor_study_create),
    monitor_node_ping: asFlag(node.monitor_node_ping),
    monitor_node_slow_push: asFlag(node.monitor_node_slow_push),
    monitor_node_last_send: asFlag(node.monitor_node_last_send),
    is_public: asFlag(node.is_public),
    serial_no: null,
    has_access: 0,
  }
}

export const NODE: AccountObject<NodeRow, NodeRecord> = {
  type: 'Node',
  table: 'node',
  joins: sql`join namespace n on n.uuid = r.namespace_id`,
  select: sql`${sql.join(COLUMNS.map((name) => sql.ref(`r.${name}`)))}, n.name as namespace_name, coalesce(extract(epoch from now() - r.pinged), -1)::int as last_ping`,
  view: ['node_view'],
  edit: ['node_edit', 'node_edit_own'],
  map: {
    columns: {
      name: nameColumn,
      storage_namespace: column('uuid', 'r.namespace_id'),
      storage_namespace_name: column('citext', 'n.name'),
      ...columns('uuid', 'r', ['uuid', 'account_id', 'namespace_id', 'accelerator_id', 'primary_node_id']),
      ...columns('text', 'r', ['type', 'os_type', 'monitor_email', 'warning_email']),
      ...columns('citext', 'r', [
        'category',
        'facility_name',
        'facility_zip',
        'facility_contact',
        'facility_contact_title',
        'facility_email',
        'facility_notes',
        'ctc_bucket',
      ]),
      ...columns('flag', 'r', [
        'monitor_study_create',
        'monitor_node_ping',
        'monitor_node_slow_push',
        'monitor_node_last_send',
        'is_public',
      ]),
      ...columns('integer', 'r', [
        'monitor_study_create_threshold',
        'monitor_node_ping_threshold',
        'monitor_node_slow_push_threshold',
        'monitor_node_last_send_threshold',
      ]),
      ...columns('datetime', 'r', ['created', 'updated']),
    },
  },
  defaultSort: [{ column: nameColumn, direction: 'asc' }],
  present,
}

/** The node with its serial number, for those who may see or edit it. */
export function presentNode(row: NodeRow, actor: Actor, access: NamespaceAccess | undefined): NodeRecord {
  const sees =
    actor.node?.uuid === row.uuid ||
    standsAboveRoles(actor) ||
    (access !== undefined && (mayIn(actor, access, 'node_view') || mayEdit(row, actor, access)))
  return sees ? presentWhole(row) : present(row)
}

export const presentWhole = (row: NodeRow): NodeRecord => ({
  ...present(row),
  serial_no: row.serial_no,
  has_access: 1,
})

const mayEdit = (row: NodeRow, actor: Actor, access: NamespaceAccess): boolean =>
  mayIn(actor, access, 'node_edit') ||
  (row.created_by === actor.user_id && mayIn(actor, access, 'node_edit_own'))

/** Any member of the account finds its nodes, and a node itself. NOT_FOUND for strangers. */
export async function findNode(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
): Promise<{ row: NodeRow; access: NamespaceAccess | undefined }> {
  if (actor.node?.uuid !== uuid) return findObject(NODE, db, actor, uuid, [])
  const { rows } = await sql<NodeRow>`
    select ${NODE.select} from node r ${NODE.joins} where r.uuid = ${uuid} and r.deleted is null`.execute(db)
  const [row] = rows
  if (!row) throw new Refusal('NOT_FOUND')
  return { row, access: undefined }
}

/** The node, locked, for whoever may change it: its own, those who edit nodes, those who edit their own. */
export async function editableNode(tx: Kysely<Database>, actor: Actor, uuid: string): Promise<NodeRow> {
  if (actor.node?.uuid === uuid) {
    await sql`select from node where uuid = ${uuid} for update`.execute(tx)
    return (await findNode(tx, actor, uuid)).row
  }
  const { row, access } = await findObject(NODE, tx, actor, uuid, [], true)
  if (!mayEdit(row, actor, access)) throw new Refusal('NOT_PERMITTED')
  return row
}

/** The cluster that a node joins has to stand in the same place. */
export async function checkPrimary(
  db: Kysely<Database>,
  primary_node_id: string | undefined,
  namespace_id: string,
  own?: string,
): Promise<void> {
  if (!primary_node_id) return
  const primary = await db
    .selectFrom('node')
    .select('primary_node_id')
    .where('uuid', '=', primary_node_id)
    .where('namespace_id', '=', namespace_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  // A chain of clusters would have nobody to lead it.
  if (!primary || primary.primary_node_id || primary_node_id === own)
    throw new Refusal('PRIMARY_NODE_NOT_FOUND')
}

const known = (list: readonly string[], value: string | undefined): boolean =>
  value === undefined || value === '' || list.includes(value)

/** INVALID_TYPE, INVALID_OS_TYPE and INVALID_CATEGORY. */
export function checkKinds(
  params: Partial<Pick<ParamsOf<typeof nodeAdd>, 'type' | 'os_type' | 'category' | 'accelerator_id'>>,
): void {
  if (!known(NODE_TYPES, params.type)) throw new Refusal('INVALID_TYPE')
  if (!known(NODE_OS_TYPES, params.os_type) || (params.os_type && params.type !== 'HARVESTER'))
    throw new Refusal('INVALID_OS_TYPE')
  if (!known(NODE_CATEGORIES, params.category)) throw new Refusal('INVALID_CATEGORY')
  if (params.type === 'ACCELERATOR' && !params.accelerator_id)
    throw new Refusal('MISSING_FIELDS', ['accelerator_id'])
}

/** The columns that adding and setting share. */
export const facilityValues = (params: Partial<ParamsOf<typeof nodeSet>>) => ({
  facility_name: params.facility_name,
  facility_zip: params.facility_zip,
  facility_contact: params.facility_contact,
  facility_contact_title: params.facility_contact_title,
  facility_email: params.facility_email,
  facility_notes: params.facility_notes,
  category: params.category,
  is_public: params.is_public === undefined ? undefined : params.is_public === 1,
  ctc_bucket: params.ctc_bucket,
  primary_node_id: params.primary_node_id,
})

/** The accounts whose nodes the actor may list. */
export async function accountsListed(
  db: Kysely<Database>,
  actor: Actor,
  accounts: readonly string[],
): Promise<string[]> {
  const listed: string[] = []
  for (const account_id of accounts) {
    const access = await accountAccess(db, actor, account_id)
    if (access && mayIn(actor, access, 'node_view')) listed.push(account_id)
  }
  return listed
}
