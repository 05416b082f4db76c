import { sql } from 'kysely'
import { helpGet, helpSet } from '#contract/help.ts'
import { requireSysadminOrSupport } from '../../access/account.ts'
import { handle } from '../../command.ts'

export const get = handle(helpGet, async ({ params, services: { db }, refuse }) => {
  const help = await db.selectFrom('help').select('text').where('key', '=', params.key).executeTakeFirst()
  if (!help) throw refuse('NOT_FOUND')
  return help
})

export const set = handle(helpSet, async ({ params, actor, services: { db } }) => {
  requireSysadminOrSupport(actor)
  await db
    .insertInto('help')
    .values({ key: params.key, text: params.text, updated_by: actor.user_id })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ text: params.text, updated_by: actor.user_id, updated: sql<string>`now()` }),
    )
    .execute()
  return {}
})
