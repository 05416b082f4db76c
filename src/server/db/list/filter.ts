import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isUuid } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { visibleFilter } from '../../access/filter.ts'
import { Refusal } from '../../refusal.ts'
import type { Database } from '../tables.ts'
import { CONDITIONS, type ColumnMap, type Condition, findColumn } from './column.ts'
import { compare, UnfitValue } from './condition.ts'
import { filterTimeZone } from './datetime.ts'

/** One `filter.FIELD.CONDITION=VALUE`. */
export interface Expression {
  field: string
  condition: Condition
  value: string
  /** As the client wrote it, for the refusal. */
  name: string
}

const isCondition = (text: string): text is Condition => CONDITIONS.some((condition) => condition === text)

/** How many expressions one list may carry. */
const MOST = 200

/** Reads the expressions among the parameters; `filter.tz` is none. INVALID_CONDITION names a wrong one. */
export function readExpressions(parameters: Iterable<readonly [string, string]>): Expression[] {
  const found: Expression[] = []
  for (const [name, value] of parameters) {
    if (!name.startsWith('filter.') || name === 'filter.tz') continue
    const dot = name.lastIndexOf('.')
    const field = name.slice('filter.'.length, dot)
    const condition = name.slice(dot + 1)
    if (field === '' || dot < 'filter.'.length) throw new Refusal('INVALID_FIELD', name)
    if (!isCondition(condition)) throw new Refusal('INVALID_CONDITION', name)
    found.push({ field, condition, value, name })
  }
  if (found.length > MOST) throw new Refusal('INVALID_CONDITION', `more than ${MOST} filter expressions`)
  return found
}

/** The expressions joined by AND. INVALID_FIELD and INVALID_CONDITION carry the expression. */
export function expressionsToSql(
  expressions: readonly Expression[],
  map: ColumnMap,
  zone: string,
): RawBuilder<boolean>[] {
  return expressions.map(({ field, condition, value, name }) => {
    const virtual = map.virtual && Object.hasOwn(map.virtual, field) ? map.virtual[field] : undefined
    try {
      const matched = virtual?.(condition, value.replaceAll('\0', ''))
      if (matched) return matched
      const column = findColumn(map, field)
      if (!column) throw new Refusal(virtual ? 'INVALID_CONDITION' : 'INVALID_FIELD', name)
      return compare(column, condition, value, zone)
    } catch (error) {
      if (error instanceof UnfitValue) throw new Refusal('INVALID_CONDITION', name)
      throw error
    }
  })
}

interface Filtering {
  db: Kysely<Database>
  actor: Actor
  map: ColumnMap
  zone: string
}

const DEEPEST = 5

/** A saved filter: a hash is an AND of expressions, an array an OR of other filters. */
async function savedFilter(filtering: Filtering, uuid: string, depth: number): Promise<RawBuilder<boolean>> {
  const saved =
    depth < DEEPEST && isUuid(uuid) ? await visibleFilter(filtering.db, filtering.actor, uuid) : undefined
  if (!saved) throw new Refusal('FILTER_NOT_FOUND', uuid)
  const { configuration } = saved
  if (Array.isArray(configuration)) {
    const parts: RawBuilder<boolean>[] = []
    for (const part of configuration) parts.push(await savedFilter(filtering, String(part), depth + 1))
    return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`
  }
  const parts = expressionsToSql(
    readExpressions(configurationExpressions(configuration)),
    filtering.map,
    filtering.zone,
  )
  return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** The words of a filter hash as the parameters of a list, `filter.` before each. */
export const filterParameters = (filter: Readonly<Record<string, unknown>>): Map<string, string> =>
  new Map(
    configurationExpressions(filter).map(([name, value]) => [
      name.startsWith('filter.') ? name : `filter.${name}`,
      value,
    ]),
  )

/** The expressions of a saved filter's hash as parameters; values that are no text become JSON text. */
export function configurationExpressions(configuration: unknown): [string, string][] {
  if (typeof configuration !== 'object' || configuration === null) return []
  return Object.entries(configuration).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}

/** Everything that narrows a list: the expressions of the call and of `filter_id`. */
export async function filtersToSql(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
  map: ColumnMap,
): Promise<RawBuilder<boolean>[]> {
  const zone = filterTimeZone(actor.time_zone, raw.get('filter.tz'))
  const conditions = expressionsToSql(readExpressions(raw), map, zone)
  const filter_id = raw.get('filter_id')
  if (filter_id) conditions.push(await savedFilter({ db, actor, map, zone }, filter_id, 0))
  return conditions
}
