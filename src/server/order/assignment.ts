import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { requireGivable } from '../access/order.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { memberName, type Whom } from '../folder/member.ts'
import { Refusal } from '../refusal.ts'
import { auditOfFound, findExamined, type Named } from './examined.ts'

/** Who is to work on a study or order; whoever is, reaches it (`access/grant.ts`). */

const ASSIGN = { study: 'study_share', order: 'order_edit' } as const

export async function assign(db: Kysely<Database>, actor: Actor, named: Named, whom: Whom): Promise<void> {
  const found = await findExamined(db, actor, named, ASSIGN)
  if (found.object === 'Order') await requireGivable(db, actor, found)
  const name = await memberName(db, found.account_id, whom)
  await db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('assignment')
      .values({
        account_id: found.account_id,
        object: found.object,
        object_id: found.uuid,
        user_id: whom.user_id ?? null,
        group_id: whom.user_id ? null : (whom.group_id ?? null),
        created_by: actor.user_id,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows === 0n) return
    await recordAudit(tx, actor, { ...auditOfFound(found), action: 'ASSIGN', with: name, detail: whom })
  })
}

/** NOT_FOUND for somebody to whom it is not assigned. */
export async function unassign(db: Kysely<Database>, actor: Actor, named: Named, whom: Whom): Promise<void> {
  const found = await findExamined(db, actor, named, ASSIGN)
  await db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('assignment')
      .where('object_id', '=', found.uuid)
      .where(whom.user_id ? 'user_id' : 'group_id', '=', whom.user_id ?? whom.group_id ?? null)
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw new Refusal('NOT_FOUND', whom.user_id ? 'user_id' : 'group_id')
    await recordAudit(tx, actor, { ...auditOfFound(found), action: 'UNASSIGN', detail: whom })
  })
}

export interface Assignment {
  user_id: string | null
  group_id: string | null
  name: string
  created: string
  created_by_name: string | null
}

export async function assignmentsOf(db: Kysely<Database>, actor: Actor, named: Named): Promise<Assignment[]> {
  const found = await findExamined(db, actor, named, { study: 'study_view', order: 'order_view' })
  const { rows } = await sql<Assignment>`
    select a.user_id, a.group_id, coalesce(u.name, g.name::text) as name, a.created, b.name as created_by_name
    from assignment a left join "user" u on u.uuid = a.user_id left join "group" g on g.uuid = a.group_id
    left join "user" b on b.uuid = a.created_by
    where a.object_id = ${found.uuid} order by a.created`.execute(db)
  return rows
}
