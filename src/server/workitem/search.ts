import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { entryOfTag, hexTag } from '../dicom/dictionary.ts'
import { DicomwebFailure } from '../http/dicomweb/failure.ts'
import { attributeTags, valueMatch } from '../http/dicomweb/matching.ts'
import type { WorkitemRow } from './workitem.ts'

/** Search for steps by any attribute, those of items of sequences included (PS3.18 §11.9). */

const STATE = 0x00741000
const SOP_INSTANCE = 0x00080018
const CONTROL = new Set([
  'limit',
  'offset',
  'includefield',
  'fuzzymatching',
  'accept',
  'sid',
  'filter',
  'deletionlock',
])

/** The condition of a path of tags: any item of each sequence on the way may have it. */
function condition(tags: readonly number[], value: string): RawBuilder<boolean> {
  const [first] = tags
  const how = { fuzzy: false, empty: false, multiple: true }
  if (tags.length === 1 && first === STATE) return valueMatch(sql`w.state`, 'CS', value, how)
  if (tags.length === 1 && first === SOP_INSTANCE) return valueMatch(sql`w.uid`, 'UI', value, how)
  return within(sql`w.attributes`, tags, value, 0)
}

function within(
  holder: RawBuilder<unknown>,
  [tag = 0, ...rest]: readonly number[],
  value: string,
  depth: number,
): RawBuilder<boolean> {
  const item = sql.raw(`item${depth}`)
  const list = sql`jsonb_array_elements(case jsonb_typeof(${holder} -> ${hexTag(tag)}::text -> 'Value') when 'array'
    then ${holder} -> ${hexTag(tag)}::text -> 'Value' else '[]' end)`
  if (rest.length > 0)
    return sql`exists (select from ${list} ${item}(value) where ${within(sql`${item}.value`, rest, value, depth + 1)})`
  const vr = entryOfTag(tag)?.vr ?? 'LO'
  const text = vr === 'PN' ? sql`(${item}.value ->> 'Alphabetic')` : sql`(${item}.value #>> '{}')`
  return sql`exists (select from ${list} ${item}(value)
    where ${valueMatch(text, vr, value, { fuzzy: false, empty: false, multiple: true })})`
}

/** 400 for what is no attribute. */
export function workitemConditions(query: ReadonlyMap<string, readonly string[]>): RawBuilder<boolean>[] {
  return [...query].flatMap(([name, values]) => {
    if (CONTROL.has(name.toLowerCase())) return []
    const tags = attributeTags(name)
    if (!tags) throw new DicomwebFailure(400, `${name.slice(0, 64)} is no attribute`)
    return values.filter((value) => value !== '').map((value) => condition(tags, value.replaceAll('\0', '')))
  })
}

export async function searchWorkitems(
  db: Kysely<Database>,
  scope: readonly string[],
  query: ReadonlyMap<string, readonly string[]>,
  { limit, offset }: { limit: number; offset: number },
): Promise<WorkitemRow[]> {
  const conditions = [sql<boolean>`w.namespace_id = any(${scope}::uuid[])`, ...workitemConditions(query)]
  const { rows } = await sql<WorkitemRow>`
    select w.* from workitem w where ${sql.join(conditions, sql` and `)}
    order by w.uuid desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}
