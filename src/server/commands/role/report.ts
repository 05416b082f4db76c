import { roleReportDetail } from '#contract/role_filter.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { startReport } from '../../report/start.ts'

export default handle(roleReportDetail, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['role_view'])
  return { report_id: await startReport(db, actor, 'role', { account_id: params.account_id }) }
})
