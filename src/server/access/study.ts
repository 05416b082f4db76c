import { type Kysely, type Selectable, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { StudyTable } from '../db/study-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { grantsOf, withGrant } from './grant.ts'
import { reachOf } from './guest.ts'
import {
  FROZEN_PERMISSIONS,
  mayIn,
  type NamespaceAccess,
  namespaceAccess,
  namespacesOf,
} from './namespaces.ts'
import { studyPermissionHash } from './permission.ts'
import { type Hidden, hiddenFrom, throughFilters } from './role_filter.ts'

/**
 * Who sees which study. A study is visible to those who hold its phi_namespace with `study_view`, to whom it is granted
 * by a folder or an assignment (`grant.ts`), and to a guest whose link or portal reaches it; there is no other place
 * where a condition of visibility is written.
 */

export type StudyRow = Selectable<StudyTable>

export interface StudyReference {
  uuid?: string | undefined
  study_id?: string | undefined
  study_uid?: string | undefined
  storage_namespace?: string | undefined
  phi_namespace?: string | undefined
}

/** The namespaces whose studies the actor sees. Bind it as `phi_namespace = any($namespaces)`. */
export interface StudyScope {
  namespaces: string[]
  /** Only these, whatever else is in the namespaces: a guest's. */
  studies?: string[]
  /** Of some of the namespaces only these: what is granted singly. */
  only?: { namespaces: string[]; studies: string[] }
  /** Not these: what access filters hide. */
  hidden?: readonly Hidden[]
}

/**
 * The namespaces in which the actor has the permission. Sysadmin and support have their own memberships here, so that
 * a worklist is not everybody's; a namespace that they name is theirs too (`named`).
 */
export async function studyScope(
  db: Kysely<Database>,
  actor: Actor,
  permission: Permission = 'study_view',
  named: readonly string[] = [],
): Promise<StudyScope> {
  if (actor.guest) {
    const reached = [...(await reachOf(db, actor)).studies].filter(([, access]) =>
      mayIn(actor, access, permission),
    )
    return {
      namespaces: [...new Set(reached.map(([, access]) => access.uuid))],
      studies: reached.map(([uuid]) => uuid),
    }
  }
  const held = (await namespacesOf(db, actor)).filter((access) => mayIn(actor, access, permission))
  const namespaces = held.map((access) => access.uuid)
  if (standsAboveRoles(actor)) {
    for (const uuid of named)
      if (!namespaces.includes(uuid) && (await namespaceAccess(db, actor, uuid))) namespaces.push(uuid)
  }
  const hidden = await hiddenFrom(db, actor, held, permission)
  const whole = new Set(namespaces)
  const granted = [...(await grantsOf(db, actor)).studies].filter(
    ([, access]) => !whole.has(access.uuid) && mayIn(actor, access, permission),
  )
  const partly = [...new Set(granted.map(([, access]) => access.uuid))]
  return {
    namespaces: [...namespaces, ...partly],
    ...(granted.length > 0 ? { only: { namespaces: partly, studies: granted.map(([uuid]) => uuid) } } : {}),
    ...(hidden.length > 0 ? { hidden } : {}),
  }
}

/** The namespace through which the actor reaches this study, with the rights that they have there. */
export async function studyAccess(
  db: Kysely<Database>,
  actor: Actor,
  study: Pick<StudyRow, 'uuid' | 'phi_namespace'> & Partial<Pick<StudyRow, 'is_frozen'>>,
): Promise<NamespaceAccess | undefined> {
  return (await studyAccesses(db, actor, [study])).get(study.uuid)
}

/** The same of several studies at once; those that the actor does not reach are left out. */
export async function studyAccesses(
  db: Kysely<Database>,
  actor: Actor,
  studies: readonly (Pick<StudyRow, 'uuid' | 'phi_namespace'> & Partial<Pick<StudyRow, 'is_frozen'>>)[],
): Promise<Map<string, NamespaceAccess>> {
  const reached: { uuid: string; access: NamespaceAccess }[] = []
  const { studies: grants } = await grantsOf(db, actor)
  for (const { uuid, phi_namespace, is_frozen } of studies) {
    const access = actor.guest
      ? (await reachOf(db, actor)).studies.get(uuid)
      : withGrant(await namespaceAccess(db, actor, phi_namespace), grants.get(uuid))
    if (access) reached.push({ uuid, access: is_frozen ? { ...access, frozen: true } : access })
  }
  return throughFilters(db, actor, reached)
}

/** The study flags as v3 answers them; what a frozen study takes away is 0. */
export function studyPermissions(access: NamespaceAccess): ReturnType<typeof studyPermissionHash> {
  const hash = studyPermissionHash(access.permissions, access.role_type, access.role_id)
  if (!access.frozen) return hash
  const closed = Object.keys(hash).filter((name) => FROZEN_PERMISSIONS.has(name))
  return { ...hash, ...Object.fromEntries(closed.map((name) => [name, 0])) }
}

export interface FoundStudy {
  study: StudyRow
  access: NamespaceAccess
}

/** Rows that a reference names, newest first. Several when it leaves the phi_namespace open. */
async function rowsNamed(
  db: Kysely<Database>,
  reference: StudyReference,
  deleted: boolean,
): Promise<StudyRow[]> {
  let query = db.selectFrom('study').selectAll().orderBy('created', 'desc').limit(50)
  query = deleted ? query.where('deleted', 'is not', null) : query.where('deleted', 'is', null)
  const uuid = reference.uuid ?? reference.study_id
  if (uuid) return query.where('uuid', '=', uuid).execute()
  if (!reference.study_uid || !reference.storage_namespace) return []
  query = query
    .where('study_uid', '=', reference.study_uid)
    .where('storage_namespace', '=', reference.storage_namespace)
  if (reference.phi_namespace) query = query.where('phi_namespace', '=', reference.phi_namespace)
  return query.execute()
}

/**
 * The study that a reference names, as the actor holds it: by uuid, by storage triplet, or by study_uid and
 * storage_namespace alone. NOT_FOUND for a stranger, NOT_PERMITTED where the permission is missing.
 */
export async function findStudy(
  db: Kysely<Database>,
  actor: Actor,
  reference: StudyReference,
  permission: Permission | readonly Permission[] = 'study_view',
): Promise<FoundStudy> {
  const wanted = typeof permission === 'string' ? [permission] : permission
  let seen = false
  for (const study of await rowsNamed(db, reference, false)) {
    const access = await studyAccess(db, actor, study)
    if (!access) continue
    seen = true
    if (wanted.some((one) => mayIn(actor, access, one))) return { study, access }
  }
  throw new Refusal(seen ? 'NOT_PERMITTED' : 'NOT_FOUND')
}

/**
 * The storage namespace and UID of a study, and nothing else of it, for whoever can name it: clients ask for its engine
 * before they have a session.
 */
export async function storageOfNamed(
  db: Kysely<Database>,
  reference: StudyReference,
): Promise<Pick<StudyRow, 'storage_namespace' | 'study_uid'> | undefined> {
  const [study] = await rowsNamed(db, reference, false)
  return study && { storage_namespace: study.storage_namespace, study_uid: study.study_uid }
}

/** A study that was deleted and not purged yet. Sysadmin and support only. */
export async function findDeletedStudy(db: Kysely<Database>, uuid: string): Promise<StudyRow | undefined> {
  const [study] = await rowsNamed(db, { uuid }, true)
  return study
}

/** SQL for what access filters leave of the studies under an alias. */
export const notHidden = ({ hidden = [] }: StudyScope, alias: string) =>
  hidden.map(({ namespaces, where }) => {
    const inside = sql`s.phi_namespace = any(${namespaces}::uuid[])`
    return alias === 's'
      ? sql<boolean>`(${inside} and ${where}) is not true`
      : sql<boolean>`not exists (select from study s where s.uuid = ${sql.ref(`${alias}.uuid`)} and ${inside} and ${where})`
  })

/** SQL for "granted singly, where the namespace is not held as a whole", of the studies under an alias. */
export const grantedOnly = ({ only }: StudyScope, alias: string) =>
  only
    ? [
        sql<boolean>`(${sql.ref(`${alias}.phi_namespace`)} <> all(${only.namespaces}::uuid[])
          or ${sql.ref(`${alias}.uuid`)} = any(${only.studies}::uuid[]))`,
      ]
    : []

/** SQL for "this study row is in the actor's scope", for statements over `study`. */
export const inScope = (scope: StudyScope, alias: string) =>
  sql<boolean>`${sql.ref(`${alias}.phi_namespace`)} = any(${scope.namespaces}::uuid[]) and ${sql.ref(`${alias}.deleted`)} is null${
    scope.studies ? sql` and ${sql.ref(`${alias}.uuid`)} = any(${scope.studies}::uuid[])` : sql``
  }${sql.join(
    [...grantedOnly(scope, alias), ...notHidden(scope, alias)].map((condition) => sql` and ${condition}`),
    sql``,
  )}`
