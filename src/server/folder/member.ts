import { type Kysely, sql } from 'kysely'
import type { FolderMember } from '#contract/folder.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { findFolder } from '../access/folder.ts'
import { recordAudit } from '../audit/record.ts'
import { parseMoment } from '../db/list/datetime.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { requireShareable } from './item.ts'

/** Whom a folder is shared with, and what each may do with it. */

interface Row {
  uuid: string
  user_id: string | null
  group_id: string | null
  name: string
  email: string | null
  may_edit: boolean
  may_download: boolean
  may_upload: boolean
  expires: string | null
  expired: boolean
  created: string
}

export async function listMembers(
  db: Kysely<Database>,
  actor: Actor,
  folder_id: string,
): Promise<FolderMember[]> {
  await findFolder(db, actor, folder_id, 'share')
  const { rows } = await sql<Row>`
    select m.uuid, m.user_id, m.group_id, coalesce(u.name, g.name::text) as name, u.email::text, m.may_edit, m.may_download,
      m.may_upload, m.expires, coalesce(m.expires <= now(), false) as expired, m.created
    from folder_member m left join "user" u on u.uuid = m.user_id left join "group" g on g.uuid = m.group_id
    where m.folder_id = ${folder_id} order by lower(coalesce(u.name, g.name::text)), m.uuid`.execute(db)
  return rows.map((row) => ({
    ...row,
    may_edit: asFlag(row.may_edit),
    may_download: asFlag(row.may_download),
    may_upload: asFlag(row.may_upload),
    expired: asFlag(row.expired),
  }))
}

/** The end of the day, or the moment, that a text means (UTC). INVALID_DATE for another; null for an empty one. */
export function expiryOf(text: string | undefined): string | null {
  const given = text?.trim() ?? ''
  if (given === '') return null
  const at = parseMoment(given)
  if (!at) throw new Refusal('INVALID_DATE')
  return /^\d{4}-?\d{2}-?\d{2}$/.test(given) ? `${at.local.slice(0, 10)} 23:59:59.999+00` : `${at.local}+00`
}

/** A person or a group. */
export interface Whom {
  user_id?: string | null | undefined
  group_id?: string | null | undefined
}

export interface Membership extends Whom {
  may_edit?: boolean
  may_download?: boolean
  may_upload?: boolean
  expires?: string | undefined
}

/** A member or a group of the folder's account, by name. NOT_FOUND for any other. */
export async function memberName(
  db: Kysely<Database>,
  account_id: string,
  { user_id, group_id }: Whom,
): Promise<string> {
  const found = user_id
    ? await db
        .selectFrom('user_account as ua')
        .innerJoin('user as u', 'u.uuid', 'ua.user_id')
        .select('u.name')
        .where('ua.account_id', '=', account_id)
        .where('ua.user_id', '=', user_id)
        .where('u.deleted', 'is', null)
        .executeTakeFirst()
    : await db
        .selectFrom('group')
        .select('name')
        .where('uuid', '=', group_id ?? '')
        .where('account_id', '=', account_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
  if (!found) throw new Refusal('NOT_FOUND', user_id ? 'user_id' : 'group_id')
  return found.name
}

/** Shares a folder, or changes what a member may do. Answers the membership's uuid. */
export async function addMember(
  db: Kysely<Database>,
  actor: Actor,
  folder_id: string,
  member: Membership,
): Promise<string> {
  const folder = await findFolder(db, actor, folder_id, 'share')
  const { account_id } = folder
  const name = await memberName(db, account_id, member)
  await requireShareable(db, actor, folder_id)
  const rights = {
    may_edit: member.may_edit ?? false,
    may_download: member.may_download ?? false,
    may_upload: member.may_upload ?? false,
    expires: expiryOf(member.expires),
  }
  const whom = {
    user_id: member.user_id ?? null,
    group_id: member.user_id ? null : (member.group_id ?? null),
  }
  return db.transaction().execute(async (tx) => {
    await sql`select from folder where uuid = ${folder_id} for update`.execute(tx)
    await membersOf(tx, folder_id, whom).execute()
    const { uuid } = await tx
      .insertInto('folder_member')
      .values({ folder_id, account_id, ...whom, ...rights, created_by: actor.user_id })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      uuid: folder_id,
      type: 'Folder',
      action: 'SHARE',
      what: folder.name,
      with: name,
      account_id,
      detail: { ...whom, ...rights },
    })
    return uuid
  })
}

const membersOf = (tx: Kysely<Database>, folder_id: string, { user_id, group_id }: Whom) =>
  tx
    .deleteFrom('folder_member')
    .where('folder_id', '=', folder_id)
    .where(user_id ? 'user_id' : 'group_id', '=', user_id ?? group_id ?? null)

export async function stopMember(
  db: Kysely<Database>,
  actor: Actor,
  folder_id: string,
  whom: Whom,
): Promise<void> {
  const folder = await findFolder(db, actor, folder_id, 'share')
  await db.transaction().execute(async (tx) => {
    const gone = await membersOf(tx, folder_id, whom).returning(['user_id', 'group_id']).executeTakeFirst()
    if (!gone) throw new Refusal('NOT_FOUND', whom.user_id ? 'user_id' : 'group_id')
    await recordAudit(tx, actor, {
      uuid: folder_id,
      type: 'Folder',
      action: 'SHARE_STOP',
      what: folder.name,
      account_id: folder.account_id,
      detail: gone,
    })
  })
}
