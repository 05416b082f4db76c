import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import type { Actor } from '../access/actor.ts'
import { orderBy, readSort } from '../db/list/order.ts'
import { CREATED, studyColumns } from '../db/study/columns.ts'
import { studyConditions } from '../db/study/list.ts'
import type { Database } from '../db/tables.ts'

/** The detailed report of an account's studies: which ones, in what order. */

export const DEFAULT_LIMIT = 30_000
/** Larger ones would hold a worker for too long. */
export const MOST = 500_000

export const studyReportParameters = z.object({
  account_id: z.string(),
  /** `filter.*`, `filter_id` and `sort_by` as they came. */
  raw: z.record(z.string(), z.string()),
  limit: z.number(),
})
export type StudyReportParameters = z.output<typeof studyReportParameters>

/** The uuids of the studies of a report, one more than its limit where there are more. */
export async function reportedStudies(
  db: Kysely<Database>,
  actor: Actor,
  { account_id, raw, limit }: StudyReportParameters,
): Promise<string[]> {
  const given = new Map(Object.entries(raw))
  const { namespaces, where } = await studyConditions(db, actor, given)
  const sorted = readSort(given.get('sort_by'), await studyColumns(db, actor, given))
  const order = orderBy(sorted.length > 0 ? sorted : [{ column: CREATED, direction: 'desc' }], sql`s.uuid`)
  const { rows } = await sql<{ uuid: string }>`
    select s.uuid from study s where s.phi_namespace = any(${namespaces}::uuid[]) and s.account_id = ${account_id}
      and ${where} order by ${order} limit ${limit + 1}`.execute(db)
  return rows.map(({ uuid }) => uuid)
}

/** What a line says of a study, before its custom fields. */
export const STUDY_REPORT_FIELDS = [
  'uuid',
  'phi_namespace_name',
  ...STUDY_ATTRIBUTE_NAMES,
  'study_uid',
  'image_count',
  'attachment_count',
  'size',
  'study_status',
  'source',
  'integration_key',
  'must_approve',
  'thin',
  'created_by_name',
  'created',
  'updated',
] as const
