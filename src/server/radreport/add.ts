import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import type { ReportTexts } from './formatted.ts'

/** A new draft of a study that is an account's. */
export async function addDraft(
  tx: Kysely<Database>,
  { user_id }: Pick<Actor, 'user_id'>,
  study: Pick<StudyRow, 'uuid' | 'storage_namespace' | 'study_uid' | 'phi_namespace'>,
  account_id: string,
  { type, fields, html, addendum_to }: ReportTexts & { type: string; addendum_to?: string | undefined },
): Promise<{ uuid: string; updated: string }> {
  const { storage_namespace, study_uid, phi_namespace } = study
  return tx
    .insertInto('radreport')
    .values({
      account_id,
      study_id: study.uuid,
      storage_namespace,
      study_uid,
      phi_namespace,
      type,
      fields: JSON.stringify(fields),
      html,
      addendum_to: addendum_to ?? null,
      user_id,
      created_by: user_id,
      updated_by: user_id,
    })
    .returning(['uuid', 'updated'])
    .executeTakeFirstOrThrow()
}
