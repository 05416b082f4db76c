import type { ColumnType, Generated } from 'kysely'
import type { Hash, NullableTimestamp, Timestamp } from './column-types.ts'

export interface NodeTable {
  uuid: Generated<string>
  account_id: string
  namespace_id: string
  user_id: string
  name: string
  type: string
  os_type: string | null
  serial_no: string
  accelerator_id: string | null
  primary_node_id: string | null
  configuration: Hash
  settings: Hash
  reload_configuration: Generated<boolean>
  restart_gateway: Generated<boolean>
  monitor_study_create: Generated<boolean>
  monitor_study_create_threshold: number | null
  monitor_node_ping: Generated<boolean>
  monitor_node_ping_threshold: number | null
  monitor_node_slow_push: Generated<boolean>
  monitor_node_slow_push_threshold: number | null
  monitor_node_last_send: Generated<boolean>
  monitor_node_last_send_threshold: number | null
  monitor_node_performance_metrics: ColumnType<
    Record<string, unknown> | null,
    string | null | undefined,
    string | null
  >
  monitor_email: string | null
  warning_email: string | null
  facility_name: string | null
  facility_zip: string | null
  facility_contact: string | null
  facility_contact_title: string | null
  facility_email: string | null
  facility_notes: string | null
  category: string | null
  is_public: Generated<boolean>
  ctc_bucket: string | null
  pinged: NullableTimestamp
  last_study: NullableTimestamp
  told: Hash
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: NullableTimestamp
}

/** Gateways. */
export interface NodeTables {
  node: NodeTable
}
