import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { mayIn, namespacesOf } from './namespaces.ts'

/**
 * Who reaches which folder: its owner, and those whom it, or a folder above it, was shared with. Nobody else, whatever
 * their role: a folder is private until it is shared.
 */

export interface FolderRights {
  own: boolean
  edit: boolean
  download: boolean
  upload: boolean
}

export interface ReachedFolder extends FolderRights {
  uuid: string
  account_id: string
  parent_id: string | null
  owner_id: string
  name: string
  description: string | null
}

/** The accounts in which the actor may have to do with folders. */
async function folderAccounts(db: Kysely<Database>, actor: Actor): Promise<string[]> {
  const held = await namespacesOf(db, actor)
  return held.flatMap((access) =>
    access.type === 'account_id' && access.account_id ? [access.account_id] : [],
  )
}

/** Common table expressions `reached (folder_id, own, edit, download, upload)`, a row for each way to a folder. */
export const reachedFolders = (user_id: string, accounts: readonly string[]): RawBuilder<unknown> => sql`
  mine as (select group_id from user_group where user_id = ${user_id}::uuid),
  reached (folder_id, own, edit, download, upload) as (
    select f.uuid, true, true, true, true from folder f
    where f.owner_id = ${user_id}::uuid and f.account_id = any(${accounts}::uuid[]) and f.deleted is null
    union
    select f.uuid, false, m.may_edit, m.may_download, m.may_upload
    from folder_member m join folder f on f.uuid = m.folder_id and f.deleted is null
    where m.account_id = any(${accounts}::uuid[]) and (m.expires is null or m.expires > now())
      and (m.user_id = ${user_id}::uuid or m.group_id in (select group_id from mine))
    union
    select c.uuid, r.own, r.edit, r.download, r.upload
    from reached r join folder c on c.parent_id = r.folder_id and c.deleted is null
  )`

/** All folders that the actor reaches, whatever the account. */
export async function foldersOf(db: Kysely<Database>, actor: Actor): Promise<ReachedFolder[]> {
  if (actor.kind === 'nobody' || actor.guest) return []
  const accounts = await folderAccounts(db, actor)
  if (accounts.length === 0) return []
  const { rows } = await sql<ReachedFolder>`
    with recursive ${reachedFolders(actor.user_id, accounts)}
    select f.uuid, f.account_id, f.parent_id, f.owner_id, f.name, f.description,
      bool_or(r.own) as own, bool_or(r.edit) as edit, bool_or(r.download) as download, bool_or(r.upload) as upload
    from reached r join folder f on f.uuid = r.folder_id group by f.uuid`.execute(db)
  return rows
}

export type FolderNeed = 'view' | 'edit' | 'upload' | 'share'

const RIGHT = { view: undefined, edit: 'edit', upload: 'upload', share: 'own' } as const
const FLAG = {
  view: 'folder_view',
  edit: 'folder_edit',
  upload: 'folder_view',
  share: 'folder_share',
} as const

/**
 * The folder, if the actor reaches it with what they need: the flag of their role in its account, and the right in the
 * folder. NOT_FOUND (of `missing`) where they do not reach it.
 */
export async function findFolder(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  need: FolderNeed,
  missing?: string,
): Promise<ReachedFolder> {
  const folder = (await foldersOf(db, actor)).find((one) => one.uuid === uuid)
  if (!folder) throw new Refusal('NOT_FOUND', missing)
  const account = (await namespacesOf(db, actor)).find(
    (access) => access.type === 'account_id' && access.account_id === folder.account_id,
  )
  const right = RIGHT[need]
  if (!account || !mayIn(actor, account, FLAG[need]) || (right !== undefined && !folder[right]))
    throw new Refusal('NOT_PERMITTED')
  return folder
}

/** SQL for the folder and all below it: a list of uuids. */
export const subtree = (uuid: string) => sql`(
  with recursive below as (
    select uuid from folder where uuid = ${uuid}::uuid and deleted is null
    union all
    select c.uuid from below b join folder c on c.parent_id = b.uuid and c.deleted is null
  ) select uuid from below)`

/** Is the folder, or one above it, shared with anybody? A link that only its maker's address opens shares nothing. */
export async function isShared(db: Kysely<Database>, uuid: string): Promise<boolean> {
  const { rows } = await sql<{ shared: boolean }>`
    with recursive above as (
      select uuid, parent_id from folder where uuid = ${uuid}::uuid
      union all
      select p.uuid, p.parent_id from above a join folder p on p.uuid = a.parent_id
    )
    select exists (select from above a join folder_member m on m.folder_id = a.uuid where m.expires is null or m.expires > now())
      or exists (select from above a join link l on l.folder_id = a.uuid
        where l.deleted is null and l.bound_address is null and (l.expires is null or l.expires > now())) as shared`.execute(
    db,
  )
  return rows[0]?.shared ?? false
}
