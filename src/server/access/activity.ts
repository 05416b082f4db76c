import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Actor } from './actor.ts'
import { mayIn, namespacesOf } from './namespaces.ts'
import { inScope, studyScope } from './study.ts'
import { requestAccounts } from './study_request.ts'

/**
 * What waits for somebody: studies to approve where they may approve, invitations to their address, requests for studies
 * that came in, and what became of those that went out. Activities are read
 * from what they are about, so that none outlives it and none is missing.
 */

export interface ActivityRow {
  /** The study's or the invitation's; of a request the side's own. */
  uuid: string
  type: 'STUDY_APPROVE' | 'USER_INVITE' | 'JOIN_REQUEST' | 'STUDY_REQUEST_INBOUND' | 'STUDY_REQUEST_OUTBOUND'
  created: string
  created_by: string | null
  /** Nothing for what is one's own. */
  account_id: string | null
  namespace_id: string | null
}

/** The accounts whose members the actor decides on. */
async function joinAccounts(db: Kysely<Database>, actor: Actor): Promise<string[]> {
  const held = await namespacesOf(db, actor)
  return held
    .filter((access) => access.type === 'account_id' && mayIn(actor, access, 'account_user_edit'))
    .map(({ type_uuid }) => type_uuid)
}

/** The actor's activities as a relation, those they have put away left out. */
export async function activitiesOf(db: Kysely<Database>, actor: Actor): Promise<RawBuilder<unknown>> {
  const scope = await studyScope(db, actor, 'study_approve')
  const requests = await requestAccounts(db, actor)
  const joined = await joinAccounts(db, actor)
  const invited = actor.guest || actor.kind === 'nobody' ? sql`false` : sql`true`
  return sql`(
    select a.* from (
      select s.uuid, 'STUDY_APPROVE' as type, s.created, u.name as created_by, s.account_id,
        s.phi_namespace as namespace_id
      from study s left join "user" u on u.uuid = s.created_by
      where ${inScope(scope, 's')} and s.must_approve
      union all
      select i.uuid, 'USER_INVITE', i.created, u.name, null, null
      from user_invite i join "user" u on u.uuid = i.created_by
      join account c on c.uuid = i.account_id and c.deleted is null
      join "user" me on me.uuid = ${actor.user_id} and (me.email = i.email or i.email = any(me.alt_emails::citext[]))
      where ${invited} and i.accepted is null and (i.expires is null or i.expires > now())
        and not exists (select from user_account ua where ua.account_id = i.account_id and ua.user_id = me.uuid)
      union all
      select j.uuid, 'JOIN_REQUEST', j.created, u.name, j.account_id, null
      from join_request j join "user" u on u.uuid = j.user_id and u.deleted is null
      where j.account_id = any(${joined}::uuid[])
      union all
      select q.inbound_activity_id, 'STUDY_REQUEST_INBOUND', q.created, u.name, q.account_id, null
      from study_request q join "user" u on u.uuid = q.created_by
      where q.account_id = any(${requests.asked}::uuid[]) and q.status in ('N', 'I')
      union all
      select q.outbound_activity_id, 'STUDY_REQUEST_OUTBOUND', q.created, u.name, q.requesting_account_id, q.namespace_id
      from study_request q join "user" u on u.uuid = q.created_by
      where (q.requesting_account_id = any(${requests.asking}::uuid[])
          or q.requesting_account_id = any(${requests.askingOwn}::uuid[]) and q.created_by = ${actor.user_id})
        and (q.status in ('N', 'I') or q.updated > now() - interval '30 days')
    ) a where not exists (
      select from activity_dismissed d where d.user_id = ${actor.user_id} and d.activity_id = a.uuid)
  ) r`
}
