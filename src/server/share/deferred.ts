import { type Kysely, sql } from 'kysely'
import { findStudy, type StudyRow } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { performShare, type ShareRequest, shareRequest } from './request.ts'

/** Shares that wait for their study, for two hours (`/study/share` by storage triplet). */

export async function deferShare(
  db: Kysely<Database>,
  user_id: string,
  study: { storage_namespace: string; study_uid: string; phi_namespace: string },
  request: ShareRequest,
): Promise<void> {
  await db
    .insertInto('study_deferred_share')
    .values({ ...study, user_id, parameters: JSON.stringify(request) })
    .execute()
}

/** Performs what waited for this record. What would have been refused at once is dropped: there is nobody left to tell. */
export async function performDeferredShares(
  tx: Kysely<Database>,
  configuration: Configuration,
  study: StudyRow,
): Promise<void> {
  const waiting = await tx
    .deleteFrom('study_deferred_share')
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('phi_namespace', '=', study.phi_namespace)
    .returning(['user_id', 'parameters', sql<boolean>`expires > now()`.as('valid')])
    .execute()
  for (const { user_id, parameters, valid } of waiting) {
    const actor = valid ? await actorOfUser(tx, user_id) : undefined
    if (!actor) continue
    try {
      const found = await findStudy(tx, actor, { uuid: study.uuid }, 'study_share')
      await performShare(tx, configuration, actor, found, shareRequest.parse(parameters))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
}
