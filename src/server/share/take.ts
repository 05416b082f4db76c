import { type Kysely, type RawBuilder, sql } from 'kysely'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { configurationExpressions, filtersToSql } from '../db/list/filter.ts'
import { orderBy, readSort } from '../db/list/order.ts'
import { CREATED, studyColumns } from '../db/study/columns.ts'
import type { Database } from '../db/tables.ts'
import { settingHash } from '../tenancy/account_setting.ts'

/** Studies that wait in one place until somebody takes them (`/study/take`). */

export interface TakeSettings {
  source: string
  most: number
  /** A field of a study or `customfield-{uuid}`. */
  dedup_by: string
  sort_by: string | undefined
  filter: unknown
}

/** The value by which two studies are the same one: of an attribute or of `customfield-{uuid}`; else the study_uid. */
export function dedupValue(field: string, alias: string): RawBuilder<unknown> {
  const customfield = /^customfield-([0-9a-f-]{36})$/i.exec(field)?.[1]
  if (customfield) return sql`${sql.ref(`${alias}.customfields`)} ->> ${customfield.toLowerCase()}`
  return sql.ref(`${alias}.${DEDUP_FIELDS.has(field) ? field : 'study_uid'}`)
}

const DEDUP_FIELDS: ReadonlySet<string> = new Set(['study_uid', 'integration_key', ...STUDY_ATTRIBUTE_NAMES])

/** The next studies nobody has taken, locked; another who takes at the same time gets others. */
export async function nextToTake(
  tx: Kysely<Database>,
  actor: Actor,
  namespace_id: string,
  { source, most, dedup_by, sort_by, filter }: TakeSettings,
): Promise<StudyRow[]> {
  const hash = typeof filter === 'string' ? settingHash(filter) : filter
  const expressions = configurationExpressions(hash).map(([name, value]): [string, string] => [
    name.startsWith('filter.') ? name : `filter.${name}`,
    value,
  ])
  const raw = new Map(expressions)
  const map = await studyColumns(tx, actor, raw)
  const filters = await filtersToSql(tx, actor, raw, map)
  const own = dedupValue(dedup_by, 's')
  const there = dedupValue(dedup_by, 't')
  const sorted = readSort(sort_by, map)
  const order = orderBy(sorted.length > 0 ? sorted : [{ column: CREATED, direction: 'asc' }], sql`s.uuid`)
  const { rows } = await sql<StudyRow>`
    select s.* from study s where s.phi_namespace = ${source} and s.deleted is null and not s.phantom and not s.must_approve
      and not exists (select from study_share h where h.study_id = s.uuid and h.action = 'share' and h.stopped is null)
      and not exists (select from study t where t.phi_namespace = ${namespace_id} and t.deleted is null
              and ${there} = ${own})
      ${filters.length > 0 ? sql`and ${sql.join(filters, sql` and `)}` : sql``}
    order by ${order} limit ${most} for update of s skip locked`.execute(tx)
  return rows
}
