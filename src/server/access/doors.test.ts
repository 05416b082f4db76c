import type { AddressInfo } from 'node:net'
import type { InjectOptions } from 'fastify'
import { beforeAll, expect, test } from 'vitest'
import { linkAdd, linkSession } from '#contract/link.ts'
import { studyList } from '#contract/study/list.ts'
import { studyShare } from '#contract/study/share.ts'
import { buildFile } from '../dicom/testing/build.ts'
import { type Person, testServer } from '../testing/server.ts'

/** The doors beside the commands: DICOMweb, storage and channels let nobody in who does not belong to the account. */

const server = testServer()
const FILE = { studyUID: '1.5.1', seriesUID: '1.5.1.1', sopUID: '1.5.1.1.1', patientID: 'S1' }
const { studyUID, seriesUID, sopUID } = FILE

let owner: Person
let namespace = ''
let version = ''
const others = new Map<string, string | undefined>([['nobody', undefined]])

const headersOf = (sid: string | undefined) => (sid ? { 'x-ambrahealth-sid': sid } : {})

async function store(who: Person, into: string, file: typeof FILE) {
  const stored = await server.app.inject({
    method: 'POST',
    url: `/dicomweb/namespaces/${into}/studies`,
    headers: {
      ...headersOf(who.sid),
      'content-type': 'multipart/related; type="application/dicom"; boundary=b',
    },
    payload: Buffer.concat([
      Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
      buildFile(file),
      Buffer.from('\r\n--b--\r\n'),
    ]),
  })
  expect(stored.statusCode).toBe(200)
  await server.services.pool.query('update study set phantom = false where study_uid = $1', [file.studyUID])
}

beforeAll(async () => {
  const account = await server.account()
  owner = await server.person(account, 'admin', { global: true })
  namespace = account.namespace_id
  await store(owner, namespace, FILE)
  const { rows } = await server.services.pool.query(
    "select encode(hash, 'hex') as hash from stored_instance where sop_instance_uid = $1",
    [sopUID],
  )
  version = String(rows[0]?.hash)

  const elsewhere = await server.account()
  const admin = await server.person(elsewhere, 'admin', { global: true })
  const own = { studyUID: '1.5.2', seriesUID: '1.5.2.1', sopUID: '1.5.2.1.1', patientID: 'S1' }
  await store(admin, elsewhere.namespace_id, own)
  const study = (await admin.ok(studyList, {})).studies[0]?.uuid ?? ''
  const link = await admin.ok(linkAdd, { study_id: study, action: 'STUDY_VIEW', inherit_permissions: 1 })
  const upload = await admin.ok(linkAdd, { namespace_id: elsewhere.namespace_id, action: 'STUDY_UPLOAD' })
  const guest = async (uuid: string) => (await server.call(linkSession, { uuid })).body.sid
  others.set('an admin of another account', admin.sid)
  others.set('a user of another account', (await server.person(elsewhere)).sid)
  others.set('a user of no account', (await server.person()).sid)
  others.set('a guest of a link', await guest(link.uuid))
  others.set('a guest of an upload link', await guest(upload.uuid))
})

const web = `/dicomweb/studies/${studyUID}`
const instance = `${web}/series/${seriesUID}/instances/${sopUID}`

/** Every way to read the study, as its owner can. */
const reads = () => {
  const study = `/api/v3/storage/study/${namespace}/${studyUID}`
  const image = `${study}/image/${sopUID}/version/${version}`
  return [
    `${web}/metadata`,
    web,
    `${web}/series/${seriesUID}/metadata`,
    `${web}/series/${seriesUID}`,
    `${instance}/metadata`,
    instance,
    `${instance}/frames/1`,
    `${instance}/rendered`,
    `/dicomweb/namespaces/${namespace}/studies/${studyUID}/metadata`,
    `/dicomweb/wado?requestType=WADO&studyUID=${studyUID}&seriesUID=${seriesUID}&objectUID=${sopUID}&contentType=application/dicom`,
    `${study}/schema`,
    `${study}/count`,
    `${study}/phi`,
    `${study}/json`,
    `${study}/download?bundle=dicom`,
    `${image}/attribute`,
    `${image}/frame/0/diagnostic`,
    `${image}/frame/0/thumbnail`,
    `/api/v3/storage/dicomweb/${namespace}/studies/${studyUID}/metadata`,
  ]
}

const ask = async (options: InjectOptions, sid: string | undefined) =>
  (await server.app.inject({ ...options, headers: { ...headersOf(sid), ...options.headers } })).statusCode

test('every way to read a study is open to its owner and shut to everybody else', async () => {
  const opened = await Promise.all(reads().map((url) => ask({ url }, owner.sid)))
  expect(reads().filter((_url, n) => opened[n] !== 200)).toEqual([])
  for (const [who, sid] of others)
    for (const url of reads()) expect([401, 403, 404], `${who}: ${url}`).toContain(await ask({ url }, sid))
})

test('a search finds nothing of it', async () => {
  for (const [who, sid] of others) {
    for (const url of [
      `/dicomweb/studies?StudyInstanceUID=${studyUID}`,
      `/dicomweb/namespaces/${namespace}/studies`,
      '/dicomweb/instances',
    ]) {
      const { payload, statusCode } = await server.app.inject({ url, headers: headersOf(sid) })
      expect(payload, `${who}: ${url}`).not.toContain(`"${studyUID}`)
      expect([200, 204, 401, 403, 404], `${who}: ${url}`).toContain(statusCode)
    }
  }
})

test('nobody else changes, adds or deletes an image', async () => {
  const { rows: before } = await server.services.pool.query('select id, hash, current from stored_instance')
  const study = `/api/v3/storage/study/${namespace}/${studyUID}`
  const attempts: InjectOptions[] = [
    { method: 'DELETE', url: study },
    { method: 'DELETE', url: `${study}/image/${sopUID}` },
    { method: 'DELETE', url: web },
    { method: 'DELETE', url: `${web}/series/${seriesUID}` },
    { method: 'DELETE', url: instance },
    { method: 'DELETE', url: `/dicomweb/namespaces/${namespace}/studies/${studyUID}` },
    { method: 'POST', url: `/api/v3/storage/namespace/${namespace}/image`, payload: buildFile(FILE) },
    {
      method: 'POST',
      url: `/dicomweb/namespaces/${namespace}/studies`,
      headers: { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' },
      payload: Buffer.concat([
        Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
        buildFile({ ...FILE, sopUID: `${sopUID}.9` }),
        Buffer.from('\r\n--b--\r\n'),
      ]),
    },
  ]
  for (const [who, sid] of others)
    for (const attempt of attempts)
      expect([401, 403, 404], `${who}: ${attempt.method} ${attempt.url}`).toContain(await ask(attempt, sid))
  const { rows: after } = await server.services.pool.query('select id, hash, current from stored_instance')
  expect(after).toEqual(before)
})

test('nobody else subscribes to a channel of the account', async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v3/channel/websocket`)
  await new Promise((done) => socket.addEventListener('open', done))
  const subscribe = (channel: string, sid: string | undefined) =>
    new Promise<string>((done) => {
      socket.addEventListener('message', ({ data }) => done(String(data)), { once: true })
      socket.send(JSON.stringify({ action: 'subscribe', channel, ...(sid ? { sid } : {}) }))
    })
  for (const kind of ['study', 'job', 'activity']) {
    const channel = `${kind}.${namespace}`
    for (const [who, sid] of others)
      expect(await subscribe(channel, sid), `${who}: ${channel}`).toContain('"status":"ERROR"')
    expect(await subscribe(channel, owner.sid)).toContain('"status":"OK"')
  }
  socket.close()
})

test('whoever a study was shared with takes away their own record, and never the images', async () => {
  const file = { studyUID: '1.5.3', seriesUID: '1.5.3.1', sopUID: '1.5.3.1.1', patientID: 'S3' }
  await store(owner, namespace, file)
  const there = await server.account()
  const recipient = await server.person(there, 'admin', { global: true })
  await server.services.db
    .updateTable('role')
    .set({ permissions: JSON.stringify({ study_delete: 1, study_delete_image: 1, study_edit: 1 }) })
    .where('account_id', '=', there.uuid)
    .execute()
  const share_code = `doors-${there.uuid}`
  await server.services.db
    .updateTable('namespace')
    .set({ share_code })
    .where('uuid', '=', there.namespace_id)
    .execute()
  const { studies } = await owner.ok(studyList, { 'filter.study_uid.equals': file.studyUID })
  await owner.ok(studyShare, { uuid: studies[0]?.uuid, share_code })
  const path = `/dicomweb/studies/${file.studyUID}`
  const one = `${path}/series/${file.seriesUID}/instances/${file.sopUID}`
  const stored = `/api/v3/storage/study/${namespace}/${file.studyUID}`
  expect(await ask({ url: one }, recipient.sid)).toBe(200)
  for (const url of [
    one,
    `${path}/series/${file.seriesUID}`,
    `${stored}?phi_namespace=${there.namespace_id}`,
    `${stored}/image/${file.sopUID}?phi_namespace=${there.namespace_id}`,
  ])
    expect(await ask({ method: 'DELETE', url }, recipient.sid), url).toBe(403)
  expect(await ask({ method: 'DELETE', url: path }, recipient.sid)).toBe(204)
  expect(await ask({ url: one }, recipient.sid)).toBe(404)
  expect(await ask({ url: one }, owner.sid)).toBe(200)
})

test('its owner deletes an instance, a series and a study by DICOMweb', async () => {
  const [first, second] = ['1', '2'].map((end) => ({
    studyUID: '1.5.4',
    seriesUID: '1.5.4.1',
    sopUID: `1.5.4.1.${end}`,
    patientID: 'S4',
  }))
  if (!first || !second) throw new Error('there are two')
  await store(owner, namespace, first)
  await store(owner, namespace, second)
  const series = `/dicomweb/studies/1.5.4/series/1.5.4.1`
  expect(await ask({ method: 'DELETE', url: `${series}/instances/${first.sopUID}` }, owner.sid)).toBe(204)
  expect(await ask({ url: `${series}/instances/${first.sopUID}` }, owner.sid)).toBe(404)
  expect(await ask({ method: 'DELETE', url: `${series}/instances/${first.sopUID}` }, owner.sid)).toBe(404)
  expect(await ask({ url: `${series}/instances/${second.sopUID}` }, owner.sid)).toBe(200)
  expect(await ask({ method: 'DELETE', url: series }, owner.sid)).toBe(204)
  expect(await ask({ url: `${series}/instances/${second.sopUID}` }, owner.sid)).toBe(404)
  expect(await ask({ method: 'DELETE', url: '/dicomweb/studies/1.5.4' }, owner.sid)).toBe(204)
  expect((await owner.ok(studyList, { 'filter.study_uid.equals': '1.5.4' })).studies).toEqual([])
})
