import { accountUserReportLogin } from '#contract/account_user.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { startReport } from '../../report/start.ts'
import { findMember } from '../../tenancy/member.ts'

export default handle(accountUserReportLogin, async ({ params, actor, services: { db }, refuse }) => {
  await requireAccount(db, actor, params.uuid, ['account_user_view'])
  if (params.user_id && !(await findMember(db, params.uuid, params.user_id)))
    throw refuse('NOT_FOUND', 'user_id')
  const report_id = await startReport(db, actor, 'login', {
    account_id: params.uuid,
    user_id: params.user_id ?? null,
  })
  return { report_id }
})
