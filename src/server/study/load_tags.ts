import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { anonymizedJson } from '../dicom/anonymization.ts'
import { itemsOf, type JsonDataSet } from '../dicom/json-model.ts'
import { textOf } from '../ingest/attributes.ts'
import { unpackMetadata } from '../ingest/metadata.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import { type CustomfieldRow, customfieldsOf } from '../tenancy/customfield/definition.ts'
import { saveLoaded } from './loaded.ts'
import { reportPath, valueInReports } from './sr_value.ts'

/**
 * Custom fields that take the value of a tag from the images (`load_dicom_tag`), or one of the study's structured reports
 * (`load_from_sr`).
 */

interface Stored {
  storage_namespace: string
  study_uid: string
}

export interface Loading {
  /** Of this record alone; else of all records over the images. */
  record?: string
  /** What the fields say already gives way (`reload_load_dicom_tag`). */
  reload?: boolean
  /** The record has just come into its place: behind substitutions nothing stays that was read without them. */
  arriving?: boolean
}

const CHARACTERS = 10_000

/** The values of a path at each place where its attribute stands, in the order of the data set. */
function places(set: JsonDataSet, [tag = '', ...rest]: readonly string[]): string[][] {
  const attribute = set[tag]
  if (!attribute) return []
  if (rest.length > 0)
    return attribute.vr === 'SQ' ? itemsOf(attribute).flatMap((item) => places(item, rest)) : []
  const text = textOf(set, tag, CHARACTERS)
  if (text === null) return [[]]
  return [attribute.Value?.length === 1 ? [text] : text.split('\\')]
}

/** The values of a tag as custom fields name it, `(0040,0275):(0040,0007)[2]`: of the first place with any, or of the second. */
export function valuesOfTag(set: JsonDataSet, name: string): string[] | undefined {
  const [, path = '', ordinal] = /^([^[]*)(?:\[(\d+)\])?$/.exec(name) ?? []
  const tags = path.split(':').map((tag) => tag.replaceAll(/\W/g, '').toUpperCase())
  const found = places(set, tags)
  const one = ordinal === undefined ? found.find((values) => values.length > 0) : found[Number(ordinal) - 1]
  return one && one.length > 0 ? one : undefined
}

/** The first image of each series, in the order of the series: what is one patient's or study's is in all of them. */
async function firstImages(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: Stored,
): Promise<JsonDataSet[]> {
  const { rows } = await sql<{ metadata: Buffer }>`
    select i.metadata from stored_study s join stored_series e on e.stored_study_id = s.id
    cross join lateral (select metadata from stored_instance where stored_series_id = e.id and current
      order by instance_number, sop_instance_uid limit 1) i
    where s.storage_namespace = ${storage_namespace} and s.study_uid = ${study_uid}
    order by e.series_number, e.series_uid`.execute(tx)
  return rows.map(({ metadata }): JsonDataSet => JSON.parse(unpackMetadata(metadata).toString('utf8')))
}

const SR_CLASSES = '1.2.840.10008.5.1.4.1.1.88.%'
const MOST_REPORTS = 100

/** The structured reports of a study, in the order of their series and numbers. */
async function reportsIn(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: Stored,
): Promise<JsonDataSet[]> {
  const { rows } = await sql<{ metadata: Buffer }>`
    select i.metadata from stored_study s join stored_series e on e.stored_study_id = s.id
    join stored_instance i on i.stored_series_id = e.id and i.current
    where s.storage_namespace = ${storage_namespace} and s.study_uid = ${study_uid} and i.sop_class_uid like ${SR_CLASSES}
    order by e.series_number, e.series_uid, i.instance_number, i.sop_instance_uid limit ${MOST_REPORTS}`.execute(
    tx,
  )
  return rows.map(({ metadata }): JsonDataSet => JSON.parse(unpackMetadata(metadata).toString('utf8')))
}

interface Rules {
  force: boolean
  always: ReadonlySet<string>
}

/** What the record's account and namespace say of loading again. */
async function rulesOf(tx: Kysely<Database>, phi_namespace: string): Promise<Rules> {
  const row = await tx
    .selectFrom('namespace as n')
    .leftJoin('account as a', 'a.uuid', 'n.account_id')
    .select(['n.settings', 'a.settings as account'])
    .where('n.uuid', '=', phi_namespace)
    .executeTakeFirst()
  const always = row?.settings.storage_always_dicom_tags
  return {
    force: resolveSetting('force_reload_load_dicom_tag', { account: row?.account ?? {} }) === 1,
    always: new Set(Array.isArray(always) ? always.map(String) : []),
  }
}

/** What the images of a study have for fields. */
interface Source {
  images: readonly JsonDataSet[]
  reports: readonly JsonDataSet[]
}

/** How the value of a field is found in the images as a record shows them; nothing where it is not loaded from there. */
function reader(
  field: CustomfieldRow,
  { images, reports }: Source,
  anonymization: StudyRow['anonymization'],
): (() => string[] | undefined) | undefined {
  const { dicom_tag } = field
  if (field.load_dicom_tag && dicom_tag)
    return () => images.map((image) => valuesOfTag(image, dicom_tag)).find((one) => one !== undefined)
  const path = field.load_from_sr ? reportPath(field.load_from_sr) : undefined
  if (!path) return undefined
  return () => {
    const value = valueInReports(reports, path, anonymization ?? [])
    return value === undefined ? undefined : [value]
  }
}

/** What the fields of one record are to say by its images, as the record shows them. */
async function foundFor(
  tx: Kysely<Database>,
  study: StudyRow,
  fields: readonly CustomfieldRow[],
  { images, reports }: Source,
  { reload = false, arriving = false }: Loading,
): Promise<Map<string, string[]>> {
  const { force, always } = await rulesOf(tx, study.phi_namespace)
  const shown = images.map((image) => anonymizedJson(image, study.anonymization ?? []))
  const source = { images: shown, reports }
  const found = new Map<string, string[]>()
  const hides = arriving && study.anonymization !== null
  for (const field of fields) {
    const { uuid } = field
    const read = reader(field, source, study.anonymization)
    if (!read) continue
    const latest = field.load_dicom_tag && always.has(field.dicom_tag ?? '')
    if (study.customfields[uuid] !== undefined && !reload && !force && !latest && !hides) continue
    const values = read()
    if (values) found.set(uuid, values)
    // A value that is in no image any more is not the latest.
    else if (hides || (latest && images.length > 0)) found.set(uuid, [])
  }
  return found
}

/**
 * Fills the fields of the records over a stored study from its images, in the order of the series. What a field says
 * already stays, but where the account (`force_reload_load_dicom_tag`), the namespace (`storage_always_dicom_tags`) or
 * the caller has it loaded again. Frozen studies are left as they are.
 */
export async function loadTags(
  tx: Kysely<Database>,
  actor: Actor,
  stored: Stored,
  loading: Loading = {},
): Promise<void> {
  const { record } = loading
  const studies: StudyRow[] = await tx
    .selectFrom('study')
    .selectAll()
    .where('storage_namespace', '=', stored.storage_namespace)
    .where('study_uid', '=', stored.study_uid)
    .where('deleted', 'is', null)
    .where('is_frozen', '=', false)
    .$if(record !== undefined, (query) => query.where('uuid', '=', record ?? ''))
    .where(
      sql<boolean>`exists (select from customfield f where f.account_id = study.account_id and f.object = 'Study'
        and (f.load_dicom_tag and f.dicom_tag <> '' or f.load_from_sr <> '') and f.deleted is null)`,
    )
    .orderBy('uuid')
    .forUpdate()
    .execute()
  if (studies.length === 0) return
  const images = await firstImages(tx, stored)
  if (images.length === 0 && !loading.arriving) return
  let reports: JsonDataSet[] | undefined
  for (const study of studies) {
    const fields = await customfieldsOf(tx, study.account_id ? [study.account_id] : [], 'Study')
    if (fields.some(({ load_from_sr }) => load_from_sr)) reports ??= await reportsIn(tx, stored)
    const found = await foundFor(tx, study, fields, { images, reports: reports ?? [] }, loading)
    await saveLoaded(tx, actor, study, fields, found)
  }
}
