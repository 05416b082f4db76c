import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { anonymizedJson, attributeOfText } from '../dicom/anonymization.ts'
import { entryOfTag } from '../dicom/dictionary.ts'
import type { JsonAttribute, JsonDataSet } from '../dicom/json-model.ts'
import { type RecordColumn, recordColumns, tagOfColumn } from '../ingest/attributes.ts'
import { fieldEdits, type MappedField, mappedFields, type NestedEdit, withNested } from './mapped-fields.ts'
import type { VisibleStudy } from './stored-study.ts'

/**
 * What a record says instead of its images: what a person edited, the modality of the whole excepted, and the custom
 * fields that stand in tags. What was edited by hand goes before a field that is mapped to the same tag.
 */
export interface Edits {
  /** Attributes of the data set itself. */
  top: JsonDataSet
  /** Attributes within its sequences. */
  nested: readonly NestedEdit[]
}

export const NO_EDITS: Edits = { top: {}, nested: [] }

export const isEmpty = ({ top, nested }: Edits): boolean =>
  nested.length === 0 && Object.keys(top).length === 0

const isColumn = (name: string): name is RecordColumn => recordColumns.some((column) => column === name)
const columnsOf = (edited: readonly string[]): RecordColumn[] =>
  edited.filter(isColumn).filter((column) => column !== 'modality')

/** A column's text as the attribute it stands for. */
export function attributeOfColumn(column: RecordColumn, text: string | null): JsonAttribute {
  const vr = entryOfTag(Number.parseInt(tagOfColumn(column), 16))?.vr ?? 'LO'
  return attributeOfText(vr, text ?? '')
}

/** The edits of a record whose columns are at hand. */
export function editsFrom(
  record: { edited: readonly string[] } & Readonly<Record<RecordColumn, string | null>>,
  mapped: readonly MappedField[] | null,
): Edits {
  const { top, nested } = fieldEdits(mapped)
  const own = columnsOf(record.edited).map((column) => [
    tagOfColumn(column),
    attributeOfColumn(column, record[column]),
  ])
  return { top: { ...top, ...Object.fromEntries(own) }, nested }
}

/** What the record of a study says instead of its images. */
export async function editsOf(
  db: Kysely<Database>,
  study: Pick<VisibleStudy, 'study_id' | 'edited' | 'mapped'>,
): Promise<Edits> {
  if (columnsOf(study.edited).length === 0) return fieldEdits(study.mapped)
  const row = await db
    .selectFrom('study')
    .select([...recordColumns])
    .where('uuid', '=', study.study_id)
    .executeTakeFirst()
  return row ? editsFrom({ ...row, edited: study.edited }, study.mapped) : NO_EDITS
}

/** The same of a whole record, or of images that no record leads to. */
export async function editsOfRecord(db: Kysely<Database>, record: StudyRow | undefined): Promise<Edits> {
  if (!record) return NO_EDITS
  const { rows } = await sql<{ mapped: MappedField[] | null }>`
    select ${mappedFields('r')} as mapped from study r where r.uuid = ${record.uuid}`.execute(db)
  return editsFrom(record, rows[0]?.mapped ?? null)
}

type Says = Pick<VisibleStudy, 'edited' | 'anonymization' | 'mapped'>

/** Does the record say anything else than the images? */
export const saysElse = ({ edited, anonymization, mapped }: Says): boolean =>
  edited.length > 0 || anonymization !== null || mapped !== null

/** A word that changes with what the record says, for the tags of answers; nothing while it says what its images do. */
export function editTag(study: Says & Pick<VisibleStudy, 'updated'>): string {
  if (!saysElse(study)) return ''
  // What fields stand in, and whether they do, changes without the record.
  const fields = study.mapped
    ? `-${createHash('sha256').update(JSON.stringify(study.mapped)).digest('hex').slice(0, 16)}`
    : ''
  return `-${Date.parse(study.updated)}${fields}`
}

/** A data set with edits in it. */
export const withEdits = (json: JsonDataSet, { top, nested }: Edits): JsonDataSet =>
  withNested({ ...json, ...top }, nested)

/** A data set as the record shows it. */
export const asShown = (
  json: JsonDataSet,
  { anonymization }: Pick<VisibleStudy, 'anonymization'>,
  edits: Edits,
): JsonDataSet => withEdits(anonymizedJson(json, anonymization ?? []), edits)

/** DICOM JSON of several instances as the record shows them. */
export async function applyEdits(db: Kysely<Database>, study: VisibleStudy, json: Buffer): Promise<Buffer> {
  if (!saysElse(study)) return json
  const edits = await editsOf(db, study)
  if (isEmpty(edits) && !study.anonymization) return json
  const instances: JsonDataSet[] = JSON.parse(json.toString('utf8'))
  return Buffer.from(JSON.stringify(instances.map((instance) => asShown(instance, study, edits))))
}
