import { type Kysely, sql } from 'kysely'
import { isUuid, NIL_UUID } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { findFolder, foldersOf, isShared, type ReachedFolder, subtree } from '../access/folder.ts'
import { mayIn } from '../access/namespaces.ts'
import { findOrder, requireGivable } from '../access/order.ts'
import { findStudy, studyAccesses } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Examined } from '../db/folder-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** What folders hold: studies and orders, by reference. */

interface StudyRow {
  uuid: string
  phi_namespace: string
  created_by?: string | null
}

/** NOT_PERMITTED where one of the studies is not the actor's to share. */
async function requireMayShare(
  db: Kysely<Database>,
  actor: Actor,
  studies: readonly StudyRow[],
): Promise<void> {
  const accesses = await studyAccesses(db, actor, studies)
  for (const { uuid } of studies) {
    const access = accesses.get(uuid)
    if (!access || !mayIn(actor, access, 'study_share')) throw new Refusal('NOT_PERMITTED', 'study_share')
  }
}

/**
 * What the actor has put into the folder, and into those below it, is theirs to share. What others put into a shared
 * folder they have shared by that.
 */
export async function requireShareable(db: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const { rows } = await sql<StudyRow>`
    with own as (
      select object, object_id from folder_item where folder_id in ${subtree(uuid)} and created_by = ${actor.user_id}
    )
    select s.uuid, s.phi_namespace from own join study s on s.uuid = own.object_id and s.deleted is null
    where own.object = 'Study'
    union
    select os.study_id, os.phi_namespace from own join order_study os on os.order_id = own.object_id
    where own.object = 'Order'`.execute(db)
  await requireMayShare(db, actor, rows)
  const orders = await sql<{ namespace_id: string }>`
    select distinct o.namespace_id from folder_item i join "order" o on o.uuid = i.object_id
    where i.folder_id in ${subtree(uuid)} and i.object = 'Order' and i.created_by = ${actor.user_id}`.execute(
    db,
  )
  for (const order of orders.rows) await requireGivable(db, actor, order)
}

/** The studies behind what the actor may put into a folder. NOT_FOUND for what is not theirs to see. */
async function requireItem(
  db: Kysely<Database>,
  actor: Actor,
  folder: ReachedFolder,
  object: Examined,
  uuid: string,
): Promise<StudyRow[]> {
  if (object === 'Study') {
    const { study } = await findStudy(db, actor, { uuid })
    if (study.account_id !== folder.account_id) throw new Refusal('NOT_FOUND', 'study_id')
    return [study]
  }
  const order = await findOrder(db, actor, uuid)
  if (order.account_id !== folder.account_id) throw new Refusal('NOT_FOUND', 'order_id')
  return db
    .selectFrom('order_study')
    .select(['study_id as uuid', 'phi_namespace'])
    .where('order_id', '=', uuid)
    .execute()
}

const MOST = 100
const KEY = { Study: 'study', Order: 'order' } as const

/** Puts studies or orders into a folder. Answers how many were not there yet. */
export async function addItems(
  db: Kysely<Database>,
  actor: Actor,
  folder_id: string,
  object: Examined,
  given: readonly string[],
): Promise<number> {
  const uuids = [...new Set(given.map((one) => (isUuid(one) ? one.toLowerCase() : NIL_UUID)))]
  if (uuids.length > MOST) throw new Refusal('TOO_MANY', MOST)
  const reached = (await foldersOf(db, actor)).find(({ uuid }) => uuid === folder_id)
  const uploads = reached !== undefined && !reached.edit && reached.upload && object === 'Study'
  const folder = await findFolder(db, actor, folder_id, uploads ? 'upload' : 'edit')
  const studies: StudyRow[] = []
  for (const uuid of uuids) studies.push(...(await requireItem(db, actor, folder, object, uuid)))
  // Who may only upload puts in what they have uploaded themselves.
  if (uploads && studies.some(({ created_by }) => created_by !== actor.user_id))
    throw new Refusal('NOT_PERMITTED')
  if (!uploads && (await isShared(db, folder_id))) {
    await requireMayShare(db, actor, studies)
    if (object === 'Order')
      for (const uuid of uuids) await requireGivable(db, actor, await findOrder(db, actor, uuid))
  }
  return db.transaction().execute((tx) => placeItems(tx, actor, folder, object, uuids))
}

/** The same of what is known to be the actor's to put there: an upload into the folder. */
export async function placeItems(
  tx: Kysely<Database>,
  actor: Actor,
  folder: Pick<ReachedFolder, 'uuid' | 'account_id' | 'name'>,
  object: Examined,
  uuids: readonly string[],
): Promise<number> {
  if (uuids.length === 0) return 0
  const made = await tx
    .insertInto('folder_item')
    .values(
      uuids.map((object_id) => ({
        folder_id: folder.uuid,
        account_id: folder.account_id,
        object,
        object_id,
        created_by: actor.user_id,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('object_id')
    .execute()
  const { account_id, name } = folder
  await recordAudit(
    tx,
    actor,
    ...made.flatMap(({ object_id }) => [
      {
        uuid: object_id,
        type: object,
        action: 'FOLDER_ADD',
        with: name,
        account_id,
        detail: { folder: folder.uuid },
      },
      {
        uuid: folder.uuid,
        type: 'Folder',
        action: `${KEY[object].toUpperCase()}_ADD`,
        what: name,
        account_id,
        detail: { [KEY[object]]: object_id },
      },
    ]),
  )
  return made.length
}

/** Takes studies or orders out of a folder. Answers how many were in it. */
export async function removeItems(
  db: Kysely<Database>,
  actor: Actor,
  folder_id: string,
  object: Examined,
  given: readonly string[],
): Promise<number> {
  if (given.length > MOST) throw new Refusal('TOO_MANY', MOST)
  const { account_id, name } = await findFolder(db, actor, folder_id, 'edit')
  return db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('folder_item')
      .where('folder_id', '=', folder_id)
      .where('object', '=', object)
      .where(sql<boolean>`object_id::text = any(${given.map((uuid) => uuid.toLowerCase())}::text[])`)
      .returning('object_id')
      .execute()
    await recordAudit(
      tx,
      actor,
      ...gone.flatMap(({ object_id }) => [
        {
          uuid: object_id,
          type: object,
          action: 'FOLDER_REMOVE',
          with: name,
          account_id,
          detail: { folder: folder_id },
        },
        {
          uuid: folder_id,
          type: 'Folder',
          action: `${KEY[object].toUpperCase()}_REMOVE`,
          what: name,
          account_id,
          detail: { [KEY[object]]: object_id },
        },
      ]),
    )
    return gone.length
  })
}
