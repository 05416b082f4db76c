import type { ColumnType, Generated } from 'kysely'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

export interface Hl7Table {
  uuid: Generated<string>
  account_id: string
  node_id: string
  md5: string
  /** The whole message, segments ended by carriage returns. */
  message: string
  type: string | null
  patientid: string | null
  patient_name: string | null
  accession_number_h: ColumnType<Record<string, 1>, string | undefined, string>
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface Hl7Tables {
  hl7: Hl7Table
}
