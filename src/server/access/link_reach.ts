import { type Kysely, type Selectable, sql } from 'kysely'
import { filterParameters } from '../db/list/filter.ts'
import { type StudyConditions, studyConditions } from '../db/study/list.ts'
import type { StudyTable } from '../db/study-tables.ts'
import type { Database } from '../db/tables.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import type { Actor } from './actor.ts'
import { subtree } from './folder.ts'
import {
  type GuestReach,
  guestAccess,
  NOTHING,
  namespacesNamed,
  UPLOAD_ONLY,
  type UploadRules,
} from './guest.ts'
import { mayIn, type NamespaceAccess } from './namespaces.ts'
import { ordersSeen } from './order.ts'
import type { StoredPermissions } from './permission.ts'
import { studyAccess, studyAccesses } from './study.ts'
import { actorOfUser } from './user_actor.ts'

/** Which studies a link reaches, looked up anew for every request. */

type Study = Pick<Selectable<StudyTable>, 'uuid' | 'study_uid' | 'phi_namespace' | 'patientid'>

const select = (
  db: Kysely<Database>,
  { namespaces, where }: StudyConditions,
  limit: number,
  firstMade: boolean,
): Promise<{ rows: Study[] }> =>
  sql<Study>`
    select s.uuid, s.study_uid, s.phi_namespace, s.patientid from study s
    where s.phi_namespace = any(${namespaces}::uuid[]) and ${where}
    order by s.created ${firstMade ? sql`asc` : sql`desc`} limit ${limit}`.execute(db)

export type LinkRow = Selectable<Database['link']>

/** Studies a link may open at most, of its account's settings. */
export async function mostLinkStudies(
  db: Kysely<Database>,
  account_id: string | null,
): Promise<{ most: number; firstOnly: boolean }> {
  const account = account_id
    ? await db.selectFrom('account').select('settings').where('uuid', '=', account_id).executeTakeFirst()
    : undefined
  const most = Number(resolveSetting('max_link_studies', { account: account?.settings ?? {} }))
  return {
    most: Number.isInteger(most) && most > 0 ? most : 100,
    firstOnly: account?.settings.link_first_study_only === 1,
  }
}

/**
 * The studies that a link's own words name, without priors, as its user sees them; one more than the account allows
 * tells that there are too many. A link never shows more than its user may see at the moment.
 */
export async function linkedStudies(db: Kysely<Database>, link: LinkRow, owner: Actor): Promise<Study[]> {
  if (link.study_id) {
    const study = await db
      .selectFrom('study')
      .select(['uuid', 'study_uid', 'phi_namespace', 'patientid'])
      .where('uuid', '=', link.study_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    const access = study && (await studyAccess(db, owner, study))
    return study && access && mayIn(owner, access, 'study_view') ? [study] : []
  }
  if (!link.filter) return listedStudies(db, link, owner)
  const { most, firstOnly } = await mostLinkStudies(db, link.account_id)
  const conditions = await studyConditions(db, owner, filterParameters(link.filter))
  const inAccount = link.account_id
    ? { ...conditions, where: sql`${conditions.where} and s.account_id = ${link.account_id}` }
    : conditions
  const { rows } = await select(db, inAccount, firstOnly ? 1 : most + 1, firstOnly)
  return rows
}

/** More than this no page of a guest shows. */
const MOST_LISTED = 1000

/** What a folder holds, itself and below, or what the link lists one by one. */
const itemsOf = (link: LinkRow) =>
  link.folder_id
    ? sql`select object, object_id from folder_item where folder_id in ${subtree(link.folder_id)}`
    : sql`select object, object_id from link_item where link_id = ${link.uuid}`

/** The orders among them, as far as the link's user may see them. */
async function listedOrders(db: Kysely<Database>, link: LinkRow, owner: Actor): Promise<string[]> {
  if (link.study_id || link.filter) return []
  const { rows } = await sql<{ uuid: string }>`
    with item as (${itemsOf(link)})
    select o.uuid from item join "order" o on o.uuid = item.object_id
    where item.object = 'Order' and o.account_id = ${link.account_id} and ${await ordersSeen(db, owner)}
    order by o.created limit ${MOST_LISTED}`.execute(db)
  return rows.map(({ uuid }) => uuid)
}

/** The studies among them, and of the orders among them, as far as the link's user may see them. */
async function listedStudies(db: Kysely<Database>, link: LinkRow, owner: Actor): Promise<Study[]> {
  const { rows } = await sql<Study>`
    with item as (${itemsOf(link)}), listed as (
      select object_id as study_id from item where object = 'Study'
      union
      select s.study_id from item join order_study s on s.order_id = item.object_id where item.object = 'Order'
    )
    select s.uuid, s.study_uid, s.phi_namespace, s.patientid from listed join study s on s.uuid = listed.study_id
    where s.deleted is null and s.account_id = ${link.account_id}
    order by s.created desc limit ${MOST_LISTED}`.execute(db)
  const accesses = await studyAccesses(db, owner, rows)
  return rows.filter(({ uuid }) => {
    const access = accesses.get(uuid)
    return access !== undefined && mayIn(owner, access, 'study_view')
  })
}

/** Studies that this link opens at most: those of a folder are counted by whoever fills it. */
export const mostStudiesOf = async (db: Kysely<Database>, link: LinkRow): Promise<number> =>
  link.filter || link.study_id ? (await mostLinkStudies(db, link.account_id)).most : MOST_LISTED

async function priorsOf(
  db: Kysely<Database>,
  studies: readonly Study[],
  owner: Actor,
  most: number,
): Promise<Study[]> {
  const patients = studies.filter((study) => study.patientid)
  if (patients.length === 0) return []
  const { rows } = await sql<Study>`
    select s.uuid, s.study_uid, s.phi_namespace, s.patientid
    from unnest(${patients.map((one) => one.phi_namespace)}::uuid[], ${patients.map((one) => one.patientid)}::text[])
      as p(namespace, patientid)
    join study s on s.phi_namespace = p.namespace and lower(s.patientid) = lower(p.patientid) and s.deleted is null
    order by s.created desc limit ${most}`.execute(db)
  const seen: Study[] = []
  for (const study of rows) {
    const access = await studyAccess(db, owner, study)
    if (access && mayIn(owner, access, 'study_view')) seen.push(study)
  }
  return seen
}

/** What the guest of a link reaches. Nothing once the link is deleted or over, or its user is gone. */
export async function linkReach(db: Kysely<Database>, guest: Actor, uuid: string): Promise<GuestReach> {
  const link = await db
    .selectFrom('link')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .where(sql<boolean>`(expires is null or expires > now())`)
    .executeTakeFirst()
  const owner = link && (await actorOfUser(db, link.user_id))
  if (!link || !owner) return NOTHING
  if (link.action === 'STUDY_UPLOAD') return uploadReach(db, guest, link)

  const named = await linkedStudies(db, link, owner)
  const most = await mostStudiesOf(db, link)
  const priors = link.include_priors ? await priorsOf(db, named, owner, most) : []
  const studies = [...named, ...priors].slice(0, most)
  const namespaces = await namespacesNamed(
    db,
    studies.map((study) => study.phi_namespace),
  )
  const reached = new Map<string, NamespaceAccess>()
  for (const study of studies) {
    const namespace = namespaces.get(study.phi_namespace)
    if (!namespace) continue
    const held = link.inherit_permissions || owner.guest ? await studyAccess(db, owner, study) : undefined
    const own = guestAccess(namespace, link.download ? DOWNLOAD : {})
    // What a patient does not see yet, nobody sees through their link.
    const until = held?.reports_until === undefined ? {} : { reports_until: held.reports_until }
    reached.set(study.uuid, (link.inherit_permissions && held) || { ...own, ...until })
  }
  const orders = await listedOrders(db, link, owner)
  return { studies: reached, upload: undefined, ...(orders.length > 0 ? { orders } : {}) }
}

const DOWNLOAD: StoredPermissions = { study_download: 1 }

/** The namespace that an upload link fills, and what this guest has put there, so that they can wait for it. */
async function uploadReach(db: Kysely<Database>, guest: Actor, link: LinkRow): Promise<GuestReach> {
  const namespace = link.namespace_id
    ? (await namespacesNamed(db, [link.namespace_id])).get(link.namespace_id)
    : undefined
  if (!namespace) return NOTHING
  const upload = guestAccess(namespace, UPLOAD_ONLY)
  const own = await db
    .selectFrom('study')
    .select('uuid')
    .where('phi_namespace', '=', namespace.uuid)
    .where('created_by', '=', guest.user_id)
    .where('created', '>', sql<string>`now() - interval '1 day'`)
    .where('deleted', 'is', null)
    .orderBy('created', 'desc')
    .limit(200)
    .execute()
  const folder = link.folder_id
    ? await db
        .selectFrom('folder')
        .select(['uuid', 'account_id', 'name'])
        .where('uuid', '=', link.folder_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
    : undefined
  if (link.folder_id && !folder) return NOTHING
  return {
    studies: new Map(own.map(({ uuid }) => [uuid, upload])),
    upload,
    rules: rulesOf(link),
    ...(folder ? { folder } : {}),
  }
}

const texts = (hash: Readonly<Record<string, unknown>> | null) =>
  new Map(Object.entries(hash ?? {}).map(([name, value]): [string, string] => [name, String(value)]))

function rulesOf({ upload_match, upload_study_customfields }: LinkRow): UploadRules {
  const { match: needed, ...tags } = upload_match ?? {}
  const match = texts(tags)
  const least = Number(needed)
  return {
    match,
    needed: Number.isInteger(least) && least > 0 ? Math.min(least, match.size) : match.size,
    customfields: texts(upload_study_customfields),
  }
}
