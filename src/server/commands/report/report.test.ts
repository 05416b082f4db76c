import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { auditObject } from '#contract/audit.ts'
import { reportStatus } from '#contract/report.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { auditReport } from '../../jobs/audit_report.ts'
import { expire } from '../../jobs/expire.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('the history of a study is built by a job, fetched as a zip by its maker, and gone after its time', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await admin.ok(studyAdd, { study_uid: '1.2.3', patient_name: '=cmd()^X', ...place })
  const { report_id } = await admin.ok(auditObject, { uuid, download: 1 })
  if (!report_id) throw new Error('no report')
  expect((await admin.ok(reportStatus, { report_id })).percent).toBe(0)
  const fetchZip = (sid: string) =>
    server.app.inject({ url: `/api/v3/report/zip?report_id=${report_id}&sid=${sid}` })
  expect((await fetchZip(admin.sid)).statusCode).toBe(404)

  await auditReport.run(server.services, { report_id })
  expect((await admin.ok(reportStatus, { report_id })).percent).toBe(100)
  const colleague = await server.person(account, 'admin')
  expect((await fetchZip(colleague.sid)).statusCode).toBe(404)
  const zip = await fetchZip(admin.sid)
  expect(zip.headers['content-type']).toBe('application/zip')
  expect(zip.rawPayload.subarray(0, 2).toString()).toBe('PK')

  await server.services.db
    .updateTable('report')
    .set({ downloaded: sql<string>`now() - interval '11 minutes'` })
    .execute()
  await expire.run(server.services, {})
  expect((await fetchZip(admin.sid)).statusCode).toBe(404)
  expect(await admin.refused(reportStatus, { report_id })).toBe('NOT_FOUND')
})
