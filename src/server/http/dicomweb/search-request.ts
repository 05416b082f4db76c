import { type RawBuilder, sql } from 'kysely'
import { preparedRows } from '../../db/image-query.ts'
import { hexTag, tagOfName } from '../../dicom/dictionary.ts'
import { anyMapped, isMappable } from '../../imaging/mapped-fields.ts'
import type { DicomwebCall } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { attributeTags, type Level, type Matching, mappedMatching, matching } from './matching.ts'
import { queryValues } from './query.ts'

/** What a QIDO-RS request asks for (PS3.18 §8.3.4). */

/** Results of one answer at most; the client is told when there are more. */
const MOST: Record<Level, number> = { study: 1000, series: 5000, instance: 20_000 }

/** What is asked of an attribute. */
interface Asked {
  name: string
  tags: readonly number[]
  value: string
  how: Matching
}

export interface Search {
  level: Level
  asked: Asked[]
  limit: number
  offset: number
  /** The server's own limit, not the client's, cuts the answer. */
  capped: boolean
  include: Set<string> | 'all'
  unsupported: string[]
  /** What is looked for, by the field of studies. */
  fields: Map<string, string[]>
}

/** Of these a role may demand that a search names them. */
const FIELDS: ReadonlyMap<number | undefined, string> = new Map([
  [0x00100010, 'patient_name'],
  [0x00100020, 'patientid'],
  [0x00100030, 'patient_birth_date'],
  [0x00100040, 'patient_sex'],
  [0x00080050, 'accession_number'],
  [0x0020000d, 'study_uid'],
])

const CONTROL = new Set([
  'limit',
  'offset',
  'fuzzymatching',
  'includefield',
  'accept',
  'sid',
  'charset',
  'emptyvaluematching',
  'multiplevaluematching',
])

export function readSearch(call: DicomwebCall, level: Level): Search {
  const query = queryValues(call.request)
  const one = (name: string) => query.get(name)?.[0]
  const on = (name: string) => one(name)?.toLowerCase() === 'true'
  const how = {
    fuzzy: on('fuzzymatching'),
    empty: on('emptyvaluematching'),
    multiple: on('multiplevaluematching'),
  }
  const asked = count(one('limit'), 'limit')
  const search: Search = {
    level,
    asked: [],
    limit: Math.min(asked ?? MOST[level], MOST[level]),
    offset: count(one('offset'), 'offset') ?? 0,
    capped: asked === undefined || asked > MOST[level],
    include: included(query.get('includefield') ?? []),
    unsupported: [],
    fields: new Map(),
  }
  for (const [name, values] of query) {
    if (CONTROL.has(name.toLowerCase())) continue
    const tags = attributeTags(name)
    if (!tags) throw new DicomwebFailure(400, `${name.slice(0, 64)} is no attribute`)
    for (const given of values) {
      const value = given.replaceAll('\0', '')
      // An empty value matches everything.
      if (value === '') continue
      search.asked.push({ name, tags, value, how })
      const field = FIELDS.get(tags.at(-1))
      if (field && matching(level, tags, value, how))
        search.fields.set(field, [...(search.fields.get(field) ?? []), value])
    }
  }
  return search
}

/** Which of the attributes custom fields stand in, in these namespaces. */
async function mappedIn(
  call: DicomwebCall,
  { asked }: Search,
  namespaces: readonly string[],
): Promise<Set<string>> {
  const tags = [...new Set(asked.flatMap(({ tags: [tag, inner] }) => (tag && !inner ? [hexTag(tag)] : [])))]
  const mappable = tags.filter(isMappable)
  if (mappable.length === 0) return new Set()
  const [row] = await preparedRows(
    call.services,
    sql<{
      mapped: boolean[]
    }>`select array[${sql.join(mappable.map((tag) => anyMapped(namespaces, tag)))}] as mapped`,
  )
  return new Set(mappable.filter((_, n) => row?.mapped[n] === true))
}

/** What is asked for, as conditions. What nothing is known of is noted and left out. */
export async function conditionsOf(
  call: DicomwebCall,
  search: Search,
  namespaces: readonly string[],
): Promise<RawBuilder<boolean>[]> {
  const mapped = await mappedIn(call, search, namespaces)
  return search.asked.flatMap(({ name, tags, value, how }) => {
    const [tag = 0] = tags
    const condition = matching(search.level, tags, value, how)
    if (condition === true) return []
    if (tags.length === 1 && mapped.has(hexTag(tag)))
      return [mappedMatching(hexTag(tag), value, how, condition ?? sql`false`)]
    if (condition !== undefined) return [condition]
    search.unsupported.push(name)
    return []
  })
}

function count(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^\d{1,9}$/.test(text)) throw new DicomwebFailure(400, `${name} is a whole number`)
  return Number(text)
}

function included(values: readonly string[]): Set<string> | 'all' {
  const names = values
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.some((name) => name.toLowerCase() === 'all')) return 'all'
  const tags = names.map((name) => tagOfName(name.split('.')[0] ?? ''))
  return new Set(tags.flatMap((found) => (found === undefined ? [] : [hexTag(found)])))
}
