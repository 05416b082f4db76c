import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Actor } from './actor.ts'
import type { NamespaceAccess } from './namespaces.ts'
import type { StoredPermissions } from './permission.ts'

/**
 * What a guest reaches: single studies, never a namespace as a whole. A guest holds no namespace, so every list of
 * account objects is empty to them; only studies, through this, and the one namespace that an upload link fills.
 */
export interface GuestReach {
  /** By the record's uuid: with which rights. */
  studies: ReadonlyMap<string, NamespaceAccess>
  /** Where an upload link lets images in, with `study_upload` and nothing else. */
  upload: NamespaceAccess | undefined
  /** What the link asks of images, and fills in for their study. */
  rules?: UploadRules
  /** Orders, whose documents they see. */
  orders?: readonly string[]
  /** Where what they upload is to be found. */
  folder?: { uuid: string; account_id: string; name: string }
}

export interface UploadRules {
  /** Regular expressions by DICOM tag `(gggg,eeee)`. */
  match: ReadonlyMap<string, string>
  /** How many of them have to match; all without. */
  needed: number
  /** Values by the uuid of a custom field. */
  customfields: ReadonlyMap<string, string>
}

export const NOTHING: GuestReach = { studies: new Map(), upload: undefined }

const asked = new WeakMap<Actor, Promise<GuestReach>>()

/** The reach of a guest; nothing for anybody else. Found once a request however often it is asked for. */
export function reachOf(db: Kysely<Database>, actor: Actor): Promise<GuestReach> {
  if (!actor.guest) return Promise.resolve(NOTHING)
  const known = asked.get(actor)
  if (known) return known
  const reach = actor.guest.reach(db, actor)
  asked.set(actor, reach)
  reach.catch(() => asked.delete(actor))
  return reach
}

/** What an upload link gives in its namespace: the rights an anonymous role has by default are taken away. */
export const UPLOAD_ONLY: StoredPermissions = {
  study_upload: 1,
  study_view: 0,
  annotation_view: 0,
  keyimage_view: 0,
  channel_study: 0,
}

export interface GuestNamespace {
  uuid: string
  name: string
  type: string
  type_uuid: string
  account_id: string | null
  disabled: boolean | null
}

/** How a guest holds a study of this namespace. */
export function guestAccess(namespace: GuestNamespace, permissions: StoredPermissions): NamespaceAccess {
  const { uuid, name, type_uuid, account_id, disabled } = namespace
  const type =
    (['account_id', 'group_id', 'location_id'] as const).find((known) => known === namespace.type) ??
    'user_id'
  return {
    uuid,
    name,
    type,
    type_uuid,
    account_id,
    account_disabled: disabled ?? false,
    role_id: null,
    role_name: null,
    role_type: 'anonymous',
    permissions,
  }
}

export async function namespacesNamed(
  db: Kysely<Database>,
  uuids: readonly string[],
): Promise<Map<string, GuestNamespace>> {
  if (uuids.length === 0) return new Map()
  const rows = await db
    .selectFrom('namespace as n')
    .leftJoin('account as a', 'a.uuid', 'n.account_id')
    .select(['n.uuid', 'n.name', 'n.type', 'n.type_uuid', 'n.account_id', 'a.disabled'])
    .where('n.uuid', 'in', [...new Set(uuids)])
    .where('n.deleted', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.uuid, row]))
}
