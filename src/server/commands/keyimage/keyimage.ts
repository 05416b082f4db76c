import { type Kysely, sql } from 'kysely'
import {
  type KeyimageRecord,
  keyimageAdd,
  keyimageDelete,
  keyimageGet,
  keyimageList,
} from '#contract/keyimage.ts'
import type { Actor } from '../../access/actor.ts'
import { findStudy, type StudyRow } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { auditOf } from '../../study/change.ts'
import { publishStored } from '../../study/event.ts'

interface KeyimageRow extends KeyimageRecord {
  storage_namespace: string
  study_uid: string
}

const SELECT = sql`k.uuid, k.storage_namespace, k.study_uid, k.user_id, u.name as user_name, k.series_uid, k.instance_uid,
  k.frame_number, k.version, k.created`

const MOST = 5000

const present = ({ storage_namespace: _, study_uid: __, ...record }: KeyimageRow): KeyimageRecord => record

async function note(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  uuid: string,
  action: string,
): Promise<void> {
  await recordAudit(tx, actor, {
    ...auditOf(study),
    uuid,
    type: 'Keyimage',
    action,
    detail: { study_id: study.uuid },
  })
  await publishStored(tx, 'KEYIMAGE', study, { keyimage_id: uuid, by: actor.user_id })
}

export const list = handle(keyimageList, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'keyimage_view')
  const { rows } = await sql<KeyimageRow>`
    select ${SELECT} from keyimage k join "user" u on u.uuid = k.user_id
    where k.storage_namespace = ${study.storage_namespace} and k.study_uid = ${study.study_uid} and k.deleted is null
    order by k.created, k.uuid limit ${MOST}`.execute(db)
  return { images: rows.map(present) }
})

export const add = handle(keyimageAdd, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'keyimage_edit')
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('keyimage')
      .values({
        account_id: study.account_id,
        study_id: study.uuid,
        storage_namespace: study.storage_namespace,
        study_uid: study.study_uid,
        user_id: actor.user_id,
        series_uid: params.series_uid,
        instance_uid: params.instance_uid,
        frame_number: params.frame_number,
        version: params.version,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await note(tx, actor, study, row.uuid, 'ADD')
    return row
  })
})

const find = async (db: Kysely<Database>, uuid: string): Promise<KeyimageRow | undefined> => {
  const { rows } = await sql<KeyimageRow>`
    select ${SELECT} from keyimage k join "user" u on u.uuid = k.user_id
    where k.uuid = ${uuid} and k.deleted is null`.execute(db)
  return rows[0]
}

export const get = handle(keyimageGet, async ({ params, actor, services: { db }, refuse }) => {
  const row = await find(db, params.uuid)
  if (!row) throw refuse('NOT_FOUND')
  const { storage_namespace, study_uid } = row
  await findStudy(db, actor, { storage_namespace, study_uid }, 'keyimage_view')
  return present(row)
})

export const remove = handle(keyimageDelete, async ({ params, actor, services: { db }, refuse }) => {
  const row = await find(db, params.uuid)
  if (!row) throw refuse('NOT_FOUND')
  const { storage_namespace, study_uid } = row
  const { study } = await findStudy(db, actor, { storage_namespace, study_uid }, 'keyimage_edit')
  if (row.user_id !== actor.user_id) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('keyimage')
      .set({ deleted: sql<string>`now()` })
      .where('uuid', '=', row.uuid)
      .execute()
    await note(tx, actor, study, row.uuid, 'DELETED')
  })
  return {}
})
