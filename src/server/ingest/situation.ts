import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Substitution } from '../dicom/anonymization.ts'
import { type RecordColumn, recordColumns } from './attributes.ts'

/** The version of an instance that is there already. */
export interface CurrentRow {
  id: number
  stored_study_id: number
  stored_series_id: number
  sop_instance_uid: string
  version: number
  /** SHA-256 in hexadecimal. */
  hash: string
  size: number
}

/** A services record over a stored study, as far as images fill it. */
export interface HeldRecord extends Record<RecordColumn, string | null> {
  uuid: string
  storage_namespace: string
  study_uid: string
  phi_namespace: string
  edited: string[]
  anonymization: Substitution[] | null
}

interface Study {
  id: number
  storage_namespace: string
  study_uid: string
}

export interface Situation {
  /** By `<stored study id> <SOP Instance UID>`. */
  current: Map<string, CurrentRow>
  records: HeldRecord[]
  /** Keys of the jobs that will tell of these studies late enough: nothing more to enqueue. */
  awaited: Set<string>
}

/** Seconds without a new image until a study counts as arrived. */
export const QUIET_SECONDS = 2
/** A job that waits for less than this is put off. */
const LEAST_SECONDS = 1

export const notifyKey = ({ storage_namespace, study_uid }: Omit<Study, 'id'>): string =>
  `study_notify:${storage_namespace}:${study_uid}`

/**
 * What is there before a batch is written, in one statement. The caller holds the rows of the studies locked: the job
 * waits for that lock (see notify.ts), so one that has not begun yet sees what this transaction writes.
 */
export async function findSituation(
  tx: Kysely<Database>,
  wanted: readonly { study: Study; uid: string }[],
): Promise<Situation> {
  const studies = [...new Map(wanted.map(({ study }) => [study.id, study])).values()]
  const { rows } = await sql<{ current: CurrentRow[]; records: HeldRecord[]; awaited: string[] }>`
    select
      (select coalesce(json_agg(json_build_object('id', i.id, 'stored_study_id', i.stored_study_id,
          'stored_series_id', i.stored_series_id, 'sop_instance_uid', i.sop_instance_uid, 'version', i.version,
          'hash', encode(i.hash, 'hex'), 'size', i.size)), '[]')
        from unnest(${wanted.map(({ study }) => study.id)}::bigint[], ${wanted.map(({ uid }) => uid)}::text[]) as w(study, uid)
        join stored_instance i on i.stored_study_id = w.study and i.sop_instance_uid = w.uid and i.current) as current,
      (select coalesce(json_agg(row_to_json(held)), '[]') from (
        select r.uuid, r.storage_namespace, r.study_uid, r.phi_namespace, r.edited, r.anonymization,
          ${RECORD_COLUMNS}
        from unnest(${studies.map((study) => study.storage_namespace)}::uuid[], ${studies.map((study) => study.study_uid)}::text[])
          as s(storage_namespace, study_uid)
        join study r on r.storage_namespace = s.storage_namespace and r.study_uid = s.study_uid and r.deleted is null
      ) held) as records,
      (select coalesce(json_agg(key), '[]') from graphile_worker.jobs where key = any(${studies.map(notifyKey)}::text[])
        and locked_at is null and attempts = 0 and run_at > clock_timestamp() + make_interval(secs => ${LEAST_SECONDS})) as awaited`.execute(
    tx,
  )
  const [row] = rows
  return {
    current: new Map(
      (row?.current ?? []).map((one) => [`${one.stored_study_id} ${one.sop_instance_uid}`, one]),
    ),
    records: row?.records ?? [],
    awaited: new Set(row?.awaited),
  }
}

const RECORD_COLUMNS = sql.join(recordColumns.map((column) => sql.ref(`r.${column}`)))
