import type { AddressInfo } from 'node:net'
import type { InjectOptions } from 'fastify'
import { beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { annotationAdd, annotationList } from '#contract/annotation.ts'
import { PERMISSIONS, STUDY_FIELD_PERMISSIONS } from '#contract/permission.ts'
import { radreportAdd, radreportDelete, radreportGet } from '#contract/radreport.ts'
import { roleSet } from '#contract/role.ts'
import { studySet } from '#contract/study/edit.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { studyStatusGet } from '#contract/study/status.ts'
import { buildFile } from '../dicom/testing/build.ts'
import { BESIDE_COMMANDS } from '../testing/permission_places.ts'
import { type Person, testServer } from '../testing/server.ts'

/** Flags that are not a command's: storage, channels, and what an answer holds. With each, and with all but it. */

const server = testServer()
const FILE = { studyUID: '1.6.1', seriesUID: '1.6.1.1', sopUID: '1.6.1.1.1', patientID: 'S1' }
let admin: Person
let member: Person
let namespace = ''
let account_id = ''
let role = ''
let study = ''
let storage = ''

/** A reader is remembered until the database has told of a change, which takes a moment: another cookie, another reader. */
let changes = 0
const call = (who: Person, options: InjectOptions) =>
  server.app.inject({
    ...options,
    headers: { 'x-ambrahealth-sid': who.sid, cookie: `n=${changes}`, ...options.headers },
  })
const form = (text: string): InjectOptions => ({
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
  payload: `--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${text}\r\n--b--\r\n`,
})

const studyGetRow = () => member.ok(studyGet, { uuid: study })

/** The role has every flag but those that take away, changed as told. */
async function permit(change: Readonly<Record<string, unknown>>): Promise<void> {
  changes++
  const all = PERMISSIONS.map((flag) => [flag, /_only_own$|_require_/.test(flag) ? 0 : 1])
  const permissions = JSON.stringify({ ...Object.fromEntries(all), ...change })
  await server.services.db.updateTable('role').set({ permissions }).where('uuid', '=', role).execute()
}
const approved = (must_approve: boolean) =>
  server.services.db.updateTable('study').set({ must_approve }).where('uuid', '=', study).execute()

beforeAll(async () => {
  const account = await server.account()
  admin = await server.person(account, 'admin', { global: true })
  member = await server.person(account, 'user', { global: true })
  ;({ namespace_id: namespace, uuid: account_id } = account)
  role = account.roles.user
  storage = `/api/v3/storage/study/${namespace}/${FILE.studyUID}`
  const stored = await call(admin, {
    method: 'POST',
    url: `/dicomweb/namespaces/${namespace}/studies`,
    headers: { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' },
    payload: Buffer.concat([
      Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
      buildFile(FILE),
      Buffer.from('\r\n--b--\r\n'),
    ]),
  })
  expect(stored.statusCode).toBe(200)
  study = (await admin.ok(studyList, {})).studies[0]?.uuid ?? ''
  await server.services.db.updateTable('study').set({ phantom: false }).where('uuid', '=', study).execute()
  await admin.ok(roleSet, {
    uuid: account.roles.admin,
    permissions: { radreport_edit: 1, radreport_view: 1 },
  })
  await admin.ok(radreportAdd, { study_id: study, type: 'CT', do_unlock: 1 })
  await admin.ok(annotationAdd, {
    study_id: study,
    series_uid: FILE.seriesUID,
    instance_uid: FILE.sopUID,
    frame_number: 1,
    json: {},
  })
})

const upload = async (who: Person) =>
  await call(who, { method: 'POST', url: `${storage}/attachment`, ...form(Math.random().toString()) })
const uploads = async (waits: boolean) => {
  await approved(waits)
  return (await upload(member)).statusCode === 202
}
/** Reads in both ways: the list of the schema and the file. */
const reads = async (waits: boolean) => {
  await approved(false)
  const { id, version } = (await upload(admin)).json()
  await approved(waits)
  const { attachments } = (await call(member, { url: `${storage}/schema` })).json()
  const file = await call(member, { url: `${storage}/attachment/${id}/version/${version}` })
  expect(file.statusCode === 200).toBe(attachments.length > 0)
  return file.statusCode === 200
}
const deletes = async (waits: boolean) => {
  await approved(false)
  const { id, version } = (await upload(admin)).json()
  await approved(waits)
  const url = `${storage}/attachment/${id}/version/${version}`
  return (await call(member, { method: 'DELETE', url })).statusCode === 202
}

async function hears(channel: string): Promise<boolean> {
  if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v3/channel/websocket`)
  await new Promise((done) => socket.addEventListener('open', done))
  const answer = new Promise<string>((done) =>
    socket.addEventListener('message', ({ data }) => done(String(data))),
  )
  socket.send(JSON.stringify({ action: 'subscribe', channel, sid: member.sid }))
  const { status } = JSON.parse(await answer)
  socket.close()
  return status === 'OK'
}

/** A search without the field finds nothing, with it what there is; both for commands and DICOMweb. */
const searches = (field: string) => async () => {
  await approved(false)
  const found = async (parameters: Record<`filter.${string}`, string>) =>
    (await member.ok(studyCount, { nocache: 1, ...parameters })).count
  const { statusCode } = await call(member, { url: '/dicomweb/studies' })
  const bare = await found({})
  expect([statusCode, await found({ 'filter.study_uid.equals': FILE.studyUID })]).toEqual([
    bare > 0 ? 200 : 204,
    1,
  ])
  await server.services.db
    .updateTable('study')
    .set({ [field]: '19700101' })
    .where('uuid', '=', study)
    .execute()
  expect(await found({ [`filter.${field}.equals`]: '19700101' })).toBe(1)
  return bare === 0
}

const RULES = JSON.stringify({ '': [{ values: ['Unread'] }] })

/** What is so with the flag and not without it. */
const EFFECTS: Record<(typeof BESIDE_COMMANDS)[number], () => Promise<boolean>> = {
  study_download: async () =>
    (await call(member, { url: `${storage}/download?bundle=dicom` })).statusCode === 200,
  study_delete_image: async () =>
    (await call(member, { method: 'DELETE', url: `${storage}/image/1.2.3` })).statusCode !== 403,
  study_report_view: () => reads(false),
  study_report_view_approved: () => reads(false),
  study_report_view_unapproved: () => reads(true),
  study_report_view_only_own: async () => !(await reads(false)),
  study_report_upload: () => uploads(false),
  study_report_upload_approved: () => uploads(false),
  study_report_upload_unapproved: () => uploads(true),
  study_report_delete: () => deletes(false),
  study_report_delete_approved: () => deletes(false),
  study_report_delete_unapproved: () => deletes(true),
  study_status_tags_ignore_rules: async () => {
    await approved(false)
    await admin.ok(accountSet, {
      uuid: account_id,
      settings: { study_status_tags: 'Unread,Final', study_status_tags_rules: RULES },
    })
    const { study_status_tags } = await member.ok(studyStatusGet, { study_id: study })
    return study_status_tags?.includes('Final') === true
  },
  study_search_require_patient_name: searches('patient_name'),
  study_search_require_patient_sex: searches('patient_sex'),
  study_search_require_accession_number: searches('accession_number'),
  study_search_require_patient_birth_date: searches('patient_birth_date'),
  study_search_require_patientid: searches('patientid'),
  annotation_view_only_own: async () =>
    (await member.ok(annotationList, { study_id: study })).annotations.length === 0,
  radreport_view_only_own: async () =>
    (await studyGetRow()).radreports.every(({ user_id }) => user_id === member.user_id),
  radreport_html_format: async () => {
    const { uuid } = await member.ok(radreportAdd, { study_id: study, type: 'CT', fields: { a: '<b>x</b>' } })
    const { html } = await member.ok(radreportGet, { uuid })
    await member.ok(radreportDelete, { uuid })
    return html === 1
  },
  channel_activity: () => hears(`activity.${namespace}`),
  channel_study: () => hears(`study.${namespace}`),
}

test.each(BESIDE_COMMANDS)('%s has its effect', async (flag) => {
  await permit({ [flag]: 1 })
  const withIt = await EFFECTS[flag]()
  await permit({ [flag]: 0 })
  expect([withIt, await EFFECTS[flag]()]).toEqual([true, false])
})

test('a field of a study is hidden and read-only as its flag says, where the account wants that kept on the server', async () => {
  await approved(false)
  await admin.ok(accountSet, { uuid: account_id, settings: { enforce_field_flags_server_side: '1' } })
  const fields = STUDY_FIELD_PERMISSIONS.map((flag) => flag.replace('study_field_', ''))
  const value = (field: string) => (field.endsWith('_date') ? '20200102' : 'CT')
  for (const field of fields) {
    const flag = `study_field_${field}`
    const set = (who: Person, text: string) => who.ok(studySet, { study_id: study, [field]: text })
    const read = async (who: Person) =>
      Object.entries(await who.ok(studyGet, { uuid: study })).find(([name]) => name === field)?.[1]
    await permit({ [flag]: 'F' })
    await set(member, value(field))
    expect([field, await read(member)]).toEqual([field, value(field)])
    await permit({ [flag]: 'O' })
    await set(member, field.endsWith('_date') ? '20210203' : 'MR')
    expect([field, await read(member)]).toEqual([field, value(field)])
    await permit({ [flag]: 'H' })
    expect([field, await read(member), await read(admin)]).toEqual([field, null, value(field)])
  }
})
