import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import { anonymizeRecord } from './anonymize.ts'
import { approvalOf } from './approval.ts'
import { auditOf } from './change.ts'
import { publishStudy } from './event.ts'
import { loadTags } from './load_tags.ts'

/** Puts a record into another namespace; its images stay where they are stored. ALREADY_EXISTS where it is already. */
export async function moveStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  place: { uuid: string; name: string; account_id: string | null },
): Promise<void> {
  const { rows } = await sql`select from study where storage_namespace = ${study.storage_namespace}
    and study_uid = ${study.study_uid} and phi_namespace = ${place.uuid} and deleted is null`.execute(tx)
  if (rows.length > 0) throw new Refusal('ALREADY_EXISTS')
  const approval = await approvalOf(tx, place.uuid, study.study_uid, 'move')
  await tx
    .updateTable('study')
    .set({
      phi_namespace: place.uuid,
      account_id: place.account_id,
      ...approval,
      // Fields of another account mean nothing in this one.
      ...(place.account_id === study.account_id ? {} : { customfields: '{}' }),
      updated: sql<string>`now()`,
      updated_by: actor.user_id,
    })
    .where('uuid', '=', study.uuid)
    .execute()
  await anonymizeRecord(tx, actor, study.uuid, 'service')
  await recordAudit(tx, actor, {
    ...auditOf(study),
    action: 'MOVE',
    with: place.name,
    detail: { phi_namespace: [study.phi_namespace, place.uuid] },
  })
  await publishStudy(tx, 'DELETE', study)
  await publishStudy(tx, 'READY', { ...study, phi_namespace: place.uuid })
  await loadTags(tx, actor, study, { record: study.uuid, arriving: true })
  if (approval.must_approve)
    await notifyNamespace(tx, {
      namespace_id: place.uuid,
      kind: 'event_approve',
      wording: 'moveWaits',
      values: { sender: actor.name, place: place.name },
      path: `/inbox?study=${study.uuid}`,
      by: actor.user_id,
    })
}
