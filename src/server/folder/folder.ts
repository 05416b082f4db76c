import { type Kysely, sql } from 'kysely'
import type { FolderRecord } from '#contract/folder.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { findFolder, foldersOf, isShared, type ReachedFolder, subtree } from '../access/folder.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import { column, columns } from '../db/list/column.ts'
import { listRows } from '../db/list/rows.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { requireShareable } from './item.ts'

interface Row {
  uuid: string
  account_id: string
  parent_id: string | null
  name: string
  description: string | null
  owner_id: string
  owner_name: string
  is_shared: boolean
  study_count: number
  order_count: number
  total_count: number
  folder_count: number
  created: string
  updated: string
}

const NAME = column('citext', 'f.name')
const MAP = {
  columns: {
    name: NAME,
    description: column('citext', 'f.description'),
    ...columns('uuid', 'f', ['uuid', 'parent_id', 'owner_id', 'created_by', 'updated_by']),
    ...columns('datetime', 'f', ['created', 'updated']),
  },
}

/** Items that are still there: a study or order that was deleted counts no more. */
const items = (of: ReturnType<typeof sql>, kinds = sql`('Study', 'Order')`) => sql`(
  select count(distinct i.object_id)::int from folder_item i
  where i.folder_id in (${of}) and i.object in ${kinds} and case i.object
    when 'Study' then exists (select from study s where s.uuid = i.object_id and s.deleted is null)
    else exists (select from "order" o where o.uuid = i.object_id and o.deleted is null) end)`

const BELOW = sql`with recursive below as (
    select f.uuid union all
    select c.uuid from below b join folder c on c.parent_id = b.uuid and c.deleted is null
  ) select uuid from below`

const SELECT = sql`f.uuid, f.account_id, f.parent_id, f.name, f.description, f.owner_id, u.name as owner_name, f.created, f.updated,
  exists (select from folder_member m where m.folder_id = f.uuid and (m.expires is null or m.expires > now()))
    or exists (select from link l where l.folder_id = f.uuid and l.deleted is null and l.bound_address is null and (l.expires is null or l.expires > now()))
    as is_shared,
  ${items(sql`f.uuid`, sql`('Study')`)} as study_count, ${items(sql`f.uuid`, sql`('Order')`)} as order_count,
  ${items(BELOW)} as total_count,
  (with recursive below as (
    select f.uuid union all
    select c.uuid from below b join folder c on c.parent_id = b.uuid and c.deleted is null
  ) select count(*)::int - 1 from below) as folder_count`
const FROM = sql`folder f join "user" u on u.uuid = f.owner_id`

function present(row: Row, reached: ReadonlyMap<string, ReachedFolder>): FolderRecord {
  const { is_shared, parent_id, ...plain } = row
  const rights = reached.get(row.uuid)
  return {
    ...plain,
    parent_id: parent_id !== null && reached.has(parent_id) ? parent_id : null,
    is_shared: asFlag(is_shared),
    own: asFlag(rights?.own ?? false),
    may_edit: asFlag(rights?.edit ?? false),
    may_download: asFlag(rights?.download ?? false),
    may_upload: asFlag(rights?.upload ?? false),
  }
}

/** A page of the folders that the actor reaches in an account; all of them, or those directly in one. */
export async function listFolders(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
  { account_id, parent_id }: { account_id: string; parent_id?: string | undefined },
) {
  await requireAccount(db, actor, account_id, ['folder_view'])
  if (parent_id) await findFolder(db, actor, parent_id, 'view', 'parent_id')
  const reached = new Map((await foldersOf(db, actor)).map((folder) => [folder.uuid, folder]))
  const { rows, page } = await listRows<Row>({
    db,
    actor,
    raw,
    map: MAP,
    select: SELECT,
    from: FROM,
    where: sql`f.uuid = any(${[...reached.keys()]}::uuid[]) and f.account_id = ${account_id} and f.deleted is null
      ${parent_id ? sql`and f.parent_id = ${parent_id}` : sql``}`,
    unique: sql`f.uuid`,
    defaultSort: [{ column: NAME, direction: 'asc' }],
  })
  return { folders: rows.map((row) => present(row, reached)), page }
}

export async function getFolder(db: Kysely<Database>, actor: Actor, uuid: string): Promise<FolderRecord> {
  await findFolder(db, actor, uuid, 'view')
  const reached = new Map((await foldersOf(db, actor)).map((folder) => [folder.uuid, folder]))
  const { rows } = await sql<Row>`select ${SELECT} from ${FROM} where f.uuid = ${uuid}`.execute(db)
  const [row] = rows
  if (!row) throw new Refusal('NOT_FOUND')
  return present(row, reached)
}

const LONGEST_NAME = 200
const DEEPEST = 20

function nameOf(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > LONGEST_NAME) throw new Refusal('INVALID_NAME')
  return name
}

/** Folders from the top down to this one, itself included. */
async function depthOf(db: Kysely<Database>, uuid: string): Promise<number> {
  const { rows } = await sql<{ depth: number }>`
    with recursive above as (
      select uuid, parent_id from folder where uuid = ${uuid}
      union all
      select p.uuid, p.parent_id from above a join folder p on p.uuid = a.parent_id
    ) select count(*)::int as depth from above`.execute(db)
  return rows[0]?.depth ?? 0
}

async function heightOf(db: Kysely<Database>, uuid: string): Promise<number> {
  const { rows } = await sql<{ height: number }>`
    with recursive below as (
      select uuid, 1 as level from folder where uuid = ${uuid}
      union all
      select c.uuid, b.level + 1 from below b join folder c on c.parent_id = b.uuid and c.deleted is null
    ) select max(level)::int as height from below`.execute(db)
  return rows[0]?.height ?? 1
}

export interface NewFolder {
  account_id?: string | undefined
  parent_id?: string | undefined
  name: string
  description?: string | undefined
  /** Answer one of that name that is there already. */
  reuse?: boolean
}

/** Makes a folder in an account or in another folder, whose owner it gets. Answers its uuid. */
export async function addFolder(db: Kysely<Database>, actor: Actor, folder: NewFolder): Promise<string> {
  const name = nameOf(folder.name)
  const parent = folder.parent_id
    ? await findFolder(db, actor, folder.parent_id, 'edit', 'parent_id')
    : undefined
  const account_id = parent?.account_id ?? folder.account_id ?? ''
  if (!parent) await requireAccount(db, actor, account_id, ['folder_edit'])
  const owner_id = parent?.owner_id ?? actor.user_id
  return db.transaction().execute(async (tx) => {
    if (parent && (await depthOf(tx, parent.uuid)) >= DEEPEST) throw new Refusal('TOO_DEEP')
    if (folder.reuse) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`folder ${owner_id} ${parent?.uuid ?? ''} ${name}`}, 0))`.execute(
        tx,
      )
      const there = await tx
        .selectFrom('folder')
        .select('uuid')
        .where('account_id', '=', account_id)
        .where('owner_id', '=', owner_id)
        .where('parent_id', parent ? '=' : 'is', parent ? parent.uuid : null)
        .where(sql<boolean>`lower(name) = lower(${name})`)
        .where('deleted', 'is', null)
        .orderBy('created')
        .executeTakeFirst()
      if (there) return there.uuid
    }
    const { uuid } = await tx
      .insertInto('folder')
      .values({
        account_id,
        parent_id: parent?.uuid ?? null,
        owner_id,
        name,
        description: folder.description?.trim() || null,
        created_by: actor.user_id,
        updated_by: actor.user_id,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, { uuid, type: 'Folder', action: 'ADD', what: name, account_id })
    return uuid
  })
}

export interface FolderChange {
  name?: string | undefined
  description?: string | undefined
  /** Empty: out of every folder. */
  parent_id?: string | undefined
}

/** INVALID_PARENT unless both are the actor's own and the folder does not go into itself. */
async function requireParent(
  db: Kysely<Database>,
  actor: Actor,
  folder: ReachedFolder,
  parent_id: string,
): Promise<void> {
  if (!folder.own) throw new Refusal('NOT_PERMITTED')
  if (parent_id === '') return
  const parent = await findFolder(db, actor, parent_id, 'edit', 'parent_id')
  const { rows } =
    await sql`select from folder where uuid = ${parent_id} and uuid in ${subtree(folder.uuid)}`.execute(db)
  if (rows.length > 0 || parent.owner_id !== folder.owner_id || parent.account_id !== folder.account_id)
    throw new Refusal('INVALID_PARENT')
  if ((await depthOf(db, parent_id)) + (await heightOf(db, folder.uuid)) > DEEPEST)
    throw new Refusal('TOO_DEEP')
  if (await isShared(db, parent_id)) await requireShareable(db, actor, folder.uuid)
}

export async function setFolder(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  change: FolderChange,
): Promise<void> {
  const folder = await findFolder(db, actor, uuid, 'edit')
  const values = {
    ...(change.name === undefined ? {} : { name: nameOf(change.name) }),
    ...(change.description === undefined ? {} : { description: change.description.trim() || null }),
    ...(change.parent_id === undefined ? {} : { parent_id: change.parent_id || null }),
  }
  await db.transaction().execute(async (tx) => {
    // Folders of one owner are moved one after the other: two moves never make a ring.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`folders ${folder.owner_id}`}, 0))`.execute(tx)
    if (change.parent_id !== undefined) await requireParent(tx, actor, folder, change.parent_id)
    const detail = changedFields({ ...folder }, values)
    if (!detail) return
    await tx
      .updateTable('folder')
      .set({ ...values, updated: sql<string>`now()`, updated_by: actor.user_id })
      .where('uuid', '=', uuid)
      .execute()
    const { account_id, name } = folder
    await recordAudit(tx, actor, { uuid, type: 'Folder', action: 'EDIT', what: name, account_id, detail })
  })
}

/**
 * Deletes a folder and all below it, with their members and links; what they hold stays where it is. An editor deletes
 * what is inside of the folder that was shared with them, not that folder itself. Answers how many there were.
 */
export async function deleteFolder(db: Kysely<Database>, actor: Actor, uuid: string): Promise<number> {
  const folder = await findFolder(db, actor, uuid, 'edit')
  const inside = (await foldersOf(db, actor)).some((one) => one.uuid === folder.parent_id && one.edit)
  if (!folder.own && !inside) throw new Refusal('NOT_PERMITTED')
  return db.transaction().execute(async (tx) => {
    await sql`update link set deleted = now() where folder_id in ${subtree(uuid)} and deleted is null`.execute(
      tx,
    )
    const { rows } = await sql<{ uuid: string; name: string }>`
      update folder set deleted = now(), updated_by = ${actor.user_id} where uuid in ${subtree(uuid)}
      returning uuid, name`.execute(tx)
    await recordAudit(
      tx,
      actor,
      ...rows.map((gone) => ({
        uuid: gone.uuid,
        type: 'Folder',
        action: 'DELETED',
        what: gone.name,
        account_id: folder.account_id,
      })),
    )
    return rows.length
  })
}
