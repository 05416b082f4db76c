import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'

/**
 * Folders of somebody who leaves the account: each goes, with all below it, to the person it is shared with who may do
 * most there, the longest-standing of several; one that is nobody else's goes to whoever ends the membership.
 */
export async function inheritFolders(
  tx: Kysely<Database>,
  actor: Actor,
  account_id: string,
  user_id: string,
): Promise<void> {
  const { rows } = await sql<{ uuid: string; name: string; heir: string | null; heir_name: string | null }>`
    select f.uuid, f.name, h.user_id as heir, h.name as heir_name from folder f
    left join lateral (
      select m.user_id, u.name from folder_member m
      join user_account ua on ua.user_id = m.user_id and ua.account_id = f.account_id
      join "user" u on u.uuid = m.user_id and u.deleted is null
      where m.folder_id = f.uuid and m.user_id <> ${user_id} and (m.expires is null or m.expires > now())
      order by m.may_edit desc, m.may_upload desc, m.may_download desc, m.created, m.uuid limit 1) h on true
    where f.account_id = ${account_id} and f.owner_id = ${user_id} and f.deleted is null
      and not exists (select from folder p where p.uuid = f.parent_id and p.owner_id = f.owner_id and p.deleted is null)
    for update of f`.execute(tx)
  for (const { uuid, name, heir, heir_name } of rows) {
    const owner_id = heir ?? actor.user_id
    await sql`
      with recursive tree as (
        select uuid from folder where uuid = ${uuid}
        union all select f.uuid from folder f join tree t on f.parent_id = t.uuid where f.deleted is null)
      update folder f set owner_id = ${owner_id}, updated = now(), updated_by = ${actor.user_id}
      from tree where tree.uuid = f.uuid and f.owner_id = ${user_id}`.execute(tx)
    // An owner is no member besides.
    await tx
      .deleteFrom('folder_member')
      .where('folder_id', '=', uuid)
      .where('user_id', '=', owner_id)
      .execute()
    await recordAudit(tx, actor, {
      uuid,
      type: 'Folder',
      action: 'INHERIT',
      what: name,
      account_id,
      with: heir_name ?? actor.name,
      detail: { from: user_id, to: owner_id },
    })
  }
}
