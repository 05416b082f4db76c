import { expect, test } from 'vitest'
import { jobGet } from '#contract/job.ts'
import { studyList } from '#contract/study/list.ts'
import { RLE_LOSSLESS } from '../../dicom/transfer-syntax.ts'
import { textValue } from '../../dicom/write.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { studyCopy } from '../../jobs/study_copy.ts'
import { clinic as clinicOf, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
const clinic = () =>
  clinicOf(server, { study_split: 1, study_merge: 1, study_delete: 1, study_delete_image: 1 })
const SIZE = { rows: 8, columns: 12 }
let made = 0

/** Two series of an image each, the second compressed. */
async function stored(who: Person, namespace: string, patientID = 'P1') {
  made += 1
  const studyUID = `1.5.${made}`
  const text = (tag: number, value: string) => ({ tag, vr: 'DS', value: textValue(value, 'DS') })
  const file = {
    ...SIZE,
    studyUID,
    patientID,
    extra: [
      text(0x00200032, '-10\\20\\30'),
      text(0x00200037, '1\\0\\0\\0\\1\\0'),
      text(0x00280030, '0.5\\0.25'),
    ],
  }
  await stow(server, who, namespace, [
    { ...file, seriesNumber: 1, seriesUID: `${studyUID}.1`, sopUID: `${studyUID}.1.1` },
    {
      ...file,
      seriesNumber: 2,
      seriesUID: `${studyUID}.2`,
      sopUID: `${studyUID}.2.1`,
      transferSyntaxUID: RLE_LOSSLESS,
    },
  ])
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid: studyUID })
  return studyUID
}

const call = (
  who: Person,
  method: 'GET' | 'POST',
  path: string,
  options: { payload?: string; headers?: Record<string, string> } = {},
) =>
  server.app.inject({
    method,
    url: `/api/v3/storage${path}${path.includes('?') ? '&' : '?'}sid=${who.sid}`,
    ...options,
  })

/** What the queue would do. */
async function work() {
  const { rows } = await server.services.pool.query("select uuid from study_copy where state = 'SCHEDULED'")
  for (const { uuid } of rows) await studyCopy.run(server.services, { copy: uuid })
}

type Json = Record<string, { Value?: unknown[] } | undefined>

async function metadata(who: Person, namespace: string, study: string): Promise<Json[]> {
  const answer = await server.app.inject({
    url: `/dicomweb/namespaces/${namespace}/studies/${study}/metadata`,
    headers: { 'x-ambrahealth-sid': who.sid },
  })
  return answer.statusCode === 200 ? answer.json() : []
}

async function words(who: Person, namespace: string, image: Json) {
  const uid = (tag: string) => image[tag]?.Value?.[0]
  const answer = await server.app.inject({
    url: `/dicomweb/namespaces/${namespace}/studies/${uid('0020000D')}/series/${uid('0020000E')}/instances/${uid('00080018')}/frames/1`,
    headers: {
      'x-ambrahealth-sid': who.sid,
      accept: 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1',
    },
  })
  expect(answer.statusCode).toBe(200)
  const { rawPayload: bytes } = answer
  return Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readUInt16LE(n * 2))
}

const first = (image: Json | undefined, tag: string) => image?.[tag]?.Value?.[0]

test('regions are painted over where the body says so, and nowhere else', async () => {
  const { admin, namespace } = await clinic()
  const study = await stored(admin, namespace)
  const before = await metadata(admin, namespace, study)
  const regions = [{ x: 2, y: 1, width: 3, height: 2 }]
  const answer = await call(admin, 'POST', `/study/${namespace}/${study}/anonymize?color=%23ffffff`, {
    payload: JSON.stringify({ series: { [`${study}.2`]: { regions } } }),
    headers: { 'x-ambrahealth-job-id': 'paint' },
  })
  expect(answer.statusCode).toBe(202)
  expect(answer.payload).toMatch(/^2\.25\.\d+$/)
  expect((await admin.ok(jobGet, { id: 'paint' })).state).toBe('RUNNING')
  await work()
  expect((await admin.ok(jobGet, { id: 'paint' })).state).toBe('DONE')
  const after = await metadata(admin, namespace, answer.payload)
  expect(after).toHaveLength(2)
  for (const [n, image] of after.entries()) {
    expect(first(image, '00080018')).not.toBe(first(before[n], '00080018'))
    const [old, now] = [await words(admin, namespace, before[n] ?? {}), await words(admin, namespace, image)]
    const inside = (at: number) => {
      const [row, column] = [Math.floor(at / SIZE.columns), at % SIZE.columns]
      return n === 1 && row >= 1 && row < 3 && column >= 2 && column < 5
    }
    const white = 2 ** Number(first(image, '00280101')) - 1
    expect(now).toEqual(old.map((value, at) => (inside(at) ? white : value)))
  }
})

test('a region is cut out, and the image knows where it stands now', async () => {
  const { admin, namespace } = await clinic()
  const study = await stored(admin, namespace)
  const [before] = await metadata(admin, namespace, study)
  const answer = await call(admin, 'POST', `/study/${namespace}/${study}/crop?keep_image_uids=1`, {
    payload: JSON.stringify({ region: { x: 4, y: 2, width: 100, height: 3 } }),
  })
  await work()
  const after = await metadata(admin, namespace, answer.payload)
  expect(after).toHaveLength(2)
  for (const image of after) {
    expect([first(image, '00280010'), first(image, '00280011')]).toEqual([3, 8])
    // Four columns of 0.25 mm along x, two rows of 0.5 mm along y.
    expect(image['00200032']?.Value).toEqual([-9, 21, 30])
    expect(first(image, '00080008')).toBe('DERIVED')
    const old = await words(admin, namespace, before ?? {})
    const cut = old.filter((_, at) => {
      const [row, column] = [Math.floor(at / SIZE.columns), at % SIZE.columns]
      return row >= 2 && row < 5 && column >= 4
    })
    expect(await words(admin, namespace, image)).toEqual(cut)
  }
  expect(after.map((image) => first(image, '00080018')).sort()).toEqual([`${study}.1.1`, `${study}.2.1`])
})

test('series are split off, and go from the original where that is asked for', async () => {
  const { admin, namespace, place } = await clinic()
  const study = await stored(admin, namespace)
  const answer = await call(
    admin,
    'POST',
    `/study/${namespace}/${study}/split?series_uid=${study}.2&delete_series_from_original=1&to_namespace=${place}`,
  )
  await work()
  expect((await metadata(admin, place, answer.payload)).map((one) => first(one, '0020000E'))).toEqual([
    `${study}.2`,
  ])
  expect((await metadata(admin, namespace, study)).map((one) => first(one, '0020000E'))).toEqual([
    `${study}.1`,
  ])
  const cloned = await call(admin, 'POST', `/study/${namespace}/${study}/clone?new_series_uids=true`)
  await work()
  const [clone] = await metadata(admin, namespace, cloned.payload)
  expect(first(clone, '00080018')).toBe(`${study}.1.1`)
  expect(first(clone, '0020000E')).not.toBe(`${study}.1`)
})

test('studies of a patient are merged, those of two are not', async () => {
  const { admin, namespace } = await clinic()
  const [one, two, other] = [
    await stored(admin, namespace),
    await stored(admin, namespace),
    await stored(admin, namespace, 'P2'),
  ]
  const merge = (uid: string, more = '') =>
    call(admin, 'GET', `/study/${namespace}/${one}/merge?secondary_study_uid=${uid}${more}`)
  expect((await merge(other)).statusCode).toBe(409)
  expect((await merge('1.2.3')).statusCode).toBe(404)
  expect((await merge(two, '&delete_secondary_study=1')).statusCode).toBe(202)
  await work()
  const images = await metadata(admin, namespace, one)
  expect(images.map((image) => first(image, '00080018')).sort()).toEqual(
    [`${one}.1.1`, `${one}.2.1`, `${two}.1.1`, `${two}.2.1`].sort(),
  )
  expect(new Set(images.map((image) => first(image, '0020000D')))).toEqual(new Set([one]))
  const { studies } = await admin.ok(studyList, { 'filter.study_uid.equals': two })
  expect(studies).toEqual([])
})

test('nothing is made of what is not theirs, or of what cannot be read', async () => {
  const { admin, namespace, account } = await clinic()
  const study = await stored(admin, namespace)
  const stranger = await server.person(await server.account(), 'admin')
  const path = `/study/${namespace}/${study}`
  const body = JSON.stringify({ region: { x: 0, y: 0, width: 1, height: 1 } })
  for (const [method, way] of [
    ['POST', 'split'],
    ['POST', 'clone'],
    ['POST', 'crop'],
    ['POST', 'anonymize'],
    ['GET', 'merge?secondary_study_uid=1.2'],
  ] as const)
    expect((await call(stranger, method, `${path}/${way}`, { payload: body })).statusCode, way).toBe(404)
  const elsewhere = `${path}/crop?to_namespace=${stranger.namespace_id}`
  expect((await call(admin, 'POST', elsewhere, { payload: body })).statusCode).toBe(404)
  for (const bad of ['', '[]', '{"region":{"x":-1}}'])
    expect((await call(admin, 'POST', `${path}/crop`, { payload: bad })).statusCode, bad).toBe(400)
  expect((await call(admin, 'POST', `${path}/anonymize?color=red`, { payload: body })).statusCode).toBe(412)
  expect((await call(admin, 'POST', `${path}/split?series_uid=1.2.3`)).statusCode).toBe(404)
  const reader = await server.person(account)
  await server.services.pool.query(
    `update role set permissions = permissions || '{"study_upload":0}' where account_id = $1`,
    [account.uuid],
  )
  expect((await call(reader, 'POST', `${path}/clone`)).statusCode).toBe(403)
})
