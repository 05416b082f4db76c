import { type Kysely, sql } from 'kysely'
import type { FolderRecord } from '#contract/folder.ts'
import type { Actor } from '../access/actor.ts'
import { findFolder } from '../access/folder.ts'
import type { Database } from '../db/tables.ts'
import { addFolder, getFolder, listFolders } from '../folder/folder.ts'
import { addItems, removeItems } from '../folder/item.ts'
import { namedBy } from '../order/examined.ts'
import { PostDicomFault } from './fault.ts'
import { oneOf, type PatientOrder, patientOrders } from './order-record.ts'
import { heldBy } from './search.ts'

/** Folders as PostDICOM's clients see them. */

export interface PostDicomFolder {
  FolderUuid: string | null
  FolderName: string
  FolderDescription: string
  ParentFolderUuid: string | null
  IsShared: boolean
  OrderCount: number
  AllSubOrderCount: number
  SubFolderCount: number
  AllSubFolderCount: number
  SubFolderList?: PostDicomFolder[]
  PatientOrderList?: PatientOrder[]
}

const present = (folder: FolderRecord, children: number): PostDicomFolder => ({
  FolderUuid: folder.uuid,
  FolderName: folder.name,
  FolderDescription: folder.description ?? '',
  ParentFolderUuid: folder.parent_id,
  IsShared: folder.is_shared === 1,
  OrderCount: folder.study_count + folder.order_count,
  AllSubOrderCount: folder.total_count,
  SubFolderCount: children,
  AllSubFolderCount: folder.folder_count,
})

const EVERY = new Map([['page.rows', '1000']])
const MOST_PAGES = 20

/** Every folder that the actor reaches in the account. */
async function allFolders(db: Kysely<Database>, actor: Actor, account_id: string): Promise<FolderRecord[]> {
  const all: FolderRecord[] = []
  for (let number = 1; number <= MOST_PAGES; number++) {
    const raw = new Map([...EVERY, ['page.number', String(number)]])
    const { folders, page } = await listFolders(db, actor, raw, { account_id })
    all.push(...folders)
    if (page.more === 0) break
  }
  return all
}

const ordersIn = async (db: Kysely<Database>, actor: Actor, uuid: string): Promise<PatientOrder[]> =>
  patientOrders(db, actor, oneOf(await heldBy(db, uuid)))

export interface FolderSearch {
  parent: string | undefined
  /** Part of a name, in whatever letters. */
  name: string
  /** The orders of the folder that is listed, or of each folder that is found. */
  orders: 'none' | 'of parent' | 'of each'
}

/** What is directly below a folder, or below none; by name, all that is found there. */
export async function folderContents(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  { parent, name, orders }: FolderSearch,
): Promise<PostDicomFolder> {
  if (parent) await findFolder(db, actor, parent, 'view', 'parent_id')
  const all = await allFolders(db, actor, account_id)
  const children = (uuid: string) => all.filter(({ parent_id }) => parent_id === uuid).length
  const found = all.filter(
    (folder) =>
      folder.parent_id === (parent ?? null) && folder.name.toLowerCase().includes(name.toLowerCase()),
  )
  const listed: PostDicomFolder[] = []
  for (const folder of found)
    listed.push({
      ...present(folder, children(folder.uuid)),
      ...(orders === 'of each' ? { PatientOrderList: await ordersIn(db, actor, folder.uuid) } : {}),
    })
  const top = all.find(({ uuid }) => uuid === parent)
  const root = {
    FolderUuid: null,
    FolderName: '',
    FolderDescription: '',
    ParentFolderUuid: null,
    IsShared: false,
    OrderCount: 0,
    AllSubOrderCount: listed.reduce((sum, { AllSubOrderCount }) => sum + AllSubOrderCount, 0),
    SubFolderCount: listed.length,
    AllSubFolderCount: all.length,
  }
  return {
    ...(top ? present(top, children(top.uuid)) : root),
    SubFolderList: listed,
    ...(orders === 'of parent' ? { PatientOrderList: parent ? await ordersIn(db, actor, parent) : [] } : {}),
  }
}

/** A folder, or a chain of them where the name holds `/`; levels that are there are used again. */
export async function createFolders(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  { parent, name, description }: { parent: string | undefined; name: string; description: string },
): Promise<PostDicomFolder> {
  const levels = name.split('/').filter((level) => level.trim() !== '')
  let at = parent
  for (const [place, level] of levels.entries()) {
    const last = place === levels.length - 1
    at = await addFolder(db, actor, {
      ...(at ? { parent_id: at } : { account_id }),
      name: level,
      ...(last && description ? { description } : {}),
      reuse: true,
    })
  }
  if (levels.length === 0 || !at) throw new PostDicomFault(400, 'FolderName is empty')
  return present(await getFolder(db, actor, at), 0)
}

/** Puts one order into folders, all or none of which the actor has to be able to fill. */
export async function fileOrder(
  db: Kysely<Database>,
  actor: Actor,
  order: string,
  folders: readonly string[],
): Promise<void> {
  const { order_id, study_id = '' } = await namedBy(db, order)
  for (const folder of folders) await findFolder(db, actor, folder, 'edit', 'folder_id')
  for (const folder of folders)
    await addItems(db, actor, folder, order_id ? 'Order' : 'Study', [order_id ?? study_id])
}

export async function unfileOrders(
  db: Kysely<Database>,
  actor: Actor,
  folder: string,
  orders: readonly string[],
): Promise<number> {
  await findFolder(db, actor, folder, 'edit', 'folder_id')
  const { rows } = await sql<{
    uuid: string
  }>`select uuid from "order" where uuid = any(${orders}::uuid[])`.execute(db)
  const known = new Set(rows.map(({ uuid }) => uuid))
  const studies = orders.filter((uuid) => !known.has(uuid))
  return (
    (known.size > 0 ? await removeItems(db, actor, folder, 'Order', [...known]) : 0) +
    (studies.length > 0 ? await removeItems(db, actor, folder, 'Study', studies) : 0)
  )
}
