import { type Kysely, sql } from 'kysely'
import {
  PERMISSION_FLAGS,
  type Permission,
  type PermissionFlag,
  type RoleType,
} from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { reachOf } from './guest.ts'
import { nodeNamespaces } from './node.ts'
import { permits, roleType, type StoredPermissions } from './permission.ts'
import { permissionsOfRoles, roleVersion } from './role_permissions.ts'

/** A namespace that an actor has, with the role that gives it. */
export interface NamespaceAccess {
  uuid: string
  name: string
  type: 'account_id' | 'group_id' | 'location_id' | 'user_id'
  type_uuid: string
  account_id: string | null
  account_disabled: boolean
  role_id: string | null
  role_name: string | null
  role_type: RoleType
  permissions: StoredPermissions
  /** Access filters that count for this role here (`role_filter.ts`). */
  masks?: readonly RoleMask[]
  /** Held without what access filters took: as no other study of the namespace. */
  masked?: true
  /** Through which a frozen study is reached: nobody changes it, whoever they are. */
  frozen?: true
  /** Reports that came later, in milliseconds, are not seen yet: a patient's. */
  reports_until?: number
}

/** What a filter takes away: flags of the studies that it finds. */
export interface RoleMask {
  filter: Readonly<Record<string, unknown>>
  permissions: readonly string[]
}

interface Row extends Omit<NamespaceAccess, 'role_type' | 'masks' | 'permissions'> {
  role_type: string | null
  role_version: string | null
  /** Of the namespace, over those of the role. */
  field_flags: Record<string, unknown> | null
  masks: RoleMask[] | null
}

/**
 * Every namespace of a user in one statement: the user's own, their accounts', and the groups and locations they
 * belong to, or all of an account's for a global user. Where someone has no role of their own, the role of a global
 * user counts, then the object's default role, then the account's.
 */
async function load(db: Kysely<Database>, { user_id, withoutPin }: Actor): Promise<NamespaceAccess[]> {
  const { rows } = await sql<Row>`
    with member as (
      select ua.account_id, coalesce(ua.role_id, a.role_id) as role_id, ua.global, a.disabled, a.namespace_id,
        case when ua.global then ua.global_role_id end as global_role_id
      from user_account ua join account a on a.uuid = ua.account_id
      where ua.user_id = ${user_id} and a.deleted is null
        and (${!withoutPin} or coalesce(a.settings ->> 'require_pin_to_view', '0') <> '1')
    ), held as (
      select n.uuid, null::uuid as role_id, false as disabled
      from "user" u join namespace n on n.uuid = u.namespace_id where u.uuid = ${user_id}
      union all
      select m.namespace_id, m.role_id, m.disabled from member m
      union all
      select g.namespace_id, coalesce(ug.role_id, m.global_role_id, g.role_id, m.role_id), m.disabled
      from member m join "group" g on g.account_id = m.account_id and g.deleted is null
      left join user_group ug on ug.group_id = g.uuid and ug.user_id = ${user_id}
      where m.global or ug.user_id is not null
      union all
      select l.namespace_id, coalesce(ul.role_id, m.global_role_id, l.role_id, m.role_id), m.disabled
      from member m join location l on l.account_id = m.account_id and l.deleted is null
      left join user_location ul on ul.location_id = l.uuid and ul.user_id = ${user_id}
      where m.global or ul.user_id is not null
    ), masked as (
      select f.account_id, f.role_id, jsonb_agg(jsonb_build_object('filter', f.filter, 'permissions',
        (select jsonb_agg(flag) from jsonb_object_keys(f.permissions_mask) as flag)) order by f.uuid) as masks
      from role_filter f where f.account_id in (select account_id from member) and f.object_type = 'Study'
        and f.permissions_mask <> '{}' and f.deleted is null
      group by f.account_id, f.role_id
    )
    select n.uuid, n.name, n.type, n.type_uuid, n.account_id, h.disabled as account_disabled,
      h.role_id, r.name as role_name, r.type as role_type, ${roleVersion('r')} as role_version,
      case jsonb_typeof(n.settings -> 'study_field_flags') when 'object' then n.settings -> 'study_field_flags' end
        as field_flags,
      case when own.masks is not null and every.masks is not null then own.masks || every.masks
        else coalesce(own.masks, every.masks) end as masks
    from held h join namespace n on n.uuid = h.uuid and n.deleted is null
    left join role r on r.uuid = h.role_id
    left join masked own on own.account_id = n.account_id and own.role_id = h.role_id
    left join masked every on every.account_id = n.account_id and every.role_id is null
    order by array_position(array['account_id', 'location_id', 'group_id', 'user_id'], n.type), lower(n.name), n.uuid`.execute(
    db,
  )
  const roles = await permissionsOfRoles(db, rows)
  return rows.map(({ masks, role_version, field_flags, ...row }) => {
    const permissions = (row.role_id && roles.get(row.role_id)) || NO_PERMISSIONS
    return {
      ...row,
      role_type: row.type === 'user_id' ? 'phr' : roleType(row.role_type),
      permissions: field_flags ? { ...permissions, ...field_flags } : permissions,
      ...(masks ? { masks } : {}),
    }
  })
}

async function loadFor(db: Kysely<Database>, actor: Actor): Promise<NamespaceAccess[]> {
  const held = await load(db, actor)
  return actor.only_account ? held.filter(({ account_id }) => account_id === actor.only_account) : held
}

const NO_PERMISSIONS: StoredPermissions = {}
const loaded = new WeakMap<Actor, Promise<NamespaceAccess[]>>()

/** The actor's namespaces; asked once a request however often it is called. */
export function namespacesOf(db: Kysely<Database>, actor: Actor): Promise<NamespaceAccess[]> {
  if (actor.kind === 'nobody' || actor.guest) return Promise.resolve([])
  const known = loaded.get(actor)
  if (known) return known
  const asked = actor.node ? nodeNamespaces(db, actor.node) : loadFor(db, actor)
  loaded.set(actor, asked)
  asked.catch(() => loaded.delete(actor))
  return asked
}

/** Call after a change to the actor's own memberships, so that the rest of the request sees it. */
export const forgetNamespaces = (actor: Actor): boolean => loaded.delete(actor)

/** While an account is disabled nobody but sysadmin and support changes its studies. */
const SUPPRESSED_WHEN_DISABLED =
  /^study_(upload|edit|share|push|delete|approve|duplicate|clone|move|download|report_upload)/

/** What is at zero while a study is frozen. */
export const FROZEN_PERMISSIONS: ReadonlySet<string> = new Set<Permission>([
  'study_edit',
  'study_move',
  'study_split',
  'study_duplicate',
  'study_report_upload',
  'study_report_delete',
  'study_upload',
  'study_thin',
  'annotation_edit',
  'keyimage_edit',
  'radreport_edit',
  'dicomdata_edit',
  'study_merge',
  'study_manual_route',
  'study_comment_edit',
  'study_status_edit',
  'study_share',
  'study_delete_image',
  'study_audio_record',
])

/** Has the actor this permission in this namespace? */
export function mayIn(actor: Actor, access: NamespaceAccess, permission: Permission): boolean {
  if (access.frozen && isFrozen(permission)) return false
  if (standsAboveRoles(actor)) return true
  if (access.account_disabled && SUPPRESSED_WHEN_DISABLED.test(permission)) return false
  return permits(access.permissions, access.role_type, permission)
}

/** A sub-flag goes with its parent. */
const isFrozen = (permission: Permission): boolean => {
  const { parent }: PermissionFlag = PERMISSION_FLAGS[permission]
  return FROZEN_PERMISSIONS.has(permission) || (parent !== undefined && FROZEN_PERMISSIONS.has(parent))
}

/** The namespace as the actor holds it. Sysadmin and support hold every one, a guest what an upload link fills. */
export async function namespaceAccess(
  db: Kysely<Database>,
  actor: Actor,
  namespace: string,
): Promise<NamespaceAccess | undefined> {
  if (actor.guest) {
    const { upload } = await reachOf(db, actor)
    return upload?.uuid === namespace ? upload : undefined
  }
  const held = (await namespacesOf(db, actor)).find((access) => access.uuid === namespace)
  if (held || !standsAboveRoles(actor)) return held
  const row = await db
    .selectFrom('namespace as n')
    .leftJoin('account as a', 'a.uuid', 'n.account_id')
    .select(['n.uuid', 'n.name', 'n.type', 'n.type_uuid', 'n.account_id', 'a.disabled'])
    .where('n.uuid', '=', namespace)
    .where('n.deleted', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    uuid: row.uuid,
    name: row.name,
    type: namespaceType(row.type),
    type_uuid: row.type_uuid,
    account_id: row.account_id,
    account_disabled: row.disabled ?? false,
    role_id: null,
    role_name: null,
    role_type: 'admin',
    permissions: {},
  }
}

const TYPES = ['account_id', 'group_id', 'location_id', 'user_id'] as const
function namespaceType(text: string): NamespaceAccess['type'] {
  const type = TYPES.find((known) => known === text)
  if (!type) throw new Error(`namespace of unknown type ${text}`)
  return type
}

/**
 * The namespace, if the actor holds it with the permission. NOT_FOUND where they do not hold it, NOT_PERMITTED where
 * they hold it without the permission.
 */
export async function requireNamespace(
  db: Kysely<Database>,
  actor: Actor,
  namespace: string,
  permission?: Permission,
  missing = 'NOT_FOUND',
): Promise<NamespaceAccess> {
  const access = await namespaceAccess(db, actor, namespace)
  if (!access) throw new Refusal(missing)
  if (permission && !mayIn(actor, access, permission)) throw new Refusal('NOT_PERMITTED')
  return access
}
