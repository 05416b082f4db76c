import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { entryOfTag } from '../dicom/dictionary.ts'
import type { JsonAttribute, JsonDataSet } from '../dicom/json-model.ts'
import { personName } from '../dicom/json-model.ts'
import { type RecordColumn, recordColumns, tagOfColumn } from '../ingest/attributes.ts'
import type { VisibleStudy } from './stored-study.ts'

/** Attributes of the images that a record replaces: what a person edited, the modality of the whole excepted. */
export type Edits = JsonDataSet

const isColumn = (name: string): name is RecordColumn => recordColumns.some((column) => column === name)

/** A column's text as the attribute it stands for. */
export function attributeOfColumn(column: RecordColumn, text: string | null): JsonAttribute {
  const vr = entryOfTag(Number.parseInt(tagOfColumn(column), 16))?.vr ?? 'LO'
  if (text === null || text === '') return { vr }
  if (vr === 'PN') return { vr, Value: text.split('\\').map(personName) }
  if (vr === 'DS' || vr === 'IS') {
    const numbers = text.split('\\').map(Number).filter(Number.isFinite)
    return numbers.length > 0 ? { vr, Value: numbers } : { vr }
  }
  return { vr, Value: text.split('\\') }
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

/** DICOM JSON of several instances with the edits in it. */
export async function applyEdits(db: Kysely<Database>, study: VisibleStudy, json: Buffer): Promise<Buffer> {
  const edits = await editsOf(db, study)
  if (Object.keys(edits).length === 0) return json
  const instances: JsonDataSet[] = JSON.parse(json.toString('utf8'))
  return Buffer.from(JSON.stringify(instances.map((instance) => ({ ...instance, ...edits }))))
}
