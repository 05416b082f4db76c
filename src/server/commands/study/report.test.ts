import { text } from 'node:stream/consumers'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { customfieldAdd } from '#contract/customfield.ts'
import { reportStatus } from '#contract/report.ts'
import { roleSet } from '#contract/role.ts'
import { studySet } from '#contract/study/edit.ts'
import {
  studyAttachCustomfields,
  studyAttachmentEmail,
  studyReportDetail,
  studyReportSeries,
} from '#contract/study/report.ts'
import { studyShare } from '#contract/study/share.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { seriesReport } from '../../jobs/series_report.ts'
import { studyReport } from '../../jobs/study_report.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { testServer } from '../../testing/server.ts'

/** Reports over studies, and the reports attached to them. */

const server = testServer()
const RIGHTS = {
  study_share: 1,
  study_report_detail: 1,
  study_report_share_email: 1,
  study_report_upload: 1,
} as const
let here: Awaited<ReturnType<typeof clinic>>
let study = ''
let field = ''
const query = (statement: string, values: unknown[] = []) => server.services.pool.query(statement, values)

beforeAll(async () => {
  here = await clinic(server, RIGHTS)
  field = (await here.admin.ok(customfieldAdd, { account_id: here.uuid, name: 'Ward', object: 'Study' })).uuid
  for (const [studyUID, patientID, patientName] of [
    ['1.8.1', 'P1', 'Doe^Jane'],
    ['1.8.2', 'P2', '=HYPERLINK()'],
  ] as const)
    await stow(server, here.admin, here.namespace, [
      {
        studyUID,
        patientID,
        patientName,
        seriesUID: `${studyUID}.1`,
        extra: [{ tag: 0x00080022, vr: 'DA', value: Buffer.from('20260301') }],
      },
      { studyUID, patientID, patientName, seriesUID: `${studyUID}.2`, sopUID: `${studyUID}.2.1` },
    ])
  for (const study_uid of ['1.8.1', '1.8.2'])
    await notifyStudy(server.services, { storage_namespace: here.namespace, study_uid })
  const { rows } = await query("select uuid from study where study_uid = '1.8.1'")
  study = rows[0].uuid
  await here.admin.ok(studySet, { study_id: study, [`customfield-${field}`]: 'North' })
})

/** The one file of a report's archive. */
async function unzipped(report_id: string): Promise<string[]> {
  expect((await here.admin.ok(reportStatus, { report_id })).percent).toBe(100)
  const { rows } = await query('select object_key from report where uuid = $1', [report_id])
  const zip = await server.services.objects.read(rows[0].object_key)
  const name = zip.readUInt16LE(26)
  const start = 30 + name + zip.readUInt16LE(28)
  const end = zip.indexOf(Buffer.from([0x50, 0x4b, 0x07, 0x08]))
  return inflateRawSync(zip.subarray(start, end)).toString('utf8').trim().split('\r\n')
}

test('the detailed report holds what its maker may see, filtered and in order', async () => {
  const { admin, uuid: account_id } = here
  const { report_id } = await admin.ok(studyReportDetail, { account_id, sort_by: 'patientid-desc' })
  await studyReport.run(server.services, { report_id })
  const [head = '', ...lines] = await unzipped(report_id)
  expect(head).toContain('"patient_name"')
  expect(head.endsWith('"Ward"')).toBe(true)
  expect(lines).toHaveLength(2)
  // A spreadsheet takes no name for a formula.
  expect(lines[0]).toContain(`"'=HYPERLINK()"`)
  expect(lines[1]).toContain('"Doe^Jane"')
  expect(lines[1]?.endsWith('"North"')).toBe(true)
  const only = await admin.ok(studyReportDetail, { account_id, 'filter.patientid.equals': 'P1' })
  await studyReport.run(server.services, only)
  expect(await unzipped(only.report_id)).toHaveLength(2)
  expect(await admin.refused(studyReportDetail, { account_id, limit: 1 })).toBe('REPORT_ERROR')
  expect(await admin.refused(studyReportDetail, { account_id, 'filter.nonsense.equals': 'x' })).toBe(
    'INVALID_FIELD',
  )
  const blind = await server.person(here.account, 'user')
  await admin.ok(roleSet, { uuid: here.account.roles.user, permissions: { study_view: 0 } })
  const seen = await blind.ok(studyReportDetail, { account_id })
  await studyReport.run(server.services, seen)
  const { rows } = await query('select object_key from report where uuid = $1', [seen.report_id])
  expect(rows[0].object_key).not.toBeNull()
  expect(await admin.refused(reportStatus, seen)).toBe('NOT_FOUND')
})

test('the series report lists what was acquired, and is mailed', async () => {
  const { admin, namespace, group, place } = here
  await admin.ok(studyShare, { uuid: study, group_id: group })
  const email = ['qa@example.org']
  const { report_id } = await admin.ok(studyReportSeries, { namespace_id: namespace, hours: 2, email })
  await seriesReport.run(server.services, { report_id })
  const lines = await unzipped(report_id)
  expect(lines).toHaveLength(5)
  expect(lines).toContain('"P1","1.8.1","1.8.1.1","20260301","1"')
  expect(lines).toContain('"P1","1.8.1","1.8.1.2","","1"')
  const { rows } = await query("select attachments from mail where recipient = 'qa@example.org'")
  expect(rows[0].attachments).toMatchObject([{ filename: 'series.zip', mime_type: 'application/zip' }])
  // What was shared was not acquired.
  const shared = await admin.ok(studyReportSeries, { namespace_id: place, hours: 2, email })
  await seriesReport.run(server.services, shared)
  expect(await unzipped(shared.report_id)).toHaveLength(1)
  const series = (more: object) =>
    admin.refused(studyReportSeries, { namespace_id: namespace, hours: 2, email, ...more })
  expect(await series({ limit: 1 })).toBe('REPORT_ERROR')
  expect(await series({ email: ['nobody'] })).toBe('REPORT_ERROR')
  expect(await series({ hours: 0 })).toBe('REPORT_ERROR')
})

test('custom fields are attached as a text, without those that are hidden', async () => {
  const { admin } = here
  await admin.ok(studyAttachCustomfields, { uuid: study, report_name: '../ward.txt' })
  const { rows } = await query(
    "select version, filename, mime_type from attachment where study_uid = '1.8.1'",
  )
  expect(rows).toMatchObject([{ filename: 'ward.txt', mime_type: 'text/plain' }])
  expect(await text(server.services.objects.stream(rows[0].version))).toBe('Ward: North\r\n')
  await query('update study set phantom = true where uuid = $1', [study])
  expect(await admin.refused(studyAttachCustomfields, { uuid: study })).toBe('NOT_AVAILABLE')
  await query('update study set phantom = false where uuid = $1', [study])
})

test('attached reports are mailed where they are PDF files', async () => {
  const { admin, namespace } = here
  const { hash } = await server.services.objects.put([Buffer.from('%PDF-1.4')])
  const attach = async (mime_type: string, version: string) => {
    const { rows } = await query(
      `insert into attachment (storage_namespace, study_uid, phi_namespace, version, filename, mime_type, size)
       values ($1, '1.8.1', $1, $2, 'report.pdf', $3, 8) returning id`,
      [namespace, version, mime_type],
    )
    return String(rows[0].id)
  }
  const pdf = await attach('application/pdf', hash)
  const mail = (ids: string[], email = ['gp@example.org']) => ({ uuid: study, attachment_guid: ids, email })
  await admin.ok(studyAttachmentEmail, mail([pdf]))
  const { rows } = await query("select attachments, subject from mail where recipient = 'gp@example.org'")
  expect(rows).toMatchObject([{ attachments: [{ filename: 'report.pdf', hash }] }])
  expect(await admin.refused(studyAttachmentEmail, mail([pdf, study]))).toBe('NOT_FOUND')
  expect(await admin.refused(studyAttachmentEmail, mail([]))).toBe('NOT_FOUND')
  expect(await admin.refused(studyAttachmentEmail, mail([pdf], ['nobody']))).toBe('INVALID_EMAIL')
  expect(await admin.refused(studyAttachmentEmail, mail([await attach('text/plain', hash)]))).toBe(
    'PDF_FAILED',
  )
  expect(
    await admin.refused(studyAttachmentEmail, mail([await attach('application/pdf', '0'.repeat(64))])),
  ).toBe('PDF_FAILED')
  await query('update study set phantom = true where uuid = $1', [study])
  expect(await admin.refused(studyAttachmentEmail, mail([pdf]))).toBe('NOT_READY')
  await query('update study set phantom = false where uuid = $1', [study])
  await query('update study set account_id = null where uuid = $1', [study])
  expect(await admin.refused(studyAttachmentEmail, mail([pdf]))).toBe('NOT_ENABLED')
})
