import { type Kysely, sql } from 'kysely'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { ensurePatient } from '../patient/automatic.ts'
import { auditOf } from '../study/change.ts'
import { publishStudy } from '../study/event.ts'
import { notifyNamespace } from '../tenancy/notify.ts'

/** Approving what was shared into a namespace that asks for it. */

const isAttribute = (name: string): name is (typeof STUDY_ATTRIBUTE_NAMES)[number] =>
  STUDY_ATTRIBUTE_NAMES.some((known) => known === name)

/** The first name of a `must_match` hash that is no field of a study. */
export const unknownField = (hash: Readonly<Record<string, unknown>>): string | undefined =>
  Object.keys(hash).find((name) => !isAttribute(name))

/** Does the study say what it has to? Without conditions it does. */
export const matches = (study: StudyRow): boolean =>
  Object.entries(study.must_match ?? {}).every(
    ([name, value]) => isAttribute(name) && (study[name] ?? '').toLowerCase() === String(value).toLowerCase(),
  )

/** Shows the study as approved, if it still waits. */
export async function approveStudy(tx: Kysely<Database>, actor: Actor, study: StudyRow): Promise<void> {
  const fields = study.account_id
    ? await tx
        .selectFrom('customfield')
        .select('uuid')
        .where('account_id', '=', study.account_id)
        .where('object', '=', 'Study')
        .where('name', '=', 'approved_by_name')
        .where('deleted', 'is', null)
        .execute()
    : []
  const named = Object.fromEntries(fields.map(({ uuid }) => [uuid, actor.name]))
  const approved = await tx
    .updateTable('study')
    .set({
      must_approve: false,
      must_match: null,
      customfields: JSON.stringify({ ...study.customfields, ...named }),
      updated: sql<string>`now()`,
      updated_by: actor.user_id,
    })
    .where('uuid', '=', study.uuid)
    .where('must_approve', '=', true)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (approved.numUpdatedRows === 0n) return
  await recordAudit(tx, actor, { ...auditOf(study), action: 'APPROVE' })
  await ensurePatient(tx, actor, study)
  await publishStudy(tx, 'READY', study)
  const { name } = await tx
    .selectFrom('namespace')
    .select('name')
    .where('uuid', '=', study.phi_namespace)
    .executeTakeFirstOrThrow()
  await notifyNamespace(tx, {
    namespace_id: study.phi_namespace,
    kind: 'event_share',
    wording: 'approved',
    values: { sender: actor.name, place: name },
    path: `/studies/${study.uuid}/view`,
    by: actor.user_id,
  })
}
