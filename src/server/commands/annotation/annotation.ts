import { type Kysely, sql } from 'kysely'
import {
  type AnnotationRecord,
  annotationAdd,
  annotationDelete,
  annotationGet,
  annotationList,
  annotationLock,
  annotationSet,
  annotationUnlock,
} from '#contract/annotation.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn, type NamespaceAccess } from '../../access/namespaces.ts'
import { findStudy, type StudyRow } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'
import { auditOf } from '../../study/change.ts'
import { publishStored } from '../../study/event.ts'

interface AnnotationRow {
  uuid: string
  study_id: string
  storage_namespace: string
  study_uid: string
  user_id: string
  user_name: string
  series_uid: string
  instance_uid: string
  frame_number: number
  json: unknown
  stamp: boolean
  locked: boolean
  created: string
  updated: string
}

const SELECT = sql`a.uuid, a.study_id, a.storage_namespace, a.study_uid, a.user_id, u.name as user_name, a.series_uid,
  a.instance_uid, a.frame_number, a.json, a.stamp, a.locked, a.created, a.updated`

/** A study never carries more marks than a page can draw. */
const MOST = 5000

const present = (row: AnnotationRow): AnnotationRecord => ({
  uuid: row.uuid,
  user_id: row.user_id,
  user_name: row.user_name,
  series_uid: row.series_uid,
  instance_uid: row.instance_uid,
  frame_number: row.frame_number,
  json: row.json,
  stamp: asFlag(row.stamp),
  locked: asFlag(row.locked),
  created: row.created,
  updated: row.updated,
})

/** Some roles see only what they drew themselves. */
const seesOnlyOwn = (actor: Actor, access: NamespaceAccess) =>
  !actor.sysadmin && !actor.support && mayIn(actor, access, 'annotation_view_only_own')
const editsOnlyOwn = (actor: Actor, access: NamespaceAccess) =>
  !actor.sysadmin && !actor.support && mayIn(actor, access, 'annotation_edit_only_own')

export const list = handle(annotationList, async ({ params, actor, services: { db } }) => {
  const { study, access } = await findStudy(db, actor, params, 'annotation_view')
  const own = seesOnlyOwn(actor, access) ? sql`and a.user_id = ${actor.user_id}` : sql``
  const { rows } = await sql<AnnotationRow>`
    select ${SELECT} from annotation a join "user" u on u.uuid = a.user_id
    where a.storage_namespace = ${study.storage_namespace} and a.study_uid = ${study.study_uid} and a.deleted is null ${own}
    order by a.created, a.uuid limit ${MOST}`.execute(db)
  return { annotations: rows.map(present) }
})

export const add = handle(annotationAdd, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'annotation_edit')
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('annotation')
      .values({
        account_id: study.account_id,
        study_id: study.uuid,
        storage_namespace: study.storage_namespace,
        study_uid: study.study_uid,
        user_id: actor.user_id,
        series_uid: params.series_uid,
        instance_uid: params.instance_uid,
        frame_number: params.frame_number,
        json: params.json === undefined ? null : JSON.stringify(params.json),
        stamp: params.stamp === 1,
      })
      .returning(['uuid', 'updated'])
      .executeTakeFirstOrThrow()
    await note(tx, actor, study, row.uuid, 'ADD')
    return row
  })
})

async function note(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  uuid: string,
  ...actions: string[]
): Promise<void> {
  const of = { ...auditOf(study), uuid, type: 'Annotation', detail: { study_id: study.uuid } }
  await recordAudit(tx, actor, ...actions.map((action) => ({ ...of, action })))
  await publishStored(tx, 'ANNOTATION', study, { annotation_id: uuid, by: actor.user_id })
}

async function find(db: Kysely<Database>, uuid: string, forUpdate: boolean): Promise<AnnotationRow> {
  const { rows } = await sql<AnnotationRow>`
    select ${SELECT} from annotation a join "user" u on u.uuid = a.user_id
    where a.uuid = ${uuid} and a.deleted is null ${forUpdate ? sql`for update of a` : sql``}`.execute(db)
  if (!rows[0]) throw new Refusal('NOT_FOUND')
  return rows[0]
}

/** The mark and the study through which the actor reaches it: any record of the same images will do. */
async function editable(db: Kysely<Database>, actor: Actor, uuid: string) {
  const row = await find(db, uuid, true)
  const { storage_namespace, study_uid } = row
  const { study, access } = await findStudy(db, actor, { storage_namespace, study_uid }, 'annotation_edit')
  const own = row.user_id === actor.user_id
  if (!own && seesOnlyOwn(actor, access)) throw new Refusal('NOT_FOUND')
  if (!own && editsOnlyOwn(actor, access)) throw new Refusal('NOT_PERMITTED')
  return { row, study }
}

/** Somebody has changed the mark since the caller read it. Without a version nobody asks. */
const changedSince = (row: AnnotationRow, known: string | undefined): boolean =>
  known !== undefined && known !== row.updated

export const get = handle(annotationGet, async ({ params, actor, services: { db }, refuse }) => {
  const row = await find(db, params.uuid, false)
  const { storage_namespace, study_uid } = row
  const { access } = await findStudy(db, actor, { storage_namespace, study_uid }, 'annotation_view')
  if (row.user_id !== actor.user_id && seesOnlyOwn(actor, access)) throw refuse('NOT_FOUND')
  return present(row)
})

export const set = handle(annotationSet, async ({ params, actor, services: { db }, refuse }) =>
  db.transaction().execute(async (tx) => {
    const { row, study } = await editable(tx, actor, params.uuid)
    if (row.locked) throw refuse('LOCKED')
    if (changedSince(row, params.updated)) throw refuse('CHANGED')
    const changed = await tx
      .updateTable('annotation')
      .set({ json: JSON.stringify(params.json), updated: sql<string>`now()` })
      .where('uuid', '=', row.uuid)
      .returning(['uuid', 'updated'])
      .executeTakeFirstOrThrow()
    await note(tx, actor, study, row.uuid, 'EDIT')
    return changed
  }),
)

export const remove = handle(annotationDelete, async ({ params, actor, services: { db }, refuse }) =>
  db.transaction().execute(async (tx) => {
    const { row, study } = await editable(tx, actor, params.uuid)
    if (changedSince(row, params.updated)) throw refuse('CHANGED')
    await tx
      .updateTable('annotation')
      .set({ deleted: sql<string>`now()` })
      .where('uuid', '=', row.uuid)
      .execute()
    await note(tx, actor, study, row.uuid, 'DELETED')
    return {}
  }),
)

export const lock = handle(annotationLock, async ({ params, actor, services: { db }, refuse }) =>
  db.transaction().execute(async (tx) => {
    const { row, study } = await editable(tx, actor, params.uuid)
    if (row.stamp) throw refuse('CANNOT_LOCK_STAMP')
    await tx.updateTable('annotation').set({ locked: true }).where('uuid', '=', row.uuid).execute()
    await note(tx, actor, study, row.uuid, 'EDIT', 'LOCK')
    return {}
  }),
)

export const unlock = handle(annotationUnlock, async ({ params, actor, services: { db } }) =>
  db.transaction().execute(async (tx) => {
    const { row, study } = await editable(tx, actor, params.uuid)
    await tx.updateTable('annotation').set({ locked: false }).where('uuid', '=', row.uuid).execute()
    await note(tx, actor, study, row.uuid, 'EDIT', 'UNLOCK')
    return {}
  }),
)
