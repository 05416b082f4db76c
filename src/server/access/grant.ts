import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Examined } from '../db/folder-tables.ts'
import type { Database } from '../db/tables.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { reachedFolders } from './folder.ts'
import { guestAccess, namespacesNamed } from './guest.ts'
import { mayIn, type NamespaceAccess, namespacesOf } from './namespaces.ts'
import type { StoredPermissions } from './permission.ts'

/**
 * Single studies and orders that somebody reaches beside their namespaces: what others put into folders that are shared
 * with them, and what they, or a group of theirs, are assigned. What somebody put into a folder themselves is no grant:
 * a folder keeps nothing for whoever loses the right to see it.
 */
export interface Grants {
  /** By the record's uuid. */
  studies: ReadonlyMap<string, NamespaceAccess>
  orders: ReadonlySet<string>
}

const NONE: Grants = { studies: new Map(), orders: new Set() }

interface Row {
  object: Examined
  uuid: string
  namespace_id: string
  account_id: string
  download: boolean
  assigned: boolean
}

/** What every grant gives. */
const SEEING: StoredPermissions = {
  study_view: 1,
  study_browse: 1,
  study_report_view: 1,
  study_report_view_approved: 1,
  annotation_view: 1,
  keyimage_view: 1,
}

/** What an assignment leaves somebody of their role in the account: reading and reporting, nothing that gives away. */
const WORKING: readonly Permission[] = [
  'study_star',
  'study_tag',
  'study_status_view',
  'study_status_edit',
  'study_comment_view',
  'study_comment_edit',
  'study_report_view_unapproved',
  'study_report_upload',
  'study_report_upload_approved',
  'study_report_upload_unapproved',
  'annotation_edit',
  'annotation_edit_only_own',
  'keyimage_edit',
]

async function load(db: Kysely<Database>, actor: Actor): Promise<Grants> {
  const held = (await namespacesOf(db, actor)).filter(({ type }) => type === 'account_id')
  const accounts = held.flatMap(({ account_id }) => account_id ?? [])
  if (accounts.length === 0) return NONE
  const { rows } = await sql<Row>`
    with recursive ${reachedFolders(actor.user_id, accounts)},
    item as (
      select i.object, i.object_id, r.download and not r.own as download, false as assigned
      from reached r join folder_item i on i.folder_id = r.folder_id where i.created_by <> ${actor.user_id}::uuid
      union all
      select object, object_id, false, true from assignment
      where account_id = any(${accounts}::uuid[])
        and (user_id = ${actor.user_id}::uuid or group_id in (select group_id from mine))
    ), granted as (
      select object_id as study_id, download, assigned from item where object = 'Study'
      union all
      select s.study_id, i.download, i.assigned from item i join order_given_study s on s.order_id = i.object_id
      where i.object = 'Order'
    )
    select 'Study' as object, s.uuid, s.phi_namespace as namespace_id, s.account_id,
      bool_or(g.download) as download, bool_or(g.assigned) as assigned
    from granted g join study s on s.uuid = g.study_id and s.deleted is null group by s.uuid
    union all
    select 'Order', o.uuid, o.namespace_id, o.account_id, bool_or(i.download), bool_or(i.assigned)
    from item i join "order" o on o.uuid = i.object_id and o.deleted is null where i.object = 'Order' group by o.uuid`.execute(
    db,
  )
  if (rows.length === 0) return NONE
  const studies = new Map<string, NamespaceAccess>()
  const orders = new Set<string>()
  const namespaces = await namespacesNamed(
    db,
    rows.map(({ namespace_id }) => namespace_id),
  )
  for (const { object, uuid, namespace_id, account_id, download, assigned } of rows) {
    if (object === 'Order') orders.add(uuid)
    const namespace = namespaces.get(namespace_id)
    if (object === 'Order' || !namespace) continue
    const account = held.find((access) => access.account_id === account_id)
    const work = assigned && account ? WORKING.filter((flag) => mayIn(actor, account, flag)) : []
    studies.set(
      uuid,
      guestAccess(namespace, {
        ...SEEING,
        ...Object.fromEntries(work.map((flag) => [flag, 1])),
        ...(download ? { study_download: 1 } : {}),
      }),
    )
  }
  return { studies, orders }
}

const asked = new WeakMap<Actor, Promise<Grants>>()

/** The grants of a member; found once a request. Nobody above roles needs any, and a guest has a reach of their own. */
export function grantsOf(db: Kysely<Database>, actor: Actor): Promise<Grants> {
  if (actor.kind === 'nobody' || actor.guest || standsAboveRoles(actor)) return Promise.resolve(NONE)
  const known = asked.get(actor)
  if (known) return known
  const grants = load(db, actor)
  asked.set(actor, grants)
  grants.catch(() => asked.delete(actor))
  return grants
}

/** A study as it is held by its namespace and by a grant together. */
export function withGrant(
  held: NamespaceAccess | undefined,
  grant: NamespaceAccess | undefined,
): NamespaceAccess | undefined {
  if (!held || !grant) return held ?? grant
  return { ...held, permissions: { ...held.permissions, ...grant.permissions } }
}
