import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { type RecordColumn, recordColumns } from './attributes.ts'
import type { HeldRecord } from './situation.ts'
import type { IngestTarget } from './target.ts'

interface RecordRow {
  uuid: string
  phi_namespace: string
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
    await tx
      .updateTable('study')
      .set(Object.fromEntries(filled.map((column) => [column, image[column]])))
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
    .returning(['uuid', 'phi_namespace'])
    .execute()
  return { made }
}

const harvestWaits = (namespace: string) =>
  sql<boolean>`(select must_approve_harvest from namespace where uuid = ${namespace})`
