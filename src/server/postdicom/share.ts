import { randomInt } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { accountAccess } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { findFolder } from '../access/folder.ts'
import { mayIn, namespaceAccess } from '../access/namespaces.ts'
import { findStudy } from '../access/study.ts'
import type { Examined } from '../db/folder-tables.ts'
import type { Database } from '../db/tables.ts'
import { requireShareable } from '../folder/item.ts'
import { expiryOf } from '../folder/member.ts'
import { type MadeLink, makeSharedLink } from '../link/share.ts'
import { namedBy } from '../order/examined.ts'
import { Refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { PostDicomFault } from './fault.ts'
import { orderOf, studiesOf } from './order.ts'

/** Sharing orders and folders with people who have no account, and links for the viewer. */

interface Item {
  object: Examined
  uuid: string
}

/** The orders, each of which the actor may share with anybody. */
async function shareableOrders(
  db: Kysely<Database>,
  actor: Actor,
  uuids: readonly string[],
): Promise<{ account_id: string; items: Item[] }> {
  const items: Item[] = []
  const institutions: string[] = []
  for (const uuid of uuids) {
    const { PatientOrderUuid, InstitutionUuid } = await orderOf(db, actor, uuid)
    institutions.push(InstitutionUuid)
    const { order_id } = await namedBy(db, PatientOrderUuid)
    for (const study of await studiesOf(db, PatientOrderUuid)) {
      const { access } = await findStudy(db, actor, { uuid: study }, 'link_edit')
      if (!mayIn(actor, access, 'study_share')) throw new Refusal('NOT_PERMITTED')
    }
    items.push({ object: order_id ? 'Order' : 'Study', uuid: PatientOrderUuid })
  }
  return { account_id: await accountOfAll(db, institutions), items }
}

/** The one account of the institutions that own what a link opens. */
async function accountOfAll(db: Kysely<Database>, institutions: readonly string[]): Promise<string> {
  const { rows } = await sql<{ account_id: string | null }>`
    select distinct account_id from namespace where uuid = any(${institutions}::uuid[])`.execute(db)
  const [first] = rows
  if (!first?.account_id || rows.length > 1)
    throw new PostDicomFault(400, 'The orders belong to different accounts')
  return first.account_id
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
/** Twelve characters that are not mistaken for each other: 59 bits. */
const newPassword = () => Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('')

export interface OrderShare {
  orders: readonly string[]
  email?: string
  password_email?: string
  password?: string
  download: boolean
  /** `YYYY-MM-DD`: the last day, until its end in UTC. */
  expires?: string
}

/** A link to orders. One that is mailed has a password, made here unless it is given. */
export async function shareOrders(
  services: Services,
  actor: Actor,
  { orders, password, expires, email = '', password_email = '', download }: OrderShare,
): Promise<MadeLink & { password: string }> {
  const { account_id, items } = await shareableOrders(services.db, actor, orders)
  const chosen = password || (email ? newPassword() : '')
  const made = await makeSharedLink(services.db, services.configuration, actor, {
    account_id,
    action: 'STUDY_LIST',
    items,
    password: chosen,
    expires: expiryOf(expires),
    download,
    email,
    password_email,
  })
  return { ...made, password: chosen }
}

export interface FolderShare {
  folder: string
  email?: string
  password_email?: string
  password: string
  title: string
  description: string
  expires: string
  download: boolean
  /** For uploading, into this institution or else the account's own. */
  upload?: { institution: string | undefined }
}

export async function shareFolder(
  services: Services,
  actor: Actor,
  { folder: uuid, password, title, description, expires, download, upload, ...mail }: FolderShare,
): Promise<MadeLink & { password: string }> {
  const { db, configuration } = services
  const folder = await findFolder(db, actor, uuid, 'share', 'folder_id')
  const access = upload?.institution
    ? await namespaceAccess(db, actor, upload.institution)
    : await accountAccess(db, actor, folder.account_id)
  if (!access || access.account_id !== folder.account_id)
    throw new PostDicomFault(404, 'There is no such institution')
  if (!mayIn(actor, access, upload ? 'link_edit_upload' : 'link_edit')) throw new Refusal('NOT_PERMITTED')
  if (!upload) await requireShareable(db, actor, uuid)
  const made = await makeSharedLink(db, configuration, actor, {
    account_id: folder.account_id,
    action: upload ? 'STUDY_UPLOAD' : 'STUDY_LIST',
    folder_id: uuid,
    ...(upload ? { namespace_id: access.uuid } : {}),
    title: title || folder.name,
    description,
    password,
    expires: expiryOf(expires),
    download,
    ...mail,
  })
  return { ...made, password }
}

const VIEW_HOURS = 12
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

/** The address that opens orders in the viewer, from the caller's own address, with the rights of the user. */
export async function viewOrders(
  services: Services,
  actor: Actor,
  uuids: readonly string[],
): Promise<string> {
  const items: Item[] = []
  const institutions: string[] = []
  let images = 0
  for (const uuid of uuids) {
    const { PatientOrderUuid, ImagesCount, InstitutionUuid } = await orderOf(services.db, actor, uuid)
    const { order_id } = await namedBy(services.db, PatientOrderUuid)
    items.push({ object: order_id ? 'Order' : 'Study', uuid: PatientOrderUuid })
    images += Number(ImagesCount)
    institutions.push(InstitutionUuid)
  }
  if (images === 0) throw new PostDicomFault(400, 'The order has no images yet')
  const { redirect_url } = await makeSharedLink(services.db, services.configuration, actor, {
    account_id: await accountOfAll(services.db, institutions),
    action: 'STUDY_LIST',
    items,
    expires: inHours(VIEW_HOURS),
    inherit: true,
    bound_address: actor.client_address,
  })
  return redirect_url
}

export async function viewFolder(services: Services, actor: Actor, uuid: string): Promise<string> {
  const folder = await findFolder(services.db, actor, uuid, 'view', 'folder_id')
  const { redirect_url } = await makeSharedLink(services.db, services.configuration, actor, {
    account_id: folder.account_id,
    action: 'STUDY_LIST',
    folder_id: uuid,
    title: folder.name,
    expires: inHours(VIEW_HOURS),
    inherit: true,
    bound_address: actor.client_address,
  })
  return redirect_url
}
