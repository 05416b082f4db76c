import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Substitution } from '../dicom/anonymization.ts'
import { anonymizeRecord, keptBefore, substitutedColumns } from '../study/anonymize.ts'
import { type RecordColumn, recordColumns } from './attributes.ts'
import type { HeldRecord } from './situation.ts'
import type { IngestTarget } from './target.ts'

interface RecordRow {
  uuid: string
  phi_namespace: string
  patient_name: string | null
}

/**
 * The services records over a stored study learn what the image says: empty columns are filled, what a person wrote
 * stays. Where the door asks for it, the record in the storage namespace is made.
 */
export async function saveRecords(
  tx: Kysely<Database>,
  target: IngestTarget,
  study_uid: string,
  image: Record<RecordColumn, string | null>,
  held: readonly HeldRecord[],
): Promise<{ made: RecordRow[] }> {
  for (const record of held) {
    const filled = recordColumns.filter(
      (column) =>
        image[column] !== null &&
        (record[column] === null || record[column] === '') &&
        !record.edited.includes(column),
    )
    if (filled.length === 0) continue
    const said = Object.fromEntries(filled.map((column) => [column, image[column]]))
    await tx
      .updateTable('study')
      .set(record.anonymization ? await seenThrough(tx, record, said, record.anonymization) : said)
      .where('uuid', '=', record.uuid)
      .execute()
  }
  const there = held.some(({ phi_namespace }) => phi_namespace === target.storage_namespace)
  if (target.record === 'fill' || there) return { made: [] }
  const made = await tx
    .insertInto('study')
    .values({
      ...image,
      account_id: target.account_id,
      phi_namespace: target.storage_namespace,
      storage_namespace: target.storage_namespace,
      study_uid,
      source: 'DICOMweb',
      phantom: true,
      // What arrives by itself is harvested, as by a gateway.
      must_approve: harvestWaits(target.storage_namespace),
      approval_reason: sql<string | null>`case when ${harvestWaits(target.storage_namespace)} then 'H' end`,
      created_by: target.actor.kind === 'user' ? target.actor.user_id : null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['storage_namespace', 'study_uid', 'phi_namespace'])
        .where(sql<boolean>`deleted is null`)
        .doNothing(),
    )
    .returning(['uuid', 'phi_namespace', 'patient_name'])
    .execute()
  const shown: RecordRow[] = []
  for (const record of made)
    shown.push({ ...record, ...(await anonymizeRecord(tx, target.actor, record.uuid, 'service')) })
  return { made: shown }
}

/** What images say, as a record shows it that stands behind substitutions. */
async function seenThrough(
  tx: Kysely<Database>,
  { uuid, edited }: HeldRecord,
  said: Partial<Record<RecordColumn, string | null>>,
  anonymization: readonly Substitution[],
) {
  const { account_id, customfields } = await tx
    .selectFrom('study')
    .select(['account_id', 'customfields'])
    .where('uuid', '=', uuid)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const changed = substitutedColumns(said, anonymization)
  const kept = await keptBefore(tx, account_id, said, changed)
  return {
    ...said,
    ...changed,
    edited: [...new Set([...edited, ...Object.keys(changed)])],
    customfields: JSON.stringify({ ...customfields, ...kept }),
  }
}

const harvestWaits = (namespace: string) =>
  sql<boolean>`(select must_approve_harvest from namespace where uuid = ${namespace})`
