import { type Kysely, type RawBuilder, sql } from 'kysely'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import type { Actor } from '../../access/actor.ts'
import { foldersOf } from '../../access/folder.ts'
import { namespacesOf } from '../../access/namespaces.ts'
import { type CustomfieldRow, customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { type Column, type ColumnMap, column, columns, type VirtualField } from '../list/column.ts'
import { parseItems } from '../list/condition.ts'
import type { Database } from '../tables.ts'

/** By what `/study/list` filters and sorts. The table's alias is `s`. */

/** The two DICOM values whose case counts. */
const CASE_COUNTS = ['accession_number']
const attributes = columns(
  'citext',
  's',
  STUDY_ATTRIBUTE_NAMES.filter((name) => !CASE_COUNTS.includes(name)),
)

/** Goes on in the index's own order after a column with few values. */
const thenNewest = (of: Column): Column => ({
  ...of,
  ties: sql`s.created desc, s.uuid desc`,
  tiesReversed: sql`s.created asc, s.uuid asc`,
})

export const CREATED = column('datetime', 's.created')

/** The name of the namespace a study is in. A list sorted by it walks the namespaces one after the other. */
export const LOCATION = column('citext', '(select l.name from namespace l where l.uuid = s.phi_namespace)')

const tags: VirtualField = (condition, value) => {
  const has = (items: string[]) =>
    sql<boolean>`exists (select from tag t where t.object = 'Study' and t.object_id = s.uuid and t.tag = any(${items}::text[]::citext[]))`
  if (condition === 'in') return has(parseItems(value))
  if (condition === 'equals') return has([value])
  if (condition === 'not_equals') return sql`not ${has([value])}`
  if (condition === 'like') {
    return sql`exists (select from tag t where t.object = 'Study' and t.object_id = s.uuid and t.tag::text ilike ${value})`
  }
  return undefined
}

/** A study of several modalities (`CT\\SEG`) is found by each of them. */
const modality: VirtualField = (condition, value) => {
  const has = (items: string[]) =>
    sql<boolean>`string_to_array(lower(s.modality), '\\') && ${items.map((item) => item.toLowerCase())}::text[]`
  switch (condition) {
    case 'equals':
      return has([value])
    case 'in':
      return has(parseItems(value))
    case 'not_equals':
      return sql`not ${has([value])}`
    default:
      return undefined
  }
}

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&').toLowerCase()

/** Below three letters trigrams say nothing: the beginnings of names and numbers are searched instead. */
const SHORTEST_INSIDE = 3

function matchesTerm(term: string): RawBuilder<boolean> {
  const beginning = `${escaped(term)}%`
  if (term.length < SHORTEST_INSIDE) {
    return sql`(lower(s.patient_name) like ${beginning} or lower(s.patientid) like ${beginning}
      or s.accession_number like ${beginning} or string_to_array(lower(s.modality), '\\') && array[${term.toLowerCase()}])`
  }
  const inside = `%${beginning}`
  return sql`(lower(s.patient_name) like ${inside} or lower(s.patientid) like ${inside}
    or s.accession_number like ${`%${term.replaceAll(/[\\%_]/g, '\\$&')}%`}
    or lower(s.study_description) like ${inside} or lower(s.referring_physician) like ${inside})`
}

/** Every word must be found somewhere. */
const smartSearch: VirtualField = (condition, value) => {
  if (condition !== 'equals') return undefined
  const terms = value
    .split(/[\s,^]+/)
    .filter((term) => term !== '')
    .slice(0, 8)
  return terms.length === 0 ? sql`true` : sql`(${sql.join(terms.map(matchesTerm), sql` and `)})`
}

const starColumns = new WeakSet<Column>()
/** Is this the order by the reader's own star? A list walks the starred studies and the others apart. */
export const isStarColumn = (of: Column): boolean => starColumns.has(of)

/** Whether the actor has starred the study: a star is one's own. */
function starOf(actor: Actor): Column {
  const star: Column = {
    kind: 'flag',
    sql: sql`exists (select from study_star st where st.study_id = s.uuid and st.user_id = ${actor.user_id}::uuid)`,
    emptyLastIn: 'asc',
  }
  starColumns.add(star)
  return star
}

const fixed: Record<string, Column> = {
  ...attributes,
  accession_number: column('text', 's.accession_number'),
  study_date: column('text', 's.study_date', 'desc'),
  modality: thenNewest(column('citext', 's.modality')),
  study_status: thenNewest(column('citext', 's.study_status')),
  phi_namespace_name: LOCATION,
  created: CREATED,
  updated: column('datetime', 's.updated'),
  created_at: CREATED,
  last_status_change: column('datetime', 's.last_status_change', 'desc'),
  ...columns('uuid', 's', [
    'uuid',
    'phi_namespace',
    'storage_namespace',
    'account_id',
    'node_id',
    'shared_from',
    'created_by',
    'updated_by',
  ]),
  ...columns('text', 's', [
    'study_uid',
    'source',
    'source_ae_title',
    'destination_ae_title',
    'transfer_syntax_uid',
  ]),
  integration_key: column('citext', 's.integration_key'),
  tags: column('text', 's.tags'),
  ...columns('flag', 's', ['must_approve', 'phantom', 'thin', 'is_frozen', 'is_dicom_wrapped']),
  ...columns('integer', 's', [
    'image_count',
    'attachment_count',
    'size',
    'compressed_size',
    'seconds_to_ingest',
  ]),
  order_count: column('integer', '(select count(*)::integer from order_study o where o.study_id = s.uuid)'),
}

function customfieldColumn(field: CustomfieldRow): Column {
  const text = `(s.customfields->>'${field.uuid}')`
  if (field.type === 'number') {
    return column('integer', `(case when ${text} ~ '^-?[0-9]{1,15}(\\.[0-9]+)?$' then ${text}::numeric end)`)
  }
  if (field.type === 'date') return column('text', text)
  return column('citext', text)
}

const mentionsCustomfield = (raw: ReadonlyMap<string, string>) =>
  raw.has('filter_id') ||
  [...raw].some(
    ([name, value]) =>
      name.startsWith('filter.customfield') || (name === 'sort_by' && value.includes('customfield')),
  )

/** Studies, and studies of orders, in a folder: of folders that the actor reaches. */
async function inFolders(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
): Promise<VirtualField> {
  const speaks = raw.has('filter_id') || [...raw.keys()].some((name) => name.startsWith('filter.folder_id.'))
  const reached = speaks ? (await foldersOf(db, actor)).map(({ uuid }) => uuid) : []
  return (condition, value) => {
    if (condition !== 'equals' && condition !== 'in') return undefined
    const named = (condition === 'in' ? parseItems(value) : [value]).map((one) => one.toLowerCase())
    const folders = reached.filter((uuid) => named.includes(uuid))
    return sql`s.uuid in (
      select case i.object when 'Study' then i.object_id else o.study_id end from folder_item i
      left join order_study o on i.object = 'Order' and o.order_id = i.object_id
      where i.folder_id = any(${folders}::uuid[]))`
  }
}

/** The column map for one call: custom fields are looked up only where the call speaks of one. */
export async function studyColumns(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
): Promise<ColumnMap> {
  const accounts = (await namespacesOf(db, actor)).flatMap((access) => access.account_id ?? [])
  const fields = mentionsCustomfield(raw) ? await customfieldsOf(db, [...new Set(accounts)], 'Study') : []
  const find = (name: string) =>
    fields.find((field) => name === `customfield-${field.uuid}` || name === `customfield-'${field.name}'`)
  return {
    columns: { ...fixed, star: starOf(actor) },
    virtual: {
      tags,
      modality,
      SMART_SEARCH: smartSearch,
      folder_id: await inFolders(db, actor, raw),
      // Nothing is pushed from here yet, so no study has a push status.
      study_push_status: () => sql`false`,
      'study_push_status.destination_name': () => sql`false`,
      'study_push_status.destination_uuid': () => sql`false`,
      'study_push_status.created': () => sql`false`,
    },
    family: (name) => {
      const field = find(name)
      return field && customfieldColumn(field)
    },
  }
}
