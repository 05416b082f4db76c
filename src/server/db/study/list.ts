import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import { type Searched, searchable } from '../../access/required_search.ts'
import { grantedOnly, notHidden, type StudyRow, studyScope } from '../../access/study.ts'
import { parseItems, UnfitValue } from '../list/condition.ts'
import { filtersToSql, readExpressions } from '../list/filter.ts'
import { orderBy, readSort, type SortKey } from '../list/order.ts'
import { type Page, pageOf, readPage } from '../list/page.ts'
import type { Database } from '../tables.ts'
import { CREATED, isStarColumn, LOCATION, studyColumns } from './columns.ts'

/** The namespaces that the call itself names, so that the statement walks only those. */
function namedNamespaces(raw: ReadonlyMap<string, string>): string[] | undefined {
  for (const { field, condition, value } of readExpressions(raw)) {
    if (field !== 'phi_namespace') continue
    if (condition === 'equals') return [value.toLowerCase()]
    try {
      if (condition === 'in') return parseItems(value).map((item) => item.toLowerCase())
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error
    }
  }
  return undefined
}

/** What the call looks for, by field: to leave something out is not to look for it. */
function searchedIn(raw: ReadonlyMap<string, string>): Searched {
  const searched = new Map<string, string[]>()
  for (const { field, condition, value } of readExpressions(raw))
    if (['equals', 'like', 'in'].includes(condition))
      searched.set(field, [...(searched.get(field) ?? []), value])
  return searched
}

export interface StudyConditions {
  namespaces: string[]
  where: RawBuilder<unknown>
}

/** Scope and filters of a study list. Everything that counts or lists studies begins here. */
export async function studyConditions(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
): Promise<StudyConditions> {
  const named = namedNamespaces(raw)
  const scope = await studyScope(db, actor, 'study_view', named)
  const map = await studyColumns(db, actor, raw)
  const filters = await filtersToSql(db, actor, raw, map)
  const within = named ? scope.namespaces.filter((uuid) => named.includes(uuid)) : scope.namespaces
  const namespaces = await searchable(db, actor, within, searchedIn(raw))
  const reached = scope.studies ? [sql`s.uuid = any(${scope.studies}::uuid[])`] : []
  const hidden = [...grantedOnly(scope, 's'), ...notHidden(scope, 's')]
  const where = sql`${sql.join([sql`s.deleted is null`, ...reached, ...hidden, ...filters], sql` and `)}`
  return { namespaces, where }
}

const NEWEST_FIRST: readonly SortKey[] = [{ column: CREATED, direction: 'desc' }]

/** Past this many namespaces one sorted walk each costs more than one sort of all. */
const MOST_WALKS = 40

/** The namespaces that have studies at all. Most people hold several and have studies in one: then one walk is the page. */
async function occupied(db: Kysely<Database>, namespaces: string[]): Promise<string[]> {
  if (namespaces.length < 2) return namespaces
  const { rows } = await sql<{ id: string }>`
    select n.id from unnest(${namespaces}::uuid[]) as n(id)
    where exists (select from study s where s.phi_namespace = n.id and s.deleted is null)`.execute(db)
  return rows.map((row) => row.id)
}

interface Walk {
  actor: Actor
  namespaces: string[]
  where: RawBuilder<unknown>
  keys: readonly SortKey[]
  page: Page
}

/** The uuids of a page, in order. Each namespace is walked along the index and gives at most one page of keys. */
function keysOf({ actor, namespaces, where, keys, page }: Walk): RawBuilder<unknown> {
  const window = sql`offset ${page.offset} limit ${page.rows + 1}`
  const until = page.offset + page.rows + 1
  const [first, ...rest] = keys
  if (first && isStarColumn(first.column)) {
    // No index has one reader's stars in it: theirs are few and sorted, all others are a walk of their own.
    const after = rest.length > 0 ? rest : NEWEST_FIRST
    const others = keysOf({
      actor,
      namespaces,
      where: sql`${where} and not ${first.column.sql}`,
      keys: after,
      page: { ...page, offset: 0, rows: until },
    })
    const direction = first.direction === 'asc' ? sql`asc` : sql`desc`
    return sql`select k.uuid from (
        (select s.uuid, 1 as starred, row_number() over (order by ${orderBy(after, sql`s.uuid`)}) as place
        from (select st.study_id from study_star st where st.user_id = ${actor.user_id}::uuid offset 0) st
        join study s on s.uuid = st.study_id
        where s.phi_namespace = any(${namespaces}::uuid[]) and ${where} order by place limit ${until})
      union all
        select o.uuid, 0, row_number() over () from (${others}) o) k
      order by k.starred ${direction}, k.place ${window}`
  }
  if (first?.column === LOCATION) {
    // Within a namespace its name says nothing: the rest of the order is the walk.
    const order = orderBy(rest.length > 0 ? rest : NEWEST_FIRST, sql`s.uuid`)
    const direction = first.direction === 'asc' ? sql`asc` : sql`desc`
    return sql`select s.uuid from unnest(${namespaces}::uuid[]) as n(id) join namespace l on l.uuid = n.id
      cross join lateral (select s.* from study s where s.phi_namespace = n.id and ${where} order by ${order} limit ${until}) s
      order by lower(l.name) ${direction}, l.uuid, ${order} ${window}`
  }
  const order = orderBy(keys, sql`s.uuid`)
  const [single] = namespaces
  if (namespaces.length === 1) {
    return sql`select s.uuid from study s where s.phi_namespace = ${single}::uuid and ${where} order by ${order} ${window}`
  }
  if (namespaces.length <= MOST_WALKS) {
    return sql`select s.uuid from unnest(${namespaces}::uuid[]) as n(id)
      cross join lateral (select s.* from study s where s.phi_namespace = n.id and ${where} order by ${order} limit ${until}) s
      order by ${order} ${window}`
  }
  return sql`select s.uuid from study s where s.phi_namespace = any(${namespaces}::uuid[]) and ${where}
    order by ${order} ${window}`
}

/** A page of studies: the keys of the page first, then only their rows. */
export async function listStudies(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
): Promise<{ rows: StudyRow[]; page: ReturnType<typeof pageOf>['page'] }> {
  const page = readPage(raw)
  const { namespaces: held, where } = await studyConditions(db, actor, raw)
  const namespaces = await occupied(db, held)
  const sorted = readSort(raw.get('sort_by'), await studyColumns(db, actor, raw))
  if (namespaces.length === 0) return pageOf<StudyRow>(page, [])
  const keys = keysOf({ actor, namespaces, where, keys: sorted.length > 0 ? sorted : NEWEST_FIRST, page })
  const { rows } = await sql<StudyRow>`
    select s.* from (select k.uuid, row_number() over () as place from (${keys}) k) k
    join study s on s.uuid = k.uuid order by k.place`.execute(db)
  return pageOf(page, rows)
}

interface Counted {
  count: number
  until: number
}

const counted = new Map<string, Counted>()
/** Only what took long is remembered, and not for long: v3 allows an hour. */
const SLOW_MS = 80
const REMEMBER_MS = 60_000
const MOST_REMEMBERED = 500

/** How many studies the filters leave. Slow counts are remembered for a minute unless `fresh`. */
export async function countStudies(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
  fresh = false,
): Promise<number> {
  const { namespaces, where } = await studyConditions(db, actor, raw)
  if (namespaces.length === 0) return 0
  const query = sql<{ count: number }>`
    select count(*)::int as count from study s where s.phi_namespace = any(${namespaces}::uuid[]) and ${where}`
  const compiled = query.compile(db)
  const key = JSON.stringify([compiled.sql, compiled.parameters])
  const known = counted.get(key)
  if (known && !fresh && known.until > Date.now()) return known.count
  const started = performance.now()
  const { rows } = await query.execute(db)
  const count = rows[0]?.count ?? 0
  if (performance.now() - started > SLOW_MS) {
    if (counted.size >= MOST_REMEMBERED) counted.clear()
    counted.set(key, { count, until: Date.now() + REMEMBER_MS })
  } else counted.delete(key)
  return count
}
