import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { recordColumns, tagOfColumn } from '../ingest/attributes.ts'
import { attributeOfColumn } from './edited.ts'

/** The patient and the study as DICOM JSON, for objects that are added to a study: from its images, as its record edits them. */
export async function studyIdentity(
  db: Kysely<Database>,
  { storage_namespace, study_uid }: { storage_namespace: string; study_uid: string },
): Promise<JsonDataSet> {
  const stored = await db
    .selectFrom('stored_study')
    .select('attributes')
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .executeTakeFirst()
  const record = await db
    .selectFrom('study')
    .select([...recordColumns, 'edited', 'anonymization'])
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .orderBy(sql`phi_namespace = storage_namespace`, 'desc')
    .limit(1)
    .executeTakeFirst()
  const set: JsonDataSet = { ...stored?.attributes, '0020000D': { vr: 'UI', Value: [study_uid] } }
  for (const column of recordColumns) {
    const tag = tagOfColumn(column)
    // What stands between record and images will stand before the new object too.
    const hidden = stored && record?.anonymization?.some((one) => one.tag === tag)
    const says = !hidden && (record?.edited.includes(column) || !stored)
    if (column !== 'modality' && record && says) set[tag] = attributeOfColumn(column, record[column])
  }
  return set
}
