import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { anonymizedJson, attributeOfText } from '../dicom/anonymization.ts'
import { entryOfTag } from '../dicom/dictionary.ts'
import type { JsonAttribute, JsonDataSet } from '../dicom/json-model.ts'
import { type RecordColumn, recordColumns, tagOfColumn } from '../ingest/attributes.ts'
import type { VisibleStudy } from './stored-study.ts'

/** Attributes of the images that a record replaces: what a person edited, the modality of the whole excepted. */
export type Edits = JsonDataSet

const isColumn = (name: string): name is RecordColumn => recordColumns.some((column) => column === name)

/** A column's text as the attribute it stands for. */
export function attributeOfColumn(column: RecordColumn, text: string | null): JsonAttribute {
  const vr = entryOfTag(Number.parseInt(tagOfColumn(column), 16))?.vr ?? 'LO'
  return attributeOfText(vr, text ?? '')
}

/** What the record of a study says instead of its images. */
export async function editsOf(
  db: Kysely<Database>,
  study: Pick<VisibleStudy, 'study_id' | 'edited'>,
): Promise<Edits> {
  const columns = study.edited.filter(isColumn).filter((column) => column !== 'modality')
  if (columns.length === 0) return {}
  const row = await db
    .selectFrom('study')
    .select([...recordColumns])
    .where('uuid', '=', study.study_id)
    .executeTakeFirst()
  if (!row) return {}
  return Object.fromEntries(
    columns.map((column) => [tagOfColumn(column), attributeOfColumn(column, row[column])]),
  )
}

/** Does the record say anything else than the images? */
export const saysElse = ({
  edited,
  anonymization,
}: Pick<VisibleStudy, 'edited' | 'anonymization'>): boolean => edited.length > 0 || anonymization !== null

/** A data set as the record shows it. */
export const asShown = (
  json: JsonDataSet,
  { anonymization }: Pick<VisibleStudy, 'anonymization'>,
  edits: Edits,
): JsonDataSet => ({ ...anonymizedJson(json, anonymization ?? []), ...edits })

/** DICOM JSON of several instances as the record shows them. */
export async function applyEdits(db: Kysely<Database>, study: VisibleStudy, json: Buffer): Promise<Buffer> {
  if (!saysElse(study)) return json
  const edits = await editsOf(db, study)
  if (Object.keys(edits).length === 0 && !study.anonymization) return json
  const instances: JsonDataSet[] = JSON.parse(json.toString('utf8'))
  return Buffer.from(JSON.stringify(instances.map((instance) => asShown(instance, study, edits))))
}
