import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { actorOfUser } from '../access/user_actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { StudyCopyTable } from '../db/copy-tables.ts'
import type { Database } from '../db/tables.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { IDENTIFYING, type Rewriting } from '../dicom/rewriting.ts'
import { derivedUID } from '../dicom/uid.ts'
import { publish } from '../events/hub.ts'
import { deriveInstance } from '../imaging/derive.ts'
import { colorOf, regionsOf } from '../imaging/regions.ts'
import { rewriteInstance } from '../imaging/rewrite.ts'
import { findInstances, type StoredInstance } from '../imaging/stored-study.ts'
import { removeInstances } from '../ingest/purge.ts'
import { receiveFile } from '../ingest/receive.ts'
import { notifyKey } from '../ingest/situation.ts'
import type { IngestTarget } from '../ingest/target.ts'
import { Refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { auditOf } from '../study/change.ts'
import { publishStudy } from '../study/event.ts'
import { removeStudy } from '../study/remove.ts'
import { enqueue, job } from './queue.ts'

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
  const { series_uids } = copy
  // Images that are merged into a study are seen through that study's record, and are stored as they are.
  const anonymization = copy.kind === 'merge' && target.anonymization ? null : source.anonymization
  const all = await findInstances(services, { id, anonymization })
  const instances = series_uids === null ? all : all.filter((one) => series_uids.includes(one.series_uid))
  const uids = uidsOf(copy, source, target, all)
  const rewriting: Rewriting = copy.exclude_phi ? { uids, blank: IDENTIFYING, dropPrivate: true } : { uids }
  const written = await writtenOf(db, target)
  const open = instances.filter(
    ({ sop_instance_uid }) => !written.has(uids.get(sop_instance_uid) ?? sop_instance_uid),
  )
  const { account_id, storage_namespace, study_uid } = target
  const ingest: IngestTarget = { account_id, storage_namespace, actor, record: 'fill', study_uid, asIs: true }
  let done = instances.length - open.length
  for (let at = 0; at < open.length; at += AT_ONCE) {
    const chunk = open.slice(at, at + AT_ONCE)
    const outcomes = await Promise.all(
      chunk.map(async (instance) =>
        receiveFile(services, ingest, await fileOf(services, copy, instance, rewriting, uids)),
      ),
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
  if (copy.delete_original) await removeOriginal(db, copy, actor, source, id, instances)
}

/** The file of one image in the copy. Unfinished where its pixels cannot be changed as they should be. */
async function fileOf(
  services: Services,
  { kind, regions, color }: Copy,
  instance: StoredInstance,
  rewriting: Rewriting,
  uids: ReadonlyMap<string, string>,
): Promise<AsyncIterable<Uint8Array>> {
  const [first, ...more] = regions ? regionsOf(regions, instance) : []
  if (!first || instance.frames === 0) return rewriteInstance(services, instance, rewriting)
  try {
    return await deriveInstance(
      services,
      instance,
      uids,
      kind === 'crop'
        ? { kind, region: first }
        : { kind: 'obscure', regions: [first, ...more], color: color ? colorOf(color) : undefined },
    )
  } catch (error) {
    throw error instanceof DicomRefusal ? new Unfinished(error.message) : error
  }
}

/** What has moved: series that were split off, or a study that was merged into another. */
async function removeOriginal(
  db: Kysely<Database>,
  { kind }: Copy,
  actor: Actor,
  source: StudyRow,
  stored_study_id: number,
  instances: readonly StoredInstance[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (kind === 'merge') {
      await removeStudy(tx, actor, source, { action: 'DELETED', detail: { merged: true } })
      return
    }
    const removed = await removeInstances(
      tx,
      stored_study_id,
      instances.map(({ sop_instance_uid }) => sop_instance_uid),
    )
    await recordAudit(tx, actor, { ...auditOf(source), action: 'IMAGE_DELETE', what: `${removed} images` })
    const { storage_namespace, study_uid } = source
    await enqueue(
      tx,
      'study_notify',
      { storage_namespace, study_uid },
      { key: notifyKey({ storage_namespace, study_uid }) },
    )
  })
}

async function finish(
  db: Kysely<Database>,
  { uuid, namespace_id, storage_job, user_id }: Copy,
  end: { state: 'DONE' } | { state: 'ERROR'; error: string },
): Promise<void> {
  await db
    .updateTable('study_copy')
    .set({ ...end, updated: sql<string>`now()` })
    .where('uuid', '=', uuid)
    .execute()
  if (storage_job !== null)
    await db
      .updateTable('storage_job')
      .set({ state: end.state, updated: sql<string>`now()` })
      .where('id', '=', storage_job)
      .where('user_id', '=', user_id)
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
      await writeImages(services, copy, actor).catch((error: unknown) => {
        throw error instanceof Refusal ? new Unfinished('the images are in the archive') : error
      })
      await finish(db, copy, { state: 'DONE' })
      const merged = copy.kind === 'merge' ? await liveStudy(db, copy.copy_id) : undefined
      if (merged) await publishStudy(db, 'EDIT', merged)
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error
      await db.transaction().execute(async (tx) => {
        // What is merged into a study that was there leaves it there.
        const target = copy.kind === 'merge' ? undefined : await liveStudy(tx, copy.copy_id)
        if (target && actor)
          await removeStudy(tx, actor, target, { action: 'DELETED', detail: { copy_failed: error.message } })
        await finish(tx, copy, { state: 'ERROR', error: error.message })
      })
    }
  },
)
