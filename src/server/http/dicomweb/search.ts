import type { FastifyReply } from 'fastify'
import { type RawBuilder, sql } from 'kysely'
import { searchable } from '../../access/required_search.ts'
import { inScope, type StudyScope } from '../../access/study.ts'
import type { StorageState } from '../../archive/state.ts'
import { preparedRows } from '../../db/image-query.ts'
import { anonymizedJson, type Substitution } from '../../dicom/anonymization.ts'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { asShown, editsFrom, saysElse } from '../../imaging/edited.ts'
import { fieldEdits, type MappedField, mappedFields } from '../../imaging/mapped-fields.ts'
import { type RecordColumn, recordColumns } from '../../ingest/attributes.ts'
import { unpackMetadata } from '../../ingest/metadata.ts'
import { type DicomwebCall, scopeOf, studyOf } from './context.ts'
import { sendDataSets } from './data-set-answer.ts'
import { conditionsOf, readSearch, type Search } from './search-request.ts'

interface StudyRow extends Record<RecordColumn, string | null> {
  study_uid: string
  edited: string[]
  anonymization: Substitution[] | null
  mapped: MappedField[] | null
  attributes: JsonDataSet
  modalities: string[]
  sop_classes: string[]
  series_count: number
  instance_count: number
  storage_state: StorageState | null
}

interface SeriesRow extends StudyRow {
  series_uid: string
  series_attributes: JsonDataSet
  series_instances: number
}

interface InstanceRow extends SeriesRow {
  sop_instance_uid: string
  sop_class_uid: string
  instance_number: number | null
  rows: number | null
  columns: number | null
  bits: number | null
  frames: number
  transfer_syntax_uid: string
  metadata: Buffer | null
}

const RECORD = sql.join(recordColumns.map((column) => sql.ref(`r.${column}`)))
const STUDY = sql`r.study_uid, r.edited, r.anonymization, ${mappedFields('r')} as mapped, ${RECORD}, s.attributes, s.modalities, s.sop_classes, s.series_count, s.instance_count, s.storage_state`
const SERIES = sql`e.series_uid, e.attributes as series_attributes, e.instance_count as series_instances`
const instanceColumns = (
  whole: boolean,
) => sql`i.sop_instance_uid, i.sop_class_uid, i.instance_number, i.rows, i.columns,
  (i.frame_index -> 'pixels' ->> 'bitsAllocated')::integer as bits, i.frames, i.transfer_syntax_uid,
  ${whole ? sql`i.metadata` : sql`null::bytea`} as metadata`

const FROM_STUDY = sql`study r join stored_study s on s.storage_namespace = r.storage_namespace and s.study_uid = r.study_uid`
const all = (conditions: readonly RawBuilder<boolean>[]) =>
  sql.join([sql<boolean>`s.instance_count > 0`, ...conditions], sql` and `)

async function searchedIn(call: DicomwebCall, { fields }: Search): Promise<StudyScope> {
  const scope = await scopeOf(call)
  return { ...scope, namespaces: await searchable(call.services.db, call.actor, scope.namespaces, fields) }
}

/** QIDO-RS search for studies (PS3.18 §10.6), the latest first. */
export async function searchStudies(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const search = readSearch(call, 'study')
  const scope = await searchedIn(call, search)
  const conditions = await conditionsOf(call, search, scope.namespaces)
  // A branch for each namespace lets the database walk an index of each in order instead of sorting them all.
  const branches = scope.namespaces.map(
    (namespace) => sql`(select r.uuid, r.study_date from ${FROM_STUDY}
      where ${inScope({ ...scope, namespaces: [namespace] }, 'r')} and r.phi_namespace = ${namespace} and ${all(conditions)}
      order by r.study_date desc nulls last, r.uuid desc limit ${search.limit + search.offset + 1})`,
  )
  if (branches.length === 0) return send(call, reply, search, [])
  const rows = await preparedRows(
    call.services,
    sql<StudyRow>`
    with page as (
      select uuid, study_date from (${sql.join(branches, sql` union all `)}) b
      order by study_date desc nulls last, uuid desc limit ${search.limit + 1} offset ${search.offset}
    )
    select ${STUDY} from page join study r on r.uuid = page.uuid
    join stored_study s on s.storage_namespace = r.storage_namespace and s.study_uid = r.study_uid
    order by page.study_date desc nulls last, page.uuid desc`,
  )
  return send(
    call,
    reply,
    search,
    rows.map((row) => studyResult(row, search, call.base)),
  )
}

/** QIDO-RS search for series, of one study or of all. */
export async function searchSeries(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const search = readSearch(call, 'series')
  const { params } = call
  const where = await within(call, search)
  const rows = await preparedRows(
    call.services,
    sql<SeriesRow>`
    select ${STUDY}, ${SERIES} from ${FROM_STUDY} join stored_series e on e.stored_study_id = s.id
    where ${all(where)} and e.instance_count > 0
    order by ${params.study === undefined ? sql`e.id` : sql`e.series_number, e.series_uid`}
    limit ${search.limit + 1} offset ${search.offset}`,
  )
  return send(
    call,
    reply,
    search,
    rows.map((row) => seriesResult(row, search, call.base, params.study === undefined)),
  )
}

/** QIDO-RS search for instances, of a series, of a study or of all. */
export async function searchInstances(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const search = readSearch(call, 'instance')
  const { params } = call
  const where = await within(call, search)
  const rows = await preparedRows(
    call.services,
    sql<InstanceRow>`
    select ${STUDY}, ${SERIES}, ${instanceColumns(search.include === 'all' || search.include.size > 0)}
    from ${FROM_STUDY} join stored_series e on e.stored_study_id = s.id
    join stored_instance i on i.stored_series_id = e.id and i.current
    where ${all(where)}
    order by ${params.study === undefined ? sql`i.id` : sql`e.series_number, e.series_uid, i.instance_number, i.sop_instance_uid`}
    limit ${search.limit + 1} offset ${search.offset}`,
  )
  return send(
    call,
    reply,
    search,
    rows.map((row) => instanceResult(row, search, call)),
  )
}

/** The study and series of the path, what is asked for, and nothing but what the actor may see. */
async function within(call: DicomwebCall, search: Search): Promise<RawBuilder<boolean>[]> {
  const { params } = call
  const conditions: RawBuilder<boolean>[] = []
  if (params.study === undefined) {
    const scope = await searchedIn(call, search)
    conditions.push(...(await conditionsOf(call, search, scope.namespaces)), sql`(${inScope(scope, 'r')})`)
  } else {
    const { study_id, phi_namespace } = await studyOf(call)
    conditions.push(...(await conditionsOf(call, search, [phi_namespace])), sql`r.uuid = ${study_id}`)
  }
  if (params.series !== undefined) conditions.push(sql`e.series_uid = ${params.series}`)
  return conditions
}

const STUDY_DEFAULTS = [
  '00080020',
  '00080030',
  '00080050',
  '00080090',
  '00080201',
  '00081030',
  '00100010',
  '00100020',
  '00100030',
  '00100040',
  '0020000D',
  '00200010',
] // prettier-ignore
const SERIES_DEFAULTS = [
  '00080060',
  '0008103E',
  '0020000E',
  '00200011',
  '00400244',
  '00400245',
  '00400275',
  '00180015',
  '00200060',
] // prettier-ignore

function pickInto(
  target: JsonDataSet,
  source: JsonDataSet,
  { include }: Search,
  defaults: readonly string[],
): void {
  if (include === 'all') Object.assign(target, source)
  else for (const name of [...defaults, ...include]) if (source[name]) target[name] = source[name]
}

/** Attributes of the study's images as its record shows them. */
const shownBy = (row: StudyRow, attributes: JsonDataSet): JsonDataSet =>
  asShown(attributes, row, editsFrom(row, row.mapped))

/** Instance Availability (PS3.3 C.4.23.1.1): what is in the archive can be had after a while. */
const availability = ({ storage_state }: StudyRow) => ({
  vr: 'CS',
  Value: [storage_state === null ? 'ONLINE' : 'NEARLINE'],
})

function studyPart(row: StudyRow, search: Search, base: string): JsonDataSet {
  const attributes = saysElse(row) ? shownBy(row, row.attributes) : row.attributes
  const result: JsonDataSet = {
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080056': availability(row),
    '00080061': row.modalities.length > 0 ? { vr: 'CS', Value: row.modalities } : { vr: 'CS' },
    '00081190': { vr: 'UR', Value: [`${base}/studies/${row.study_uid}`] },
    '0020000D': { vr: 'UI', Value: [row.study_uid] },
    '00201206': { vr: 'IS', Value: [row.series_count] },
    '00201208': { vr: 'IS', Value: [row.instance_count] },
  }
  pickInto(result, attributes, search, STUDY_DEFAULTS)
  return result
}

function studyResult(row: StudyRow, search: Search, base: string): JsonDataSet {
  const result = studyPart(row, search, base)
  if (search.include === 'all' || search.include.has('00080062'))
    result['00080062'] = { vr: 'UI', Value: row.sop_classes }
  return result
}

/** A field of the study that is mapped to an attribute of series stands in all of them. */
const seriesAttributes = ({ series_attributes, anonymization, mapped }: SeriesRow): JsonDataSet => ({
  ...anonymizedJson(series_attributes, anonymization ?? []),
  ...fieldEdits(mapped).top,
})

function seriesResult(row: SeriesRow, search: Search, base: string, withStudy: boolean): JsonDataSet {
  const result: JsonDataSet =
    withStudy || search.include === 'all'
      ? studyPart(row, search, base)
      : { '00080005': { vr: 'CS', Value: ['ISO_IR 192'] }, '0020000D': { vr: 'UI', Value: [row.study_uid] } } // prettier-ignore
  if (search.include !== 'all') pickInto(result, row.attributes, search, [])
  pickInto(result, seriesAttributes(row), search, SERIES_DEFAULTS)
  result['00081190'] = { vr: 'UR', Value: [`${base}/studies/${row.study_uid}/series/${row.series_uid}`] }
  result['00201209'] = { vr: 'IS', Value: [row.series_instances] }
  return result
}

function instanceResult(row: InstanceRow, search: Search, call: DicomwebCall): JsonDataSet {
  const { base, params } = call
  const address = `${base}/studies/${row.study_uid}`
  const result: JsonDataSet =
    params.study === undefined
      ? { ...studyPart(row, search, base), ...seriesResult(row, search, base, false) }
      : { '00080005': { vr: 'CS', Value: ['ISO_IR 192'] }, '0020000D': { vr: 'UI', Value: [row.study_uid] } }
  if (params.series === undefined)
    pickInto(result, seriesAttributes(row), { ...search, include: new Set() }, ['00080060', '0020000E'])
  else result['0020000E'] = { vr: 'UI', Value: [row.series_uid] }
  if (row.metadata) {
    const json: JsonDataSet = JSON.parse(
      unpackMetadata(row.metadata)
        .toString('utf8')
        .replaceAll('"BulkDataURI":"bulk:', `"BulkDataURI":"${address}`),
    )
    pickInto(result, saysElse(row) ? shownBy(row, json) : json, search, [])
  }
  result['00080016'] = { vr: 'UI', Value: [row.sop_class_uid] }
  result['00080018'] = { vr: 'UI', Value: [row.sop_instance_uid] }
  result['00080056'] = availability(row)
  result['00083002'] = { vr: 'UI', Value: [row.transfer_syntax_uid] }
  result['00081190'] = {
    vr: 'UR',
    Value: [`${address}/series/${row.series_uid}/instances/${row.sop_instance_uid}`],
  }
  result['00200013'] =
    row.instance_number === null ? { vr: 'IS' } : { vr: 'IS', Value: [row.instance_number] }
  if (row.rows !== null && row.columns !== null) {
    result['00280010'] = { vr: 'US', Value: [row.rows] }
    result['00280011'] = { vr: 'US', Value: [row.columns] }
    if (row.bits !== null) result['00280100'] = { vr: 'US', Value: [row.bits] }
    if (row.frames > 1) result['00280008'] = { vr: 'IS', Value: [row.frames] }
  }
  return result
}

function send(
  call: DicomwebCall,
  reply: FastifyReply,
  search: Search,
  found: readonly JsonDataSet[],
): FastifyReply {
  const results = found.slice(0, search.limit)
  const warnings: string[] = []
  if (found.length > search.limit && search.capped) {
    warnings.push(
      'The number of results exceeded the maximum supported by the server. Additional results can be requested.',
    )
  }
  if (search.unsupported.length > 0) {
    warnings.push(
      `These attributes are not supported for matching and were ignored: ${[...new Set(search.unsupported)].join(', ')}`,
    )
  }
  if (warnings.length > 0)
    reply.header('warning', warnings.map((text) => `299 ${call.request.host} "${text}"`).join(', '))
  reply.header('cache-control', 'private, no-cache')
  if (results.length === 0) return reply.code(204).send()
  return sendDataSets(call, reply, results)
}
