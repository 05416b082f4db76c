import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'

export interface RoleUse {
  type: 'Account' | 'Group' | 'Location' | 'User' | 'Invitation'
  uuid: string
  name: string | null
}

/** So many at most: enough to see where to begin, and no answer of thousands. */
const NAMED = 100

/**
 * What gives somebody a role, or will: the account, its groups and locations, its members (there and in single places)
 * and the invitations that can still be accepted. Each once, by type and name.
 */
export async function roleUses(
  db: Kysely<Database>,
  { uuid, account_id }: { uuid: string; account_id: string },
): Promise<RoleUse[]> {
  const { rows } = await sql<RoleUse>`
    select 'Account' as type, uuid, name::text from account where uuid = ${account_id} and role_id = ${uuid} and deleted is null
    union select 'Group', uuid, name::text from "group"
      where account_id = ${account_id} and role_id = ${uuid} and deleted is null
    union select 'Location', uuid, name::text from location
      where account_id = ${account_id} and role_id = ${uuid} and deleted is null
    union select 'User', u.uuid, u.name from "user" u where u.deleted is null and u.uuid in (
      select user_id from user_account where account_id = ${account_id} and ${uuid} in (role_id, global_role_id)
      union select m.user_id from "group" g join user_group m on m.group_id = g.uuid
        where g.account_id = ${account_id} and g.deleted is null and m.role_id = ${uuid}
      union select m.user_id from location l join user_location m on m.location_id = l.uuid
        where l.account_id = ${account_id} and l.deleted is null and m.role_id = ${uuid})
    union select 'Invitation', i.uuid, i.email::text from user_invite i
      where i.account_id = ${account_id} and i.accepted is null and (i.expires is null or i.expires > now())
        and (${uuid} in (i.role_id, i.global_role_id)
          or exists (select from jsonb_each_text(i.groups || i.locations) where value = ${uuid}::text))
    order by type, name limit ${NAMED}`.execute(db)
  return rows
}
