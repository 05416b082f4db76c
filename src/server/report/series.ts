import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/tables.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { textOf } from '../ingest/attributes.ts'
import { unpackMetadata } from '../ingest/metadata.ts'

/** The series of studies that were acquired lately: uploaded or harvested, not shared nor copied. */

export const seriesReportParameters = z.object({
  namespace_id: z.string(),
  account_id: z.string().nullable(),
  hours: z.number(),
  limit: z.number(),
  email: z.array(z.string()),
})

export const SERIES_REPORT_FIELDS = [
  'Patient ID',
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'Acquisition Date',
  'Acquisition File Count',
] as const

const ACQUISITION_DATE = '00080022'

/** The studies of the report, the latest first; one more than the limit where there are more. */
export async function acquiredStudies(
  db: Kysely<Database>,
  { namespace_id, hours, limit }: { namespace_id: string; hours: number; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ uuid: string }>`
    select uuid from study where phi_namespace = ${namespace_id} and deleted is null
      and created > now() - make_interval(hours => ${hours})
      and coalesce(source, '') not in ('share', 'duplicate', 'clone', 'split')
    order by created desc limit ${limit + 1}`.execute(db)
  return rows.map(({ uuid }) => uuid)
}

interface Row {
  patientid: string | null
  study_uid: string
  series_uid: string
  images: number
  metadata: Buffer | null
}

/** One line per series of these studies; the acquisition date is its first image's. */
export async function seriesLines(db: Kysely<Database>, ids: readonly string[]): Promise<unknown[][]> {
  const { rows } = await sql<Row>`
    select r.patientid, r.study_uid, e.series_uid, e.instance_count as images, i.metadata
    from study r
    join stored_study s on s.storage_namespace = r.storage_namespace and s.study_uid = r.study_uid
    join stored_series e on e.stored_study_id = s.id
    left join lateral (select metadata from stored_instance where stored_series_id = e.id and current
      order by instance_number, sop_instance_uid limit 1) i on true
    where r.uuid = any(${ids}::uuid[])
    order by array_position(${ids}::uuid[], r.uuid), e.series_number, e.series_uid`.execute(db)
  return rows.map(({ patientid, study_uid, series_uid, images, metadata }) => {
    const json: JsonDataSet = metadata ? JSON.parse(unpackMetadata(metadata).toString('utf8')) : {}
    return [patientid, study_uid, series_uid, textOf(json, ACQUISITION_DATE), images]
  })
}
