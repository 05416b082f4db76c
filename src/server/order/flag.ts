import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { type FlagGroup, flagGroup } from '#contract/order.ts'
import { requireAccount } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { auditOfFound, findExamined, type Named } from './examined.ts'

/** The flags of an account, in groups; a study or order has one flag of each group at most. */

export async function flagsOf(db: Kysely<Database>, actor: Actor, account_id: string): Promise<FlagGroup[]> {
  await requireAccount(db, actor, account_id)
  const rows = await db
    .selectFrom('flag')
    .selectAll()
    .where('account_id', '=', account_id)
    .orderBy('group_id')
    .orderBy('flag_id')
    .execute()
  return [...Map.groupBy(rows, ({ group_id }) => group_id)].map(([group_id, flags]) => ({
    group_id,
    name: flags[0]?.group_name ?? '',
    flags: flags.map(({ flag_id, name, color }) => ({ flag_id, name, color })),
  }))
}

const id = z.number().int().min(1).max(9999)
const name = z.string().trim().min(1).max(100)
const dictionary = z
  .array(
    flagGroup.extend({
      group_id: id,
      name,
      flags: z
        .array(
          z.object({
            flag_id: id,
            name,
            color: z
              .string()
              .regex(/^#[0-9a-f]{6}$/i)
              .nullable()
              .default(null),
          }),
        )
        .min(1)
        .max(100),
    }),
  )
  .max(50)

const distinct = (ids: readonly number[]) => new Set(ids).size === ids.length

/** The whole dictionary. INVALID_FLAGS for one that cannot be read, or names an id twice. */
export async function setFlags(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  groups: readonly unknown[],
): Promise<void> {
  await requireAccount(db, actor, account_id, ['account_edit'])
  const read = dictionary.safeParse(groups)
  if (!read.success) throw new Refusal('INVALID_FLAGS', read.error.issues[0]?.path.join('.'))
  const unique =
    distinct(read.data.map(({ group_id }) => group_id)) &&
    read.data.every(({ flags }) => distinct(flags.map(({ flag_id }) => flag_id)))
  if (!unique) throw new Refusal('INVALID_FLAGS')
  const rows = read.data.flatMap(({ group_id, name: group_name, flags }) =>
    flags.map((flag) => ({ account_id, group_id, group_name, ...flag })),
  )
  await db.transaction().execute(async (tx) => {
    await sql`select from account where uuid = ${account_id} for update`.execute(tx)
    await sql`delete from flag f where f.account_id = ${account_id} and not exists (
      select from unnest(${rows.map((row) => row.group_id)}::int[], ${rows.map((row) => row.flag_id)}::int[]) as k(g, i)
      where k.g = f.group_id and k.i = f.flag_id)`.execute(tx)
    if (rows.length > 0)
      await tx
        .insertInto('flag')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['account_id', 'group_id', 'flag_id']).doUpdateSet((change) => ({
            group_name: change.ref('excluded.group_name'),
            name: change.ref('excluded.name'),
            color: change.ref('excluded.color'),
          })),
        )
        .execute()
    await recordAudit(tx, actor, { uuid: account_id, type: 'Account', action: 'FLAGS', account_id })
  })
}

/** The flags that a study or order has, one of a group. */
export async function marksOf(
  db: Kysely<Database>,
  actor: Actor,
  named: Named,
): Promise<{ group_id: number; flag_id: number }[]> {
  const { uuid } = await findExamined(db, actor, named, { study: 'study_view', order: 'order_view' })
  return db
    .selectFrom('flag_mark')
    .select(['group_id', 'flag_id'])
    .where('object_id', '=', uuid)
    .orderBy('group_id')
    .execute()
}

/** Sets the flag of a group; 0 takes it away. NOT_FOUND for one that the account does not have. */
export async function markWithFlag(
  db: Kysely<Database>,
  actor: Actor,
  named: Named,
  { group_id, flag_id }: { group_id: number; flag_id: number },
): Promise<void> {
  const found = await findExamined(db, actor, named, { study: 'study_tag', order: 'order_edit' })
  const { account_id, object, uuid: object_id } = found
  await db.transaction().execute(async (tx) => {
    if (flag_id === 0) {
      await tx
        .deleteFrom('flag_mark')
        .where('object_id', '=', object_id)
        .where('group_id', '=', group_id)
        .execute()
    } else {
      const flag = await tx
        .selectFrom('flag')
        .select('name')
        .where('account_id', '=', account_id)
        .where('group_id', '=', group_id)
        .where('flag_id', '=', flag_id)
        .executeTakeFirst()
      if (!flag) throw new Refusal('NOT_FOUND', 'flag_id')
      const mark = { account_id, object, object_id, group_id, flag_id, updated_by: actor.user_id }
      await tx
        .insertInto('flag_mark')
        .values(mark)
        .onConflict((conflict) =>
          conflict
            .columns(['object_id', 'group_id'])
            .doUpdateSet({ flag_id, updated: sql<string>`now()`, updated_by: actor.user_id }),
        )
        .execute()
    }
    await recordAudit(tx, actor, { ...auditOfFound(found), action: 'FLAG', detail: { group_id, flag_id } })
  })
}
