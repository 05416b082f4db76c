import { sql } from 'kysely'
import { accountTemplateDelete, accountTemplateList, accountTemplateSet } from '#contract/account_template.ts'
import { requireAccount } from '../../access/account.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'

const MOST_TEMPLATES = 200
const MOST_CHARACTERS = 200_000

const labelOf = ({ name, language = '' }: { name: string; language?: string | undefined }) =>
  language ? `${name} (${language.toLowerCase()})` : name

export const list = handle(accountTemplateList, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['account_view', 'account_edit'])
  const templates = await db
    .selectFrom('account_template')
    .select(['name', 'language', 'html'])
    .where('account_id', '=', params.account_id)
    .orderBy('name')
    .orderBy('language')
    .limit(MOST_TEMPLATES)
    .execute()
  return { templates }
})

export const set = handle(accountTemplateSet, async ({ params, actor, services: { db }, refuse }) => {
  const { account_id, name, html } = params
  await requireAccount(db, actor, account_id, ['account_edit'])
  if (html.length > MOST_CHARACTERS) throw refuse('TOO_LONG', 'html')
  await db.transaction().execute(async (tx) => {
    await sql`select from account where uuid = ${account_id} for update`.execute(tx)
    await tx
      .insertInto('account_template')
      .values({
        account_id,
        name,
        language: (params.language ?? '').toLowerCase(),
        html,
        updated_by: actor.user_id,
      })
      .onConflict((conflict) =>
        conflict.columns(['account_id', 'name', 'language']).doUpdateSet({
          html,
          updated: sql<string>`now()`,
          updated_by: actor.user_id,
        }),
      )
      .execute()
    const { rows } = await sql<{ count: number }>`
      select count(*)::int from account_template where account_id = ${account_id}`.execute(tx)
    if ((rows[0]?.count ?? 0) > MOST_TEMPLATES) throw refuse('TOO_MANY')
    await recordAudit(tx, actor, {
      uuid: account_id,
      type: 'Account',
      action: 'EDIT',
      what: labelOf(params),
      account_id,
      detail: { template: labelOf(params) },
    })
  })
  return {}
})

export const remove = handle(accountTemplateDelete, async ({ params, actor, services: { db }, refuse }) => {
  const { account_id, name } = params
  await requireAccount(db, actor, account_id, ['account_edit'])
  await db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('account_template')
      .where('account_id', '=', account_id)
      .where('name', '=', name)
      .where('language', '=', (params.language ?? '').toLowerCase())
      .returning('name')
      .executeTakeFirst()
    if (!gone) throw refuse('NOT_FOUND')
    await recordAudit(tx, actor, {
      uuid: account_id,
      type: 'Account',
      action: 'EDIT',
      what: labelOf(params),
      account_id,
      detail: { template_deleted: labelOf(params) },
    })
  })
  return {}
})
