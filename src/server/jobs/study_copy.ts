import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import type { StudyCopyTable } from '../db/copy-tables.ts'
import type { Database } from '../db/tables.ts'
import { IDENTIFYING, type Rewriting } from '../dicom/rewriting.ts'
import { derivedUID } from '../dicom/uid.ts'
import { publish } from '../events/hub.ts'
import { rewriteInstance } from '../imaging/rewrite.ts'
import { findInstances, type StoredInstance } from '../imaging/stored-study.ts'
import { receiveFile } from '../ingest/receive.ts'
import type { IngestTarget } from '../ingest/target.ts'
import type { Services } from '../services.ts'
import { removeStudy } from '../study/remove.ts'
import { job } from './queue.ts'

type Copy = Selectable<StudyCopyTable>

/** How many images are written side by side. */
const AT_ONCE = 8

/** Why a copy cannot be finished, however often it is tried. */
class Unfinished extends Error {}

/** New UIDs for the old ones. The same copy always makes the same, so that what is repeated replaces nothing. */
function uidsOf(copy: Copy, source: StudyRow, target: StudyRow, instances: readonly StoredInstance[]) {
  const uids = new Map([[source.study_uid, target.study_uid]])
  for (const { series_uid, sop_instance_uid } of instances) {
    if (copy.new_series_uids) uids.set(series_uid, derivedUID(copy.uuid, series_uid))
    if (copy.new_image_uids) uids.set(sop_instance_uid, derivedUID(copy.uuid, sop_instance_uid))
  }
  return uids
}

const liveStudy = (db: Kysely<Database>, uuid: string): Promise<StudyRow | undefined> =>
  db.selectFrom('study').selectAll().where('uuid', '=', uuid).where('deleted', 'is', null).executeTakeFirst()

async function storedId(
  db: Kysely<Database>,
  { storage_namespace, study_uid }: StudyRow,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('stored_study')
    .select('id')
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .executeTakeFirst()
  return row?.id
}

/** SOP Instance UIDs that an earlier try has written. */
async function writtenOf(db: Kysely<Database>, target: StudyRow): Promise<Set<string>> {
  const id = await storedId(db, target)
  if (id === undefined) return new Set()
  const rows = await db
    .selectFrom('stored_instance')
    .select('sop_instance_uid')
    .where('stored_study_id', '=', id)
    .where('current', '=', true)
    .execute()
  return new Set(rows.map((row) => row.sop_instance_uid))
}

async function writeImages(services: Services, copy: Copy, actor: Actor): Promise<void> {
  const { db } = services
  const source = await liveStudy(db, copy.study_id)
  const id = source && (await storedId(db, source))
  if (!source || id === undefined) throw new Unfinished('the study is gone')
  const target = await liveStudy(db, copy.copy_id)
  if (!target) throw new Unfinished('the copy was deleted')
  const { series_uid } = copy
  const all = await findInstances(services, id)
  const instances = series_uid === null ? all : all.filter((one) => one.series_uid === series_uid)
  const uids = uidsOf(copy, source, target, all)
  const rewriting: Rewriting = copy.exclude_phi ? { uids, blank: IDENTIFYING, dropPrivate: true } : { uids }
  const written = await writtenOf(db, target)
  const open = instances.filter(
    ({ sop_instance_uid }) => !written.has(uids.get(sop_instance_uid) ?? sop_instance_uid),
  )
  const { account_id, storage_namespace, study_uid } = target
  const ingest: IngestTarget = { account_id, storage_namespace, actor, record: 'fill', study_uid }
  let done = instances.length - open.length
  for (let at = 0; at < open.length; at += AT_ONCE) {
    const chunk = open.slice(at, at + AT_ONCE)
    const outcomes = await Promise.all(
      chunk.map((instance) => receiveFile(services, ingest, rewriteInstance(services, instance, rewriting))),
    )
    for (const outcome of outcomes) if (outcome.state === 'refused') throw new Unfinished(outcome.message)
    done += chunk.length
    await db
      .updateTable('study_copy')
      .set({ done, total: instances.length, updated: sql<string>`now()` })
      .where('uuid', '=', copy.uuid)
      .execute()
    if (!(await liveStudy(db, copy.copy_id))) throw new Unfinished('the copy was deleted')
  }
  if (instances.length === 0) throw new Unfinished('there are no images')
}

async function finish(
  db: Kysely<Database>,
  { uuid, namespace_id }: Copy,
  end: { state: 'DONE' } | { state: 'ERROR'; error: string },
): Promise<void> {
  await db
    .updateTable('study_copy')
    .set({ ...end, updated: sql<string>`now()` })
    .where('uuid', '=', uuid)
    .execute()
  await publish(db, { channel: `job.${namespace_id}`, event: 'DONE', id: uuid, state: end.state })
}

/**
 * Writes the images of a copy through the door by which all images come. Half a copy is none: when it cannot be finished,
 * its record goes again.
 */
export const studyCopy = job(
  'study_copy',
  z.object({ copy: z.string() }),
  async (services, { copy: uuid }) => {
    const { db } = services
    const copy = await db
      .updateTable('study_copy')
      .set({ state: 'RUNNING', updated: sql<string>`now()` })
      .where('uuid', '=', uuid)
      .where('state', 'in', ['SCHEDULED', 'RUNNING'])
      .returningAll()
      .executeTakeFirst()
    if (!copy) return
    const actor = await actorOfUser(db, copy.user_id)
    try {
      if (!actor) throw new Unfinished('whoever asked for it is gone')
      await writeImages(services, copy, actor)
      await finish(db, copy, { state: 'DONE' })
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error
      await db.transaction().execute(async (tx) => {
        const target = await liveStudy(tx, copy.copy_id)
        if (target && actor)
          await removeStudy(tx, actor, target, { action: 'DELETED', detail: { copy_failed: error.message } })
        await finish(tx, copy, { state: 'ERROR', error: error.message })
      })
    }
  },
)
