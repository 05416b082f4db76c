import { type Kysely, sql } from 'kysely'
import { type SiteUser, siteUserAdd, siteUserDelete, siteUserList, siteUserSet } from '#contract/site.ts'
import type { Actor } from '../../access/actor.ts'
import { changedFields, recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { findObject } from '../../object.ts'
import { accountsOfSites } from '../../site/group.ts'
import { SITE } from '../../site/site.ts'

/** The contact list of a site. */

type Site = { uuid: string; name: string; account_id: string }

const record = (
  tx: Kysely<Database>,
  actor: Actor,
  site: Site,
  action: 'USER_ADD' | 'USER_EDIT' | 'USER_DELETE',
  name: string,
  detail?: unknown,
) =>
  recordAudit(tx, actor, {
    uuid: site.uuid,
    type: SITE.type,
    action,
    what: site.name,
    with: name,
    account_id: site.account_id,
    detail,
  })

interface Contact {
  user_id: string
  name: string
  role_name: string
  site_email: string | null
}

async function contactOf(
  tx: Kysely<Database>,
  site_id: string,
  user_id: string,
): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    select c.user_id, u.name, c.role_name, c.site_email::text from site_user c join "user" u on u.uuid = c.user_id
    where c.site_id = ${site_id} and c.user_id = ${user_id} for update of c`.execute(tx)
  return rows[0]
}

/** People of the account and of those that it manages sites for: nobody else is found by their address. */
export const add = handle(siteUserAdd, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(SITE, tx, actor, params.uuid, ['site_user_add'], true)
    const { rows } = await sql<{ uuid: string; name: string }>`
      select u.uuid, u.name from "user" u
      where ${params.user_id ? sql`u.uuid = ${params.user_id}` : sql`u.email = ${params.email}::citext`}
        and u.deleted is null and exists (select from user_account ua where ua.user_id = u.uuid
          and ua.account_id in (${accountsOfSites(row.account_id)}))`.execute(tx)
    const user = rows[0]
    if (!user) throw refuse('USER_NOT_FOUND')
    const added = await tx
      .insertInto('site_user')
      .values({
        site_id: row.uuid,
        account_id: row.account_id,
        user_id: user.uuid,
        role_name: params.role_name,
        site_email: params.site_email || null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('user_id')
      .execute()
    if (added.length === 0) throw refuse('ALREADY_EXISTS')
    await record(tx, actor, row, 'USER_ADD', user.name, { role_name: params.role_name })
  })
  return {}
})

export const set = handle(siteUserSet, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(SITE, tx, actor, params.uuid, ['site_user_edit'])
    const contact = await contactOf(tx, row.uuid, params.user_id)
    if (!contact) throw refuse('USER_NOT_FOUND')
    const change = {
      role_name: params.role_name || contact.role_name,
      site_email: params.site_email === undefined ? contact.site_email : params.site_email || null,
    }
    await tx
      .updateTable('site_user')
      .set(change)
      .where('site_id', '=', row.uuid)
      .where('user_id', '=', contact.user_id)
      .execute()
    const detail = changedFields({ ...contact }, change)
    if (detail) await record(tx, actor, row, 'USER_EDIT', contact.name, detail)
  })
  return {}
})

export const remove = handle(siteUserDelete, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(SITE, tx, actor, params.uuid, ['site_user_delete'])
    const contact = await contactOf(tx, row.uuid, params.user_id)
    if (!contact) throw refuse('USER_NOT_FOUND')
    await tx
      .deleteFrom('site_user')
      .where('site_id', '=', row.uuid)
      .where('user_id', '=', contact.user_id)
      .execute()
    await record(tx, actor, row, 'USER_DELETE', contact.name, { user_id: contact.user_id })
  })
  return {}
})

const USER_NAME = column('citext', 'u.name')

/** By name, each with the trials at this site that they are members of and their role there. */
export const list = handle(siteUserList, async ({ params, raw, actor, services: { db } }) => {
  const { row } = await findObject(SITE, db, actor, params.uuid, ['site_user_view'])
  const { rows, page } = await listRows<SiteUser>({
    db,
    actor,
    raw,
    map: {
      columns: {
        user_name: USER_NAME,
        user_email: column('citext', 'u.email::text'),
        site_email: column('citext', 'c.site_email::text'),
        ...columns('citext', 'c', ['role_name']),
        ...columns('uuid', 'c', ['user_id']),
      },
    },
    select: sql`c.user_id, u.name as user_name, u.email::text as user_email, c.role_name, c.site_email::text,
      (select coalesce(json_agg(json_build_object('group_name', g.name, 'group_account_name', a.name,
          'group_role_name', ro.name) order by a.name, g.name), '[]')
        from "group" g join account a on a.uuid = g.account_id and a.deleted is null
        join user_account ua on ua.account_id = g.account_id and ua.user_id = c.user_id
        left join user_group ug on ug.group_id = g.uuid and ug.user_id = c.user_id
        left join role ro on ro.uuid = coalesce(ug.role_id, ua.global_role_id, g.role_id, ua.role_id)
        where g.site_id = c.site_id and g.deleted is null and (ua.global or ug.user_id is not null)) as groups`,
    from: sql`site_user c join "user" u on u.uuid = c.user_id`,
    where: sql`c.site_id = ${row.uuid} and u.deleted is null`,
    unique: sql`c.user_id`,
    defaultSort: [{ column: USER_NAME, direction: 'asc' }],
  })
  return { users: rows, page }
})
