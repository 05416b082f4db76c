import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import axios, { type AxiosInstance } from 'axios'
import { api } from 'dicomweb-client'
import { JSDOM } from 'jsdom'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildFile } from '../../dicom/testing/build.ts'
import { testServer } from '../../testing/server.ts'

/** dicomweb-client, the library by which OHIF and others ask, over real HTTP and a browser's requests. */

const server = testServer()
let client: api.DICOMwebClient
let http: AxiosInstance
const own = globalThis.XMLHttpRequest

beforeAll(async () => {
  const reader = await server.person(await server.account(), 'admin')
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/dicomweb`
  globalThis.XMLHttpRequest = new JSDOM('', { url }).window.XMLHttpRequest
  const authorization = `Basic ${Buffer.from(`${reader.email}:correct-horse-42`).toString('base64')}`
  client = new api.DICOMwebClient({ url, headers: { authorization } })
  http = axios.create({ baseURL: url, headers: { authorization }, adapter: 'http' })
})
afterAll(() => {
  globalThis.XMLHttpRequest = own
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`
const plain = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

test('a study is stored, found, opened in every way, and a report is stored back', async () => {
  const uids = { studyUID: newUID(), seriesUID: newUID(), sopUID: newUID() }
  const file = buildFile({ ...uids, frames: 2, rows: 8, columns: 8, patientID: 'C1', modality: 'CT' })
  await client.storeInstances({ datasets: [plain(file)] })
  const [studyInstanceUID, seriesInstanceUID, sopInstanceUID] = [uids.studyUID, uids.seriesUID, uids.sopUID]
  const studies = await client.searchForStudies({ queryParams: { StudyInstanceUID: studyInstanceUID } })
  expect(studies).toHaveLength(1)
  expect(await client.searchForSeries({ studyInstanceUID })).toHaveLength(1)
  expect(await client.searchForInstances({ studyInstanceUID, seriesInstanceUID })).toHaveLength(1)
  const [metadata] = await client.retrieveSeriesMetadata({ studyInstanceUID, seriesInstanceUID })
  expect(metadata).toMatchObject({ '00280008': { Value: [2] } })
  const instance = { studyInstanceUID, seriesInstanceUID, sopInstanceUID }
  const frames = await client.retrieveInstanceFrames({ ...instance, frameNumbers: [1, 2] })
  expect(frames.map((frame) => frame.byteLength)).toEqual([128, 128])
  const whole = await client.retrieveInstance(instance)
  expect(Buffer.from(whole).equals(file)).toBe(true)
  const [picture] = await client.retrieveInstanceRendered({
    ...instance,
    mediaTypes: [{ mediaType: 'image/png' }],
  })
  expect(Buffer.from(new Uint8Array(picture ?? [])).toString('latin1', 1, 4)).toBe('PNG')
  expect(await client.retrieveStudy({ studyInstanceUID })).toHaveLength(1)

  const report = buildFile({
    studyUID: studyInstanceUID,
    seriesUID: newUID(),
    sopUID: newUID(),
    sopClassUID: '1.2.840.10008.5.1.4.1.1.88.33',
    modality: 'SR',
    samples: 0,
    patientID: 'C1',
  })
  await client.storeInstances({ studyInstanceUID, datasets: [plain(report)] })
  const series = await client.searchForSeries({ studyInstanceUID })
  expect(series).toHaveLength(2)
  expect(await client.searchForInstances({ queryParams: { PatientID: 'nobody' } })).toEqual([])
})

test('requests that axios builds are understood', async () => {
  const uids = { studyUID: newUID(), seriesUID: newUID(), sopUID: newUID() }
  const file = buildFile({ ...uids, patientID: 'A1' })
  const stored = await http.post('/studies', file, { headers: { 'content-type': 'application/dicom' } })
  expect(stored.status).toBe(200)
  const found = await http.get('/studies', {
    params: { PatientID: 'A1', includefield: ['00081030', '00080090'] },
  })
  expect(found.data).toHaveLength(1)
  const path = `/studies/${uids.studyUID}/series/${uids.seriesUID}/instances/${uids.sopUID}`
  const metadata = await http.get(`${path}/metadata`)
  expect(metadata.data[0]['00080018'].Value).toEqual([uids.sopUID])
  const headers = { accept: 'application/dicom' }
  const whole = await http.get(path, { responseType: 'arraybuffer', headers })
  expect(Buffer.from(whole.data).equals(file)).toBe(true)
  expect((await http.delete(`/studies/${uids.studyUID}`)).status).toBe(204)
  const none = await http.get('/studies', { params: { PatientID: 'A1' } })
  expect(none.status).toBe(204)
})
