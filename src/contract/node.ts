import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, hash, integer, pageOut, text, uuid } from './value.ts'

/** Gateways of an account, and what one asks for itself with its serial number. */

export const NODE_TYPES = [
  'STORAGE',
  'HARVESTER',
  'ACCELERATOR',
  'CLEARINGHOUSE',
  'VIRTUAL',
  'UTILITY',
  'XDS',
] as const
export const NODE_OS_TYPES = ['WINDOWS', 'MACOS'] as const
export const NODE_CATEGORIES = [
  'ACTIVE',
  'INACTIVE',
  'MIGRATION',
  'TEST',
  'DUPLICATE',
  'INTEGRATED',
  'ACCELERATOR',
] as const

/** Where a gateway stands, and whom to ask there. */
const facilityParams = {
  facility_name: text.optional(),
  facility_zip: text.optional(),
  facility_contact: text.optional(),
  facility_contact_title: text.optional(),
  facility_email: text.optional(),
  facility_notes: text.optional(),
  category: text.optional(),
  is_public: flag.optional(),
  ctc_bucket: text.optional(),
  primary_node_id: uuid.optional(),
}

const monitorParams = {
  monitor_study_create: flag.optional(),
  monitor_study_create_threshold: integer.optional(),
  monitor_node_ping: flag.optional(),
  monitor_node_ping_threshold: integer.optional(),
  monitor_node_slow_push: flag.optional(),
  monitor_node_slow_push_threshold: integer.optional(),
  monitor_node_last_send: flag.optional(),
  monitor_node_last_send_threshold: integer.optional(),
  monitor_node_performance_metrics: hash.optional(),
  monitor_email: text.optional(),
  warning_email: text.optional(),
}

const minutes = z.number().int().nullable()
const words = z.string().nullable()

export const nodeRecord = z.object({
  name: z.string(),
  uuid: z.string(),
  type: z.string(),
  os_type: words,
  /** Only for those who may see the node, and for the node. */
  serial_no: words,
  storage_namespace: z.string(),
  storage_namespace_name: z.string(),
  configuration: z.record(z.string(), z.unknown()),
  monitor_study_create: flagOut,
  monitor_study_create_threshold: minutes,
  monitor_node_ping: flagOut,
  monitor_node_ping_threshold: minutes,
  monitor_node_slow_push: flagOut,
  monitor_node_slow_push_threshold: minutes,
  monitor_node_last_send: flagOut,
  monitor_node_last_send_threshold: minutes,
  monitor_node_performance_metrics: z.record(z.string(), z.unknown()).nullable(),
  monitor_email: words,
  warning_email: words,
  accelerator_id: words,
  account_id: z.string(),
  settings: z.record(z.string(), z.unknown()),
  has_access: flagOut,
  facility_name: words,
  facility_zip: words,
  facility_contact: words,
  facility_contact_title: words,
  facility_email: words,
  facility_notes: words,
  category: words,
  is_public: flagOut,
  ctc_bucket: words,
  /** Seconds; -1 before the first. */
  last_ping: z.number().int(),
  primary_node_id: words,
})
export type NodeRecord = z.output<typeof nodeRecord>

export const nodeList = command('/node/list', {
  permission: [{ when: 'account_id', anyOf: [['node_view']] }],
  params: z.object({ account_id: uuid.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, nodes: z.array(nodeRecord) }),
  errors: [],
})

export const nodeAdd = command('/node/add', {
  permission: anyOf('node_edit', 'node_edit_own'),
  params: z.object({
    name: text,
    uuid: text.optional(),
    account_id: uuid.optional(),
    location_id: uuid.optional(),
    group_id: uuid.optional(),
    type: text,
    os_type: text.optional(),
    accelerator_id: uuid.optional(),
    ...facilityParams,
  }),
  oneOf: [[['account_id'], ['location_id'], ['group_id']]],
  returns: z.object({ uuid: z.string(), serial_no: z.string() }),
  errors: [
    'ACCOUNT_NOT_FOUND',
    'INVALID_UUID',
    'INVALID_TYPE',
    'INVALID_OS_TYPE',
    'INVALID_LINKAGE',
    'PRIMARY_NODE_NOT_FOUND',
    'INVALID_CATEGORY',
  ],
})

export const nodeSet = command('/node/set', {
  node: 'self',
  permission: [
    { when: 'a node that the caller has added', anyOf: [['node_edit'], ['node_edit_own']] },
    { anyOf: [['node_edit']] },
  ],
  params: z.object({
    uuid,
    name: text.optional(),
    configuration: hash.optional(),
    reload_configuration: flag.optional(),
    restart_gateway: flag.optional(),
    ...monitorParams,
    storage_namespace: uuid.optional(),
    settings: hash.optional(),
    ...facilityParams,
  }),
  open: ['setting_'],
  returns: z.object({}),
  errors: [
    'INVALID_CONFIGURATION',
    'NO_NODE_OVERRIDE',
    'INVALID_SETTING',
    'INVALID_SETTING_VALUE',
    'PRIMARY_NODE_NOT_FOUND',
    'CANNOT_MOVE_SLAVE',
    'CANNOT_MOVE_PRIMARY',
    'INVALID_CATEGORY',
  ],
})

export const nodeGet = command('/node/get', {
  node: 'self',
  params: z.object({ uuid }),
  returns: nodeRecord,
  errors: [],
})

export const nodeDelete = command('/node/delete', {
  permission: [
    { when: 'a node that the caller has added', anyOf: [['node_edit'], ['node_edit_own']] },
    { anyOf: [['node_edit']] },
  ],
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['HAS_DESTINATIONS'],
})

/** What a gateway asks for every few seconds. There is nothing to hand out yet but the two orders. */
export const nodePing = command('/node/ping', {
  auth: 'node',
  node: 'self',
  params: z.object({ uuid, ack: flag.optional() }),
  returns: z.object({ reload_configuration: flagOut.optional(), restart_gateway: flagOut.optional() }),
  errors: [],
})

export const nodeConfiguration = command('/node/configuration', {
  auth: 'node',
  node: 'self',
  params: z.object({ uuid }),
  returns: z.object({
    storage_namespace: z.string(),
    configuration: z.record(z.string(), z.unknown()),
    /** Destinations do not exist yet. */
    destinations: z.array(z.never()),
    account_settings: z.object({ study_search_modifiers: z.unknown() }),
  }),
  errors: [],
})
