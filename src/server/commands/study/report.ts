import { studyReportDetail, studyReportSeries } from '#contract/study/report.ts'
import { requireAccount } from '../../access/account.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { acquiredStudies } from '../../report/series.ts'
import { startReport } from '../../report/start.ts'
import { DEFAULT_LIMIT, MOST, reportedStudies } from '../../report/study.ts'
import { isEmail } from '../../tenancy/user.ts'

const limitOf = (limit: number | undefined): number => Math.min(MOST, Math.max(1, limit ?? DEFAULT_LIMIT))

export const detail = handle(studyReportDetail, async ({ params, raw, actor, services: { db }, refuse }) => {
  const access = await requireAccount(db, actor, params.account_id, ['study_report_detail'])
  const given = [...raw].filter(([name]) => name.startsWith('filter') || name === 'sort_by')
  const parameters = {
    account_id: params.account_id,
    raw: Object.fromEntries(given),
    limit: limitOf(params.limit),
  }
  if ((await reportedStudies(db, actor, parameters)).length > parameters.limit)
    throw refuse('REPORT_ERROR', 'limit')
  const report_id = await startReport(db, actor, 'study', parameters)
  await recordAudit(db, actor, {
    uuid: params.account_id,
    type: 'Account',
    action: 'STUDY_REPORT',
    what: access.name,
    account_id: params.account_id,
  })
  return { report_id }
})

export const series = handle(studyReportSeries, async ({ params, actor, services: { db }, refuse }) => {
  const { namespace_id, email } = params
  const place = await requireNamespace(db, actor, namespace_id, 'study_report_detail')
  if (email.length === 0 || !email.every(isEmail)) throw refuse('REPORT_ERROR', 'email')
  if (params.hours < 1) throw refuse('REPORT_ERROR', 'hours')
  const parameters = {
    namespace_id,
    account_id: place.account_id,
    hours: params.hours,
    limit: limitOf(params.limit),
    email,
  }
  if ((await acquiredStudies(db, parameters)).length > parameters.limit) throw refuse('REPORT_ERROR', 'limit')
  const report_id = await startReport(db, actor, 'series', parameters)
  await recordAudit(db, actor, {
    uuid: namespace_id,
    type: 'Namespace',
    action: 'STUDY_REPORT',
    what: place.name,
    account_id: place.account_id,
    namespace_id,
    with: email.join(', '),
  })
  return { report_id }
})
