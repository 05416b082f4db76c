import { namespaceRemovedUserReport } from '#contract/namespace.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { startReport } from '../../report/start.ts'
import { isEmail } from '../../tenancy/user.ts'

/** Who was taken out of a namespace of the account; of the account's own namespace also by its groups and locations. */
export default handle(namespaceRemovedUserReport, async ({ params, actor, services: { db }, refuse }) => {
  await requireAccount(db, actor, params.account_id, ['account_edit'])
  const { uuid, account_id, email = [] } = params
  const place = await db
    .selectFrom('namespace')
    .select('uuid')
    .where('uuid', '=', uuid)
    .where('account_id', '=', account_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!place) throw refuse('NOT_FOUND')
  if (!email.every(isEmail)) throw refuse('INVALID_EMAIL')
  return {
    report_id: await startReport(db, actor, 'removed_user', { namespace_id: uuid, account_id, email }),
  }
})
