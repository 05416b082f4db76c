import { type Kysely, sql } from 'kysely'
import type { AccessPath } from '#contract/study/access.ts'
import { asFlag } from '#contract/value.ts'
import type { Database } from '../db/tables.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { grantsOf } from './grant.ts'
import { mayIn, namespacesOf } from './namespaces.ts'
import { throughFilters } from './role_filter.ts'
import type { StudyRow } from './study.ts'

/** Why somebody sees a study, or why not: account, role, namespace and share, as `namespaces.ts` decides it. */

interface Record {
  study_id: string
  namespace_id: string
  namespace_name: string
  namespace_type: 'account_id' | 'location_id' | 'group_id' | 'user_id'
  role_from: AccessPath['role_from']
  shared_from: string | null
  shared_by: string | null
  shared: string | null
}

const TYPES = {
  account_id: 'account',
  location_id: 'location',
  group_id: 'group',
  user_id: 'user',
} as const

/** A study with more records than this is everywhere. */
const MOST_RECORDS = 500

/**
 * Every record of the study that whoever asks may know of: in a namespace of theirs, or shared onwards from the record
 * that they ask about.
 */
async function recordsOf(
  db: Kysely<Database>,
  study: StudyRow,
  known: readonly string[],
  user_id: string,
): Promise<Record[]> {
  const { rows } = await sql<Record>`
    with recursive shared as (
      select uuid, phi_namespace, shared_from_study, created_by, created from study where uuid = ${study.uuid}
      union
      select s.uuid, s.phi_namespace, s.shared_from_study, s.created_by, s.created
      from study s join shared on s.shared_from_study = shared.uuid where s.deleted is null
    ), records as (
      select * from shared
      union
      select uuid, phi_namespace, shared_from_study, created_by, created from study
      where storage_namespace = ${study.storage_namespace} and study_uid = ${study.study_uid} and deleted is null
        and phi_namespace = any(${known}::uuid[])
    )
    select r.uuid as study_id, n.uuid as namespace_id, n.name as namespace_name, n.type as namespace_type,
      r.shared_from_study as shared_from, by.name as shared_by, r.created as shared,
      case
        when n.type = 'user_id' then case when n.type_uuid = ${user_id} then 'own' end
        when ua.user_id is null then null
        when coalesce(ug.role_id, ul.role_id) is not null or n.type = 'account_id' and ua.role_id is not null
          then 'membership'
        when n.type = 'account_id' then 'account'
        when ua.global and ua.global_role_id is not null then 'global'
        when coalesce(g.role_id, l.role_id) is not null then 'place'
        else 'account'
      end as role_from
    from records r join namespace n on n.uuid = r.phi_namespace
    left join "user" by on by.uuid = r.created_by
    left join user_account ua on ua.account_id = n.account_id and ua.user_id = ${user_id}
    left join "group" g on n.type = 'group_id' and g.uuid = n.type_uuid
    left join user_group ug on ug.group_id = g.uuid and ug.user_id = ${user_id}
    left join location l on n.type = 'location_id' and l.uuid = n.type_uuid
    left join user_location ul on ul.location_id = l.uuid and ul.user_id = ${user_id}
    order by r.created, r.uuid limit ${MOST_RECORDS}`.execute(db)
  return rows
}

/** The ways by which `user` reaches the study, as far as `asking` may know of them. */
export async function accessPaths(
  db: Kysely<Database>,
  asking: Actor,
  user: Actor,
  study: StudyRow,
): Promise<AccessPath[]> {
  const known = (await namespacesOf(db, asking)).map((access) => access.uuid)
  const held = new Map((await namespacesOf(db, user)).map((access) => [access.uuid, access]))
  const records = await recordsOf(db, study, known, user.user_id)
  const reached = records.flatMap(({ study_id, namespace_id }) => {
    const access = held.get(namespace_id)
    return access ? [{ uuid: study_id, access }] : []
  })
  const through = await throughFilters(db, user, reached)
  const granted = (await grantsOf(db, user)).studies
  return records.map(({ namespace_type, role_from, shared_from, shared_by, shared, ...record }) => {
    const access = held.get(record.namespace_id)
    const viewer = access !== undefined && mayIn(user, access, 'study_view')
    const byGrant = !viewer && granted.has(record.study_id)
    const permitted = byGrant || (viewer && through.has(record.study_id))
    return {
      ...record,
      namespace_type: TYPES[namespace_type],
      sees: asFlag(permitted),
      missing: permitted
        ? null
        : viewer
          ? 'FILTER'
          : access || standsAboveRoles(user)
            ? 'PERMISSION'
            : 'NAMESPACE',
      role_from: byGrant ? 'granted' : access ? role_from : null,
      role_id: access?.role_id ?? null,
      role_name: access?.role_name ?? null,
      share: shared_from && shared ? { shared_from, shared_by, created: shared } : null,
    }
  })
}
