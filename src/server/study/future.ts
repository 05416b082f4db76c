import type { Kysely } from 'kysely'
import { type StudyRow, studyAccess } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { attributesOf, changeStudy } from './change.ts'
import { updateOriginals } from './original.ts'

/** `/study/set` for a study that has not arrived: the change waits for it. */

const texts = (hash: Readonly<Record<string, unknown>>): Map<string, string> =>
  new Map(Object.entries(hash).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))

/** Applies the changes that waited for this record, in the order in which they were asked for. */
export async function applyFutureChanges(tx: Kysely<Database>, study: StudyRow): Promise<void> {
  const waiting = await tx
    .deleteFrom('study_future')
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('phi_namespace', '=', study.phi_namespace)
    .returning(['uuid', 'user_id', 'change'])
    .execute()
  for (const { user_id, change } of waiting.toSorted((a, b) => a.uuid.localeCompare(b.uuid))) {
    const actor = await actorOfUser(tx, user_id)
    if (!actor) continue
    const access = await studyAccess(tx, actor, study)
    if (!access) continue
    const row = await tx
      .selectFrom('study')
      .selectAll()
      .where('uuid', '=', study.uuid)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const raw = texts(change)
    try {
      const attributes = attributesOf(Object.fromEntries(raw))
      const written = await changeStudy(tx, actor, row, access, {
        attributes,
        columns: {},
        raw,
        partial: true,
      })
      await updateOriginals(tx, actor, row, written)
    } catch (error) {
      // What would have been refused at once is dropped: there is nobody left to tell.
      if (!(error instanceof Refusal)) throw error
    }
  }
}
