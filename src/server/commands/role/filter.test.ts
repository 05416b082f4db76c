import { beforeAll, expect, test } from 'vitest'
import { auditObject } from '#contract/audit.ts'
import { linkAdd, linkSession } from '#contract/link.ts'
import { reportStatus } from '#contract/report.ts'
import { roleSet } from '#contract/role.ts'
import {
  roleFilterAdd,
  roleFilterDelete,
  roleFilterGet,
  roleFilterList,
  roleFilterSet,
  roleReportDetail,
} from '#contract/role_filter.ts'
import { studyAccessExplain } from '#contract/study/access.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { studyExists, studyGet } from '#contract/study/read.ts'
import { roleReport } from '../../jobs/role_report.ts'
import { stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let admin: Person
let reader: Person
let account_id = ''
let namespace = ''
let role_id = ''
const ids = new Map<string, string>()

const inject = (who: Person | string, url: string) =>
  server.app.inject({ url, headers: { 'x-ambrahealth-sid': typeof who === 'string' ? who : who.sid } })

beforeAll(async () => {
  const account = await server.account()
  admin = await server.person(account, 'admin')
  reader = await server.person(account, 'user')
  ;({ uuid: account_id, namespace_id: namespace } = account)
  role_id = account.roles.user
  await admin.ok(roleSet, { uuid: role_id, permissions: { audit_view: 1 } })
  for (const [n, modality] of ['CT', 'US'].entries()) {
    const studyUID = `1.7.${n}`
    const file = { studyUID, seriesUID: `${studyUID}.1`, sopUID: `${studyUID}.1.1`, patientID: modality }
    await stow(server, admin, namespace, [file])
    const { rows } = await server.services.pool.query(
      'update study set phantom = false, modality = $2 where study_uid = $1 returning uuid',
      [studyUID, modality],
    )
    ids.set(modality, rows[0]?.uuid)
  }
})

/** What a caller reaches of the study of a modality, by every way. */
async function ways(who: Person, modality: 'CT' | 'US') {
  const uuid = ids.get(modality) ?? ''
  const uid = modality === 'CT' ? '1.7.0' : '1.7.1'
  const listed = (await who.ok(studyList, {})).studies.some((study) => study.uuid === uuid)
  const counted = (await who.ok(studyCount, { nocache: 1, 'filter.modality.equals': modality })).count === 1
  const got = (await who.call(studyGet, { uuid })).body.error_type ?? 'OK'
  const exists = (await who.ok(studyExists, { uuid })).exists === 1
  const inAccount = (await who.ok(studyExists, { account_id, study_uid: uid })).exists === 1
  const history = (await who.call(auditObject, { uuid })).body.error_type ?? 'OK'
  const search = await inject(who, `/dicomweb/studies?StudyInstanceUID=${uid}`)
  const named = await inject(who, `/dicomweb/namespaces/${namespace}/studies?StudyInstanceUID=${uid}`)
  const metadata = await inject(who, `/dicomweb/studies/${uid}/metadata`)
  const schema = await inject(who, `/api/v3/storage/study/${namespace}/${uid}/schema`)
  return {
    listed,
    counted,
    got,
    exists,
    inAccount,
    history,
    search: search.statusCode,
    named: named.statusCode,
    metadata: metadata.statusCode,
    schema: schema.statusCode,
  }
}
const SEEN = {
  listed: true,
  counted: true,
  got: 'OK',
  exists: true,
  inAccount: true,
  history: 'OK',
  search: 200,
  named: 200,
  metadata: 200,
  schema: 200,
}
const UNSEEN = {
  listed: false,
  counted: false,
  got: 'NOT_FOUND',
  exists: false,
  inAccount: false,
  history: 'NOT_FOUND',
  search: 204,
  named: 204,
  metadata: 404,
  schema: 404,
}
/** DICOMweb forgets what a reader saw when the database tells of the change. */
const told = () => new Promise((done) => setTimeout(done, 300))

test('an access filter hides what it finds from its role, by every way, and from nobody else', async () => {
  expect(await ways(reader, 'US')).toEqual(SEEN)
  const filter = { 'filter.modality.equals': 'US' }
  const { uuid } = await admin.ok(roleFilterAdd, {
    account_id,
    role_id,
    name: 'No ultrasound',
    filter,
    permissions_mask: { study_view: 0 },
    object_type: 'Study',
  })
  await told()
  expect(await ways(reader, 'US')).toEqual(UNSEEN)
  expect(await ways(reader, 'CT')).toEqual(SEEN)
  expect(await ways(admin, 'US')).toEqual(SEEN)
  const { paths } = await admin.ok(studyAccessExplain, { uuid: ids.get('US') ?? '', user_id: reader.user_id })
  expect(paths[0]).toMatchObject({ sees: 0, missing: 'FILTER' })

  await admin.ok(roleFilterSet, { uuid, filter: { 'filter.modality.equals': 'CT' } })
  await told()
  expect([await ways(reader, 'US'), await ways(reader, 'CT')]).toEqual([SEEN, UNSEEN])
  expect(await admin.ok(roleFilterGet, { uuid })).toMatchObject({
    name: 'No ultrasound',
    created_by: admin.name,
  })
  await admin.ok(roleFilterDelete, { uuid })
  await told()
  expect(await ways(reader, 'CT')).toEqual(SEEN)
  expect((await admin.ok(roleFilterList, { account_id })).role_filters).toEqual([])
})

test('a filter for every role takes single flags, also from the guests of a link', async () => {
  const uuid = ids.get('US') ?? ''
  const download = `/api/v3/storage/study/${namespace}/1.7.1/download?bundle=dicom`
  await server.services.pool.query(
    `update role set permissions = permissions || '{"study_download": 1, "link_edit": 1}' where uuid = $1`,
    [role_id],
  )
  const link = await reader.ok(linkAdd, { study_id: uuid, action: 'STUDY_VIEW', inherit_permissions: 1 })
  const guest = (await server.call(linkSession, { uuid: link.uuid })).body.sid ?? ''
  await told()
  expect([(await inject(reader, download)).statusCode, (await inject(guest, download)).statusCode]).toEqual([
    200, 200,
  ])
  await admin.ok(roleFilterAdd, {
    account_id,
    filter: { 'filter.modality.equals': 'US' },
    permissions_mask: { study_download: 0 },
    object_type: 'Study',
  })
  await told()
  expect((await reader.ok(studyGet, { uuid })).permissions.study_download).toBe(0)
  expect((await reader.ok(studyGet, { uuid: ids.get('CT') ?? '' })).permissions.study_download).toBe(1)
  expect([(await inject(reader, download)).statusCode, (await inject(guest, download)).statusCode]).toEqual([
    403, 403,
  ])
})

test('a filter that is no filter, a mask that gives, and another account’s role are refused', async () => {
  const good = { account_id, filter: {}, permissions_mask: { study_view: 0 }, object_type: 'Study' }
  const refused = async (change: object) => {
    const { body } = await admin.call(roleFilterAdd, { ...good, ...change })
    return [body.error_type, body.error_subtype]
  }
  expect(await refused({ object_type: 'Cat' })).toEqual(['VALIDATION_FAILED', 'object_type'])
  expect(await refused({ filter: { 'filter.colour.equals': 'x' } })).toEqual(['VALIDATION_FAILED', 'filter'])
  expect(await refused({ permissions_mask: { study_view: 1 } })).toEqual([
    'INVALID_PERMISSION_VALUE',
    'study_view',
  ])
  expect(await refused({ permissions_mask: { study_fly: 0 } })).toEqual(['INVALID_PERMISSION', 'study_fly'])
  const other = await server.account()
  expect(await refused({ role_id: other.roles.user })).toEqual(['NOT_FOUND', 'role'])
})

test('the report has a line for each role with all that it may do', async () => {
  const { report_id } = await admin.ok(roleReportDetail, { account_id })
  expect((await admin.ok(reportStatus, { report_id })).percent).toBe(0)
  await roleReport.run(server.services, { report_id })
  expect((await admin.ok(reportStatus, { report_id })).percent).toBe(100)
  const { rawPayload, headers } = await inject(admin, `/api/v3/report/zip?report_id=${report_id}`)
  expect(headers['content-type']).toBe('application/zip')
  expect(rawPayload.includes('roles.csv')).toBe(true)
})
