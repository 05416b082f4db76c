import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { KeyHolder } from '../access/api_key.ts'
import type { Database } from '../db/tables.ts'

/** Who and what there is in an account: users, their institutions and groups, equipment, contacts. */

const MOST = 5000

export interface ApiUser {
  UserUuid: string
  UserName: string
  FullName: string
  EmailAddress: string
  InstitutionList: { InstitutionUuid: string; InstitutionName: string }[]
}

/** The members of an account, each with the places of the account that are theirs. */
export async function usersOf(db: Kysely<Database>, account_id: string): Promise<ApiUser[]> {
  const { rows } = await sql<ApiUser>`
    select u.uuid as "UserUuid", u.email::text as "UserName", u.name as "FullName", u.email::text as "EmailAddress",
      (select coalesce(jsonb_agg(jsonb_build_object('InstitutionUuid', n.uuid, 'InstitutionName', n.name)
          order by n.type <> 'account_id', lower(n.name)), '[]')
        from namespace n where n.account_id = ua.account_id and n.deleted is null and (n.type = 'account_id'
          or n.type = 'location_id' and (ua.global or exists (select from user_location l
            where l.location_id = n.type_uuid and l.user_id = u.uuid))
          or n.type = 'group_id' and (ua.global or exists (select from user_group g
            where g.group_id = n.type_uuid and g.user_id = u.uuid)))) as "InstitutionList"
    from user_account ua join "user" u on u.uuid = ua.user_id
    where ua.account_id = ${account_id} and u.deleted is null and not u.disabled and not u.is_anonymous
      and not exists (select from node d where d.user_id = u.uuid)
    order by lower(u.name), u.uuid limit ${MOST}`.execute(db)
  return rows
}

export async function accountOf(db: Kysely<Database>, { account_id, account_name }: KeyHolder) {
  return { AccountUuid: account_id, AccountName: account_name, UserList: await usersOf(db, account_id) }
}

export async function userGroupsOf(db: Kysely<Database>, account_id: string) {
  const { rows } = await sql<{ UserGroupUuid: string; UserGroupName: string; UserList: unknown }>`
    select g.uuid as "UserGroupUuid", g.name::text as "UserGroupName",
      (select coalesce(jsonb_agg(jsonb_build_object('UserUuid', u.uuid, 'FullName', u.name) order by lower(u.name)), '[]')
        from user_group ug join "user" u on u.uuid = ug.user_id and u.deleted is null where ug.group_id = g.uuid) as "UserList"
    from "group" g where g.account_id = ${account_id} and g.deleted is null order by lower(g.name::text)`.execute(
    db,
  )
  return rows
}

/** The gateways of the account, which are its equipment here. */
export async function dicomNodesOf(db: Kysely<Database>, account_id: string) {
  const { rows } = await sql<{ DicomNodeUuid: string; DicomNodeName: string; InstitutionUuid: string }>`
    select d.uuid as "DicomNodeUuid", d.name as "DicomNodeName", d.namespace_id as "InstitutionUuid"
    from node d where d.account_id = ${account_id} and d.deleted is null order by lower(d.name), d.uuid`.execute(
    db,
  )
  return rows
}

/** The addresses that the user has shared with, the last first. */
export async function contactsOf(db: Kysely<Database>, actor: Actor, account_id: string) {
  const { rows } = await sql<{ EmailAddress: string; ShareCount: number; LastShareDatetime: string }>`
    select min(l.email) as "EmailAddress", count(*)::int as "ShareCount",
      to_char(max(l.created) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as "LastShareDatetime"
    from link l where l.account_id = ${account_id} and l.created_by = ${actor.user_id} and l.email <> ''
    group by lower(l.email) order by max(l.created) desc limit ${MOST}`.execute(db)
  return rows
}
