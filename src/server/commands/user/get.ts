import { userGet } from '#contract/user.ts'
import { requireAccount } from '../../access/account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { handle } from '../../command.ts'
import { userRecordOf } from '../../tenancy/user_record.ts'

export default handle(userGet, async ({ params, actor, services: { db }, refuse }) => {
  const uuid = params.uuid ?? actor.user_id
  const user = await db
    .selectFrom('user')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (uuid !== actor.user_id && !standsAboveRoles(actor)) {
    // Somebody else is only seen through an account that both belong to.
    if (!params.account_id) throw refuse('NOT_FOUND')
    await requireAccount(db, actor, params.account_id, ['account_user_view'])
    const member = await db
      .selectFrom('user_account')
      .select('uuid')
      .where('account_id', '=', params.account_id)
      .where('user_id', '=', uuid)
      .executeTakeFirst()
    if (!member) throw refuse('NOT_FOUND')
  }
  if (!user) throw refuse('NOT_FOUND')
  return userRecordOf(db, user, params.public_key_format)
})
