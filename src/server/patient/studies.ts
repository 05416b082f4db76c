import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { auditOf } from '../study/change.ts'
import { publishStudy } from '../study/event.ts'

/** Carries a change of a patient on to the studies of the account with that MRN. */

interface Change {
  sex?: string | undefined
  mobile_phone?: string | undefined
  /** The MRN that takes the place of the old one. */
  mrn?: string | undefined
}

export async function updatePatientStudies(
  tx: Kysely<Database>,
  actor: Actor,
  account_id: string,
  mrn: string,
  { sex, mobile_phone, mrn: next }: Change,
): Promise<void> {
  const wanted = Object.fromEntries(
    Object.entries({ patient_sex: sex, patient_phone: mobile_phone, patientid: next }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  if (Object.keys(wanted).length === 0) return
  const studies = await tx
    .selectFrom('study')
    .selectAll()
    .where('account_id', '=', account_id)
    .where(sql<boolean>`lower(patientid) = lower(${mrn})`)
    .where('deleted', 'is', null)
    .orderBy('uuid')
    .forUpdate()
    .execute()
  for (const study of studies) {
    const detail = changedFields(study, wanted)
    if (!detail) continue
    const edited = [...new Set([...study.edited, ...Object.keys(detail)])]
    await tx
      .updateTable('study')
      .set({ ...wanted, edited, updated: sql<string>`now()`, updated_by: actor.user_id })
      .where('uuid', '=', study.uuid)
      .execute()
    await recordAudit(tx, actor, { ...auditOf(study), action: 'EDIT', detail })
    await publishStudy(tx, 'EDIT', study)
  }
}
