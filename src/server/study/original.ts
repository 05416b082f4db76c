import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { settingList } from '../tenancy/account_setting.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'
import { type AttributeValues, auditOf } from './change.ts'
import { publishStudy } from './event.ts'

/** Carries what was changed in a shared study on to the study that it was shared from (`try_update_original_study*`). */

const DEEPEST = 8

const names = (value: unknown, uuid: string) => settingList(value).some((one) => one.toLowerCase() === uuid)

/** Does the original's place take changes of the copy's? */
async function takesBack(tx: Kysely<Database>, copy: StudyRow, original: StudyRow): Promise<boolean> {
  const setting = await namespaceSettings(tx, original.phi_namespace)
  return names(setting('try_update_original_study_from_namespaces'), copy.phi_namespace)
}

/**
 * Does a change go from the copy to its original? Within an account where it says so; between any two places where the
 * copy's names the original's, and the original's takes changes of the copy's.
 */
async function goesBack(tx: Kysely<Database>, copy: StudyRow, original: StudyRow): Promise<boolean> {
  const setting = await namespaceSettings(tx, copy.phi_namespace)
  const within = copy.account_id !== null && copy.account_id === original.account_id
  if (within && setting('try_update_original_study') === 1) return true
  return (
    names(setting('try_update_original_study_to_namespaces'), original.phi_namespace) &&
    (await takesBack(tx, copy, original))
  )
}

export async function updateOriginals(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  attributes: AttributeValues,
): Promise<void> {
  let copy = study
  for (let depth = 0; depth < DEEPEST; depth++) {
    // What stands behind rules of anonymisation says nothing of the original.
    if (!copy.shared_from_study || copy.anonymization || Object.keys(attributes).length === 0) return
    const original = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', copy.shared_from_study)
      .where('deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!original || original.is_frozen || !(await goesBack(tx, copy, original))) return
    const detail = changedFields(original, attributes)
    if (detail) {
      await tx
        .updateTable('study')
        .set({
          ...attributes,
          edited: [...new Set([...original.edited, ...Object.keys(attributes)])],
          updated: sql<string>`now()`,
          updated_by: actor.user_id,
        })
        .where('uuid', '=', original.uuid)
        .execute()
      await recordAudit(tx, actor, {
        ...auditOf(original),
        action: 'EDIT',
        detail,
        causality: { parent_study_id: copy.uuid },
      })
      await publishStudy(tx, 'EDIT', original)
    }
    copy = original
  }
}
