import { randomUUID } from 'node:crypto'
import { crc32, gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildFile } from '../../dicom/testing/build.ts'
import { type Person, testServer } from '../../testing/server.ts'

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
const call = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: { payload?: Buffer | string; headers?: Record<string, string> } = {},
  who = reader,
) =>
  server.app.inject({
    method,
    url: `/api/v3/storage${path}${path.includes('?') ? '&' : '?'}sid=${who.sid}`,
    ...options,
  })

async function posted() {
  const [studyUID, seriesUID, sopUID] = [newUID(), newUID(), newUID()]
  const file = buildFile({ studyUID, seriesUID, sopUID, frames: 2 })
  const answer = await call('POST', `/namespace/${namespace}/image?study_uid=${studyUID}`, { payload: file })
  expect(answer.statusCode).toBe(202)
  const image: Record<string, string> = answer.json()
  const study = `/study/${namespace}/${studyUID}`
  return {
    file,
    studyUID,
    seriesUID,
    sopUID,
    image,
    study,
    path: `${study}/image/${sopUID}/version/${image.image_version}`,
  }
}

test('an image answers who it is, every value true', async () => {
  const { image, studyUID, sopUID } = await posted()
  expect(image).toMatchObject({ study_uid: studyUID, image_uid: sopUID, namespace })
  expect(Object.values(image).every(Boolean)).toBe(true)
})

test('raw, gzip, form and parts are one image', async () => {
  const { file, studyUID, study } = await posted()
  const path = `/namespace/${namespace}/image`
  expect(
    (await call('POST', path, { payload: gzipSync(file), headers: { 'content-encoding': 'gzip' } }))
      .statusCode,
  ).toBe(202)
  const form = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a.dcm"\r\n\r\n'),
    file,
    Buffer.from('\r\n--b--\r\n'),
  ])
  expect(
    (
      await call('POST', path, {
        payload: form,
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      })
    ).statusCode,
  ).toBe(202)

  const { upload_uuid } = (await call('GET', '/multipart/initiate')).json()
  for (const [n, part] of [file.subarray(0, 400), file.subarray(400)].entries()) {
    const headers = {
      'x-ambrahealth-part-checksum': String(crc32(part)),
      'x-file-size': String(part.length),
      'x-file-name': `0000${n}`,
    }
    expect((await call('POST', `/multipart/${upload_uuid}`, { payload: part, headers })).statusCode).toBe(202)
    expect(
      (
        await call('POST', `/multipart/${upload_uuid}`, {
          payload: part,
          headers: { ...headers, 'x-ambrahealth-part-checksum': '1' },
        })
      ).statusCode,
    ).toBe(400)
  }
  const complete = await call(
    'POST',
    `/multipart/${upload_uuid}/complete?namespace=${namespace}&endpoint=image&study_uid=${studyUID}`,
  )
  expect(complete.statusCode).toBe(202)
  expect((await call('GET', `${study}/count`)).json()).toEqual({ images: 1, attachments: 0 })
})

test('without /study/add the image is stored and no study appears in services', async () => {
  const { studyUID } = await posted()
  const record = await server.services.db
    .selectFrom('study')
    .select('uuid')
    .where('study_uid', '=', studyUID)
    .execute()
  expect(record).toEqual([])
})

test('the schema names images and attachments; strangers learn nothing', async () => {
  const { study, sopUID, seriesUID } = await posted()
  const { series, attachments } = (await call('GET', `${study}/schema`)).json()
  expect(series[0]).toMatchObject({ series_uid: seriesUID, images: [{ id: sopUID }] })
  expect(series[0].images[0].version).toBeTruthy()
  expect(attachments).toEqual([])
  for (const path of ['/schema', '/count', '/json', '/phi', '/download?bundle=dicom']) {
    expect([path, (await call('GET', study + path, {}, stranger)).statusCode]).toEqual([path, 404])
  }
  const refused = await server.app.inject({ url: `/api/v3/storage${study}/schema?sid=nothing` })
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({ kind: { readable_status: 'ACCESS_DENIED', code: 7 } })
  expect(
    (await server.app.inject({ url: `/host/localhost/api/v3/storage${study}/schema?sid=${reader.sid}` }))
      .statusCode,
  ).toBe(200)
})

test('tags are given by group, element, keyword, vr, length and value', async () => {
  const { path, study } = await posted()
  const { tags } = (await call('GET', `${path}/json`)).json()
  expect(tags).toContainEqual({
    group: 0x10,
    element: 0x10,
    name: 'PatientName',
    vr: 'PN',
    vl: 12,
    value: 'Test^Patient',
  })
  expect(tags.some((tag: { group: number; element: number }) => tag.group === 2 && tag.element === 0)).toBe(
    false,
  )
  expect(tags.some((tag: { group: number }) => tag.group === 2)).toBe(true)
  const [only] = (await call('GET', `${study}/json?include_tags=00100020`)).json()
  expect(only.tags).toHaveLength(1)
})

test('pictures, frame by frame', async () => {
  const { path } = await posted()
  for (const [suffix, type] of [
    ['thumbnail', 'image/jpeg'],
    ['diagnostic', 'image/png'],
    ['', 'image/jpeg'],
  ]) {
    const answer = await call('GET', `${path}/frame/2${suffix ? `/${suffix}` : ''}`)
    expect([suffix, answer.statusCode, answer.headers['content-type']]).toEqual([suffix, 200, type])
  }
  expect((await call('GET', `${path}/frame/3`)).statusCode).toBe(404)
  expect((await call('GET', `${path}/frame/1?quality=2`)).statusCode).toBe(400)
})

test('attachments come and go', async () => {
  const { study } = await posted()
  const form =
    '--b\r\nContent-Disposition: form-data; name="data"; filename="a/re port.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n'
  const made = await call('POST', `${study}/attachment`, {
    payload: form,
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  })
  expect(made.statusCode).toBe(202)
  const { id, version, filename } = made.json()
  expect(filename).toBe('re port.txt')
  const path = `${study}/attachment/${id}/version/${version}`
  expect((await call('GET', path)).body).toBe('hello')
  expect((await call('GET', `${study}/attachment/latest.txt`)).body).toBe('hello')
  expect((await call('GET', `${study}/attachment/latest.pdf`)).statusCode).toBe(404)
  expect((await call('DELETE', path, {}, stranger)).statusCode).toBe(404)
  expect((await call('DELETE', path)).statusCode).toBe(202)
  expect((await call('GET', path)).statusCode).toBe(404)
})

test('images are deleted one by one, and the study after them', async () => {
  const { study, sopUID } = await posted()
  expect((await call('DELETE', `${study}/images`, { payload: '' })).json()).toMatchObject({
    kind: { readable_status: 'BAD_REQUEST' },
  })
  expect((await call('DELETE', `${study}/image/1.2.3`)).statusCode).toBe(404)
  expect((await call('DELETE', `${study}/images`, { payload: sopUID })).statusCode).toBe(202)
  expect((await call('GET', `${study}/schema`)).statusCode).toBe(404)
  const again = await posted()
  expect((await call('DELETE', again.study)).statusCode).toBe(202)
})

test('a download is a zip of the files; DICOMweb metadata of one instance is an object', async () => {
  const { study, file, studyUID, seriesUID, sopUID } = await posted()
  const zip = await call('GET', `${study}/download?bundle=dicom`)
  expect(zip.headers['content-type']).toBe('application/zip')
  expect(zip.rawPayload.includes(file)).toBe(true)
  expect((await call('GET', `${study}/download`)).statusCode).toBe(412)
  const base = `/dicomweb/${namespace}/studies/${studyUID}`
  expect((await call('GET', `${base}/metadata`)).json()).toHaveLength(1)
  const one = (await call('GET', `${base}/series/${seriesUID}/instances/${sopUID}/metadata`)).json()
  expect(one['00080018'].Value).toEqual([sopUID])
  expect(one['7FE00010']).toBeUndefined()
})

test('what is no DICOM is refused in the form that clients read', async () => {
  const answer = await call('POST', `/namespace/${namespace}/image`, { payload: 'hello' })
  expect(answer.statusCode).toBe(412)
  expect(answer.json()).toMatchObject({
    kind: { readable_status: 'VALIDATION_ERROR', code: 99 },
    message: expect.stringContaining('Not a DICOM file'),
  })
  expect((await call('POST', `/namespace/${namespace}/image`, { payload: 'x' }, stranger)).statusCode).toBe(
    404,
  )
})
