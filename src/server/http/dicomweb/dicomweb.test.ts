import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { readInstance } from '../../dicom/instance.ts'
import { buildFile, buildPixels, type FileOptions } from '../../dicom/testing/build.ts'
import {
  DEFLATED_LE,
  EXPLICIT_BE,
  EXPLICIT_LE,
  IMPLICIT_LE,
  RLE_LOSSLESS,
} from '../../dicom/transfer-syntax.ts'
import { readMp4 } from '../../imaging/mp4.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { type Person, testServer } from '../../testing/server.ts'
import { multipartParts } from './multipart.ts'

const server = testServer()
let reader: Person
let stranger: Person
let namespace = ''

beforeAll(async () => {
  const account = await server.account()
  namespace = account.namespace_id
  reader = await server.person(account, 'admin')
  stranger = await server.person(await server.account())
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

const get = (url: string, accept?: string, who: Person = reader) =>
  server.app.inject({
    method: 'GET',
    url: `/dicomweb${url}`,
    headers: { 'x-ambrahealth-sid': who.sid, ...(accept ? { accept } : {}) },
  })

const BOUNDARY = 'a boundary'
function store(files: Buffer[], who: Person = reader, url = '/dicomweb/studies') {
  const parts = files.flatMap((file) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
    file,
    Buffer.from('\r\n'),
  ])
  return server.app.inject({
    method: 'POST',
    url,
    headers: {
      'x-ambrahealth-sid': who.sid,
      'content-type': `multipart/related; type="application/dicom"; boundary="${BOUNDARY}"`,
    },
    payload: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  })
}

async function partsOf(answer: { headers: Record<string, unknown>; rawPayload: Buffer }): Promise<Buffer[]> {
  const boundary = /boundary=(\S+)/.exec(String(answer.headers['content-type']))?.[1] ?? ''
  async function* whole() {
    yield answer.rawPayload
  }
  const parts: Buffer[] = []
  for await (const part of multipartParts(whole(), boundary)) {
    const chunks: Buffer[] = []
    for await (const chunk of part.body) chunks.push(chunk)
    parts.push(Buffer.concat(chunks))
  }
  return parts
}

interface Made {
  options: FileOptions
  file: Buffer
  path: string
}

function make(options: FileOptions): Made {
  const full = { studyUID: newUID(), seriesUID: newUID(), sopUID: newUID(), ...options }
  return {
    options: full,
    file: buildFile(full),
    path: `/studies/${full.studyUID}/series/${full.seriesUID}/instances/${full.sopUID}`,
  }
}

const FRAMES = 'multipart/related; type="application/octet-stream"'
const FILE = 'multipart/related; type="application/dicom"'

for (const transferSyntaxUID of [EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE, DEFLATED_LE, RLE_LOSSLESS]) {
  test(`${transferSyntaxUID}: stored as it came, given as it is or in explicit little endian`, async () => {
    const { options, file, path } = make({ transferSyntaxUID, frames: 3, rows: 12, columns: 10 })
    expect((await store([file])).statusCode).toBe(200)

    const [same] = await partsOf(await get(path, `${FILE}; transfer-syntax=*`))
    expect(same?.equals(file)).toBe(true)

    const pixels = buildPixels(options)
    const frames = await partsOf(await get(`${path}/frames/3,1`, FRAMES))
    expect(frames.map((frame) => frame.equals(pixels.subarray(0, 240)))).toEqual([false, true])
    expect(frames[0]?.equals(pixels.subarray(480, 720))).toBe(true)

    const [plain] = await partsOf(await get(path, `${FILE}; transfer-syntax=${EXPLICIT_LE}`))
    expect(plain?.subarray(plain.length - pixels.length).equals(pixels)).toBe(true)
    expect((await store([plain ?? Buffer.alloc(0)])).statusCode).toBe(200)

    expect((await get(path, `${FILE}; transfer-syntax=1.2.840.10008.1.2.4.91`)).statusCode).toBe(406)
    expect((await get(`${path}/frames/4`, FRAMES)).statusCode).toBe(404)
    const { width, height, format } = await sharp(
      (await get(`${path}/rendered`, 'image/jpeg')).rawPayload,
    ).metadata()
    expect({ width, height, format }).toEqual({ width: 10, height: 12, format: 'jpeg' })
  })
}

test('a window chooses which values are black and white', async () => {
  const { file, path } = make({ rows: 1, columns: 4, pixel: (_f, _r, column) => column * 100 })
  await store([file])
  const shades = async (query: string) => [
    ...(await sharp((await get(`${path}/rendered${query}`, 'image/png')).rawPayload)
      .toColourspace('b-w')
      .raw()
      .toBuffer()),
  ]
  expect(await shades('?window=150,101,linear')).toEqual([0, 1, 255, 255])
  expect(await shades('?window=50,1,linear-exact')).toEqual([0, 255, 255, 255])
  expect(await shades('')).toEqual([0, 85, 170, 255])
  expect((await get(`${path}/rendered?window=1,0,linear`)).statusCode).toBe(400)
})

test('frames move in a GIF at their own rate', async () => {
  const { file, path } = make({
    frames: 4,
    rows: 12,
    columns: 10,
    windowCenter: 2048,
    windowWidth: 4096,
    pixel: (frame, row) => frame * 900 + row * 20,
    extra: [{ tag: 0x00181063, vr: 'DS', value: Buffer.from('100 ') }],
  })
  expect((await store([file])).statusCode).toBe(200)
  const answer = await get(`${path}/rendered`, 'image/gif')
  expect(answer.headers['content-type']).toBe('image/gif')
  const { format, pages, delay, loop, width, pageHeight } = await sharp(answer.rawPayload, {
    animated: true,
  }).metadata()
  expect({ format, pages, delay, loop, width, pageHeight }).toEqual({
    format: 'gif',
    pages: 4,
    delay: [100, 100, 100, 100],
    loop: 0,
    width: 10,
    pageHeight: 12,
  })
  const some = await get(`${path}/frames/2,4/rendered`, 'image/gif')
  expect((await sharp(some.rawPayload, { animated: true }).metadata()).pages).toBe(2)
  expect((await get(`${path}/thumbnail`, 'image/gif')).statusCode).toBe(406)
  expect((await get(path.replace(/\/series.*/, '/rendered'), 'image/gif')).statusCode).toBe(406)
})

test('a film comes as the stream that it is, fragments joined, whole or in parts', async () => {
  const film = Buffer.from(Array.from({ length: 64 }, (_, n) => n))
  film.write('ftyp', 4, 'latin1')
  const { file, path } = make({
    transferSyntaxUID: '1.2.840.10008.1.2.4.102',
    rows: 4,
    columns: 4,
    frames: 2,
    pixelData: film,
  })
  expect((await store([file])).statusCode).toBe(200)
  const whole = await get(`${path}/rendered`, 'video/*')
  expect(whole.headers['content-type']).toBe('video/mp4')
  expect(whole.rawPayload.equals(film)).toBe(true)
  const part = await server.app.inject({
    url: `/dicomweb${path}/rendered?accept=video/*`,
    headers: { 'x-ambrahealth-sid': reader.sid, range: 'bytes=20-49' },
  })
  expect(part.statusCode).toBe(206)
  expect(part.headers['content-range']).toBe('bytes 20-49/64')
  expect(part.rawPayload.equals(film.subarray(20, 50))).toBe(true)
  expect((await get(`${path}/rendered`, 'image/png')).statusCode).toBe(406)
})

test('studies are found by what they say, by nobody who may not see them', async () => {
  const patientID = `Q-${randomUUID().slice(0, 8)}`
  const one = make({
    patientID,
    patientName: 'Müller^Jürgen',
    characterSet: 'ISO_IR 192',
    studyDate: '20250310',
    accessionNumber: patientID,
    modality: 'CT',
  })
  const { studyUID } = one.options
  await store([
    one.file,
    make({
      studyUID,
      modality: 'SR',
      samples: 0,
      patientID,
      patientName: 'Müller^Jürgen',
      characterSet: 'ISO_IR 192',
      studyDate: '20250310',
    }).file,
  ])
  await store([make({ patientID: `${patientID}-2`, studyDate: '20240101' }).file])

  const found = async (query: string, who = reader): Promise<number> => {
    const answer = await get(`/studies?${query}`, undefined, who)
    return answer.statusCode === 204 ? 0 : answer.json().length
  }
  expect(await found(`PatientID=${patientID}`)).toBe(1)
  expect(await found(`00100020=${patientID}*`)).toBe(2)
  expect(await found(`PatientID=${patientID}*&StudyDate=20250101-20251231`)).toBe(1)
  expect(await found(`PatientID=${patientID}*&StudyDate=-20241231`)).toBe(1)
  expect(await found(`PatientID=${patientID}&PatientName=m%C3%BCller^j%C3%BCrgen`)).toBe(1)
  expect(await found(`PatientID=${patientID}&PatientName=M%C3%BCl*`)).toBe(1)
  expect(
    await found(`PatientID=${patientID}&PatientName=Jurgen%20Mul&fuzzymatching=true`),
  ).toBeLessThanOrEqual(1)
  expect(await found(`PatientID=${patientID}&ModalitiesInStudy=SR`)).toBe(1)
  expect(await found(`PatientID=${patientID}&ModalitiesInStudy=MR`)).toBe(0)
  expect(await found(`StudyInstanceUID=1.2.3,${studyUID}`)).toBe(1)
  expect(await found(`PatientID=${patientID}*&limit=1&offset=1`)).toBe(1)
  expect(await found(`PatientID=${patientID}*&limit=1&offset=2`)).toBe(0)
  expect(await found(`PatientID=${patientID}*`, stranger)).toBe(0)
  const both = `PatientID=${patientID},${patientID}-2`
  expect(await found(both)).toBe(0)
  expect(await found(`${both}&multiplevaluematching=true`)).toBe(2)
  expect(await found(`PatientID=${patientID}*&ReferringPhysicianName=""&emptyvaluematching=true`)).toBe(2)
  expect(await found(`PatientID=""&emptyvaluematching=true&StudyInstanceUID=${studyUID}`)).toBe(0)

  const [study] = (await get(`/studies?PatientID=${patientID}`)).json()
  expect(study['00080061'].Value).toEqual(['CT', 'SR'])
  expect(study['00201206'].Value).toEqual([2])
  expect(study['00201208'].Value).toEqual([2])
  expect((await get(`/studies/${studyUID}/series?Modality=SR`)).json()).toHaveLength(1)
  expect((await get(`/instances?StudyInstanceUID=${studyUID}`)).json()).toHaveLength(2)
  expect((await get(`/studies/${studyUID}/metadata`)).json()).toHaveLength(2)

  expect((await get('/studies?StudyDate=yesterday')).statusCode).toBe(400)
  expect((await get('/studies?NoSuchThing=1')).statusCode).toBe(400)
  expect((await get('/studies?PatientBirthName=x')).statusCode).toBeLessThan(300)
  for (const path of ['', '/metadata', '/rendered', '/series', '/instances']) {
    const { statusCode } = await get(`/studies/${studyUID}${path}`, undefined, stranger)
    expect([path, statusCode]).toEqual([path, 404])
  }
  expect((await server.app.inject({ url: '/dicomweb/studies' })).statusCode).toBe(401)
  expect((await get(`/namespaces/${namespace}/studies?PatientID=${patientID}`)).json()).toHaveLength(1)
  expect((await get(`/namespaces/${namespace}/studies`, undefined, stranger)).statusCode).toBe(404)
})

test('the same file twice is one image; changed bytes are a new version', async () => {
  const { options, file, path } = make({})
  const changed = buildFile({ ...options, pixel: () => 7 })
  for (const one of [file, file, changed]) expect((await store([one])).statusCode).toBe(200)
  const [now] = await partsOf(await get(path, FILE))
  expect(now?.equals(changed)).toBe(true)
  const versions = await server.services.db
    .selectFrom('stored_instance')
    .select(['version', 'current'])
    .where('sop_instance_uid', '=', options.sopUID ?? '')
    .orderBy('version')
    .execute()
  expect(versions).toEqual([
    { version: 1, current: false },
    { version: 2, current: true },
  ])
  const [study] = (await get(`/studies?StudyInstanceUID=${options.studyUID}`)).json()
  expect(study['00201208'].Value).toEqual([1])
})

test('images of another patient never join a study', async () => {
  const { options, file, path } = make({ patientID: 'ONE', patientName: 'One' })
  await store([file])
  const answer = await store([
    buildFile({ ...options, patientID: 'TWO', patientName: 'Two', pixel: () => 1 }),
  ])
  expect(answer.statusCode).toBe(409)
  expect(answer.json()['00081198'].Value[0]['00000902'].Value[0]).toContain('another patient')
  const [kept] = await partsOf(await get(path, FILE))
  expect(kept?.equals(file)).toBe(true)
})

test('what is made after a patient’s ID was corrected joins the study by the new one', async () => {
  const { options, file } = make({ patientID: 'WRONG' })
  await store([file])
  await server.services.db
    .updateTable('study')
    .set({ patientid: 'RIGHT', edited: ['patientid'] })
    .where('study_uid', '=', options.studyUID ?? '')
    .execute()
  const made = (patientID: string) => buildFile({ ...options, sopUID: `${options.sopUID}.9`, patientID })
  expect((await store([made('RIGHT')])).statusCode).toBe(200)
  expect((await store([make({ studyUID: options.studyUID, patientID: 'OTHER' }).file])).statusCode).toBe(409)
})

test('one bad file does not keep the others out, and its reason is told', async () => {
  const good = make({})
  const answer = await store([Buffer.from('not DICOM'), good.file, buildFile({ studyUID: 'letters' })])
  expect(answer.statusCode).toBe(202)
  expect(answer.json()['00081199'].Value).toHaveLength(1)
  expect(answer.json()['0008119A'].Value).toHaveLength(2)
  expect((await get(`/studies/${good.options.studyUID}`, FILE)).statusCode).toBe(200)
  const wrong = await store([make({}).file], reader, `/dicomweb/studies/${good.options.studyUID}`)
  expect(wrong.statusCode).toBe(409)
})

test('what a client gets wrong is a 4xx', async () => {
  const send = (headers: Record<string, string>, payload: string) =>
    server.app.inject({
      method: 'POST',
      url: '/dicomweb/studies',
      headers: { 'x-ambrahealth-sid': reader.sid, ...headers },
      payload,
    })
  expect((await send({ 'content-type': 'text/plain' }, 'x')).statusCode).toBe(415)
  expect(
    (await send({ 'content-type': 'multipart/related; type="application/dicom"' }, 'x')).statusCode,
  ).toBe(400)
  expect(
    (await send({ 'content-type': 'multipart/related; boundary=b' }, 'no boundary here')).statusCode,
  ).toBe(400)
  expect((await send({ 'content-type': 'multipart/related; boundary=b' }, '--b\r\n\r\ncut')).statusCode).toBe(
    400,
  )
})

test('the follow-up counts, ends the phantom and may be repeated', async () => {
  const { options, file } = make({ modality: 'MR' })
  await store([file])
  const reference = { storage_namespace: namespace, study_uid: options.studyUID ?? '' }
  for (let n = 0; n < 2; n++) await notifyStudy(server.services, reference)
  const record = await server.services.db
    .selectFrom('study')
    .selectAll()
    .where('study_uid', '=', reference.study_uid)
    .executeTakeFirstOrThrow()
  expect(record).toMatchObject({
    image_count: 1,
    phantom: false,
    modality: 'MR',
    patient_name: 'Test^Patient',
    size: file.length,
  })
  expect((await get(`/studies/${options.studyUID}/metadata`)).json()).toHaveLength(1)
})

test('frames move as MP4, at their rate and in even sizes', async () => {
  const { file, path } = make({ frames: 6, rows: 33, columns: 48 })
  await store([file])
  const answer = await get(`${path}/rendered`, 'video/mp4')
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'video/mp4'])
  const bytes = answer.rawPayload
  const film = await readMp4({
    hash: '',
    size: bytes.length,
    read: async ({ start, end }) => bytes.subarray(start, end),
    commit: async () => undefined,
    discard: async () => undefined,
  })
  expect(film).toMatchObject({ rows: 32, columns: 48, frames: 6 })
  expect(Math.round(1000 / (film.frameTime ?? 0))).toBe(24)
})

test('WADO-URI cuts out a region, and sends an object that says of nobody', async () => {
  const { file, path, options } = make({ rows: 40, columns: 60, patientName: 'Doe^Jane', patientID: 'P1' })
  await store([file])
  const { studyUID, seriesUID, sopUID } = options
  const uri = `/wado?requestType=WADO&studyUID=${studyUID}&seriesUID=${seriesUID}&objectUID=${sopUID}`
  const part = await get(`${uri}&contentType=image/png&region=0.5,0.25,1,0.75`)
  const whole = await get(`${path}/rendered`, 'image/png')
  expect(await sharp(part.rawPayload).raw().toBuffer()).toEqual(
    await sharp(whole.rawPayload).extract({ left: 30, top: 10, width: 30, height: 20 }).raw().toBuffer(),
  )
  expect((await get(`${uri}&contentType=image/png&region=0.5,0,0.2,1`)).statusCode).toBe(400)
  const anonymous = await get(`${uri}&contentType=application/dicom&anonymize=yes`)
  expect(anonymous.statusCode).toBe(200)
  const { rawPayload: bytes } = anonymous
  const instance = await readInstance(bytes.length, async ({ start, end }) => bytes.subarray(start, end))
  expect(instance.json['00100010']).toEqual({ vr: 'PN' })
  expect([instance.StudyInstanceUID, instance.SOPInstanceUID]).not.toContain(studyUID)
  expect(instance.SOPInstanceUID).not.toBe(sopUID)
})

test('the service says what it can do', async () => {
  const wadl = await get('', 'application/vnd.sun.wadl+xml')
  expect(wadl.headers['content-type']).toContain('application/vnd.sun.wadl+xml')
  expect(wadl.payload).toContain('<resource path="studies/{study}/series">')
  const json = (await get('/', 'application/json')).json()
  expect(json.methods).toContainEqual(
    expect.objectContaining({
      method: 'POST',
      path: '/studies',
      answers: ['application/dicom+json', 'application/dicom+xml'],
    }),
  )
  expect((await get('', 'image/png')).statusCode).toBe(406)
  // Nothing is promised that is not there.
  for (const { method, path } of json.methods) {
    const url = `/dicomweb${path.replaceAll(/\{\w+\}/g, '1.2')}`
    const answer = await server.app.inject({ method, url, headers: { 'x-ambrahealth-sid': reader.sid } })
    expect(answer.payload, `${method} ${path}`).not.toContain('ENDPOINT_NOT_FOUND')
    expect(answer.payload, `${method} ${path}`).not.toContain('Route')
  }
})
