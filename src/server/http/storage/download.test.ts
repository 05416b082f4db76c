import { unzipSync } from 'fflate'
import { beforeAll, expect, test } from 'vitest'
import { studySet } from '#contract/study/edit.ts'
import { readInstance } from '../../dicom/instance.ts'
import { parseHeader } from '../../dicom/part10.ts'
import { buildFile } from '../../dicom/testing/build.ts'
import { RLE_LOSSLESS } from '../../dicom/transfer-syntax.ts'
import { firstText, headerSource } from '../../dicom/values.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let reader: Person
let namespace = ''
const STUDY = '1.6.1'

const FILES = [
  { studyUID: STUDY, seriesUID: '1.6.1.1', sopUID: '1.6.1.1.1', seriesNumber: 1, rows: 16, columns: 20 },
  {
    studyUID: STUDY,
    seriesUID: '1.6.1.2',
    sopUID: '1.6.1.2.1',
    seriesNumber: 2,
    rows: 16,
    columns: 20,
    frames: 3,
    transferSyntaxUID: RLE_LOSSLESS,
  },
].map((file) => ({ ...file, patientName: 'Doe^Jane', patientID: 'P1', modality: 'CT' }))

beforeAll(async () => {
  const account = await server.account()
  namespace = account.namespace_id
  reader = await server.person(account, 'admin')
  await stow(server, reader, namespace, FILES)
  await notifyStudy(server.services, { storage_namespace: namespace, study_uid: STUDY })
})

async function download(query: string): Promise<Record<string, Buffer>> {
  const answer = await server.app.inject({
    url: `/api/v3/storage/study/${namespace}/${STUDY}/download?sid=${reader.sid}&${query}`,
  })
  expect(answer.statusCode).toBe(200)
  const files = unzipSync(answer.rawPayload)
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)]))
}

const nameOf = async (bytes: Buffer | undefined) => {
  const file = bytes ?? Buffer.alloc(0)
  const { json } = await readInstance(file.length, async ({ start, end }) => file.subarray(start, end))
  return json['00100010']?.Value?.[0]
}

test('files come as they are stored until somebody says something else', async () => {
  const plain = await download('bundle=dicom')
  expect(Object.keys(plain)).toEqual(['DICOM/SER0001/IMG0001.dcm', 'DICOM/SER0002/IMG0001.dcm'])
  expect(plain['DICOM/SER0001/IMG0001.dcm']).toEqual(buildFile(FILES[0] ?? {}))
  const given = await download(
    `bundle=dicom&flat_directory=1&anonymize_tags=1048592=Roe^Ann,1048608=__DELETE__`,
  )
  for (const name of ['DICOM/IMG0001.dcm', 'DICOM/IMG0002.dcm']) {
    expect(await nameOf(given[name])).toEqual({ Alphabetic: 'Roe^Ann' })
    const header = parseHeader(given[name] ?? Buffer.alloc(0), given[name]?.length ?? 0)
    expect(header.dataSet.has(0x00100020)).toBe(false)
  }
  const { rows } = await server.services.pool.query('select uuid from study where study_uid = $1', [STUDY])
  await reader.ok(studySet, { study_id: rows[0].uuid, patient_name: 'Müller^Ida' })
  const edited = await download('bundle=dicom')
  expect(await nameOf(edited['DICOM/SER0002/IMG0001.dcm'])).toEqual({ Alphabetic: 'Müller^Ida' })
  await server.services.pool.query("update study set edited = '{}' where study_uid = $1", [STUDY])
})

test('a disc has a directory that leads to its files, and a page that shows them', async () => {
  const disc = await download('bundle=iso')
  expect(Object.keys(disc).sort()).toEqual([
    'DICOM/SER00001/IMG00001',
    'DICOM/SER00002/IMG00001',
    'DICOMDIR',
    'IMAGES/SER00001/IMG00001.jpg',
    'IMAGES/SER00002/IMG00001-0001.jpg',
    'IMAGES/SER00002/IMG00001-0002.jpg',
    'IMAGES/SER00002/IMG00001-0003.jpg',
    'VIEWER/study.js',
    'index.html',
  ])
  const bytes = disc.DICOMDIR ?? Buffer.alloc(0)
  const { dataSet } = parseHeader(bytes, bytes.length)
  const source = headerSource(parseHeader(bytes, bytes.length))
  const items = dataSet.get(0x00041220)?.items ?? []
  const type = (n: number) => firstText(items[n] ?? new Map(), 0x00041430, source)
  expect(items.map((_, n) => type(n))).toEqual(['PATIENT', 'STUDY', 'SERIES', 'IMAGE', 'SERIES', 'IMAGE'])
  // Offsets lead to the items of the records that they mean.
  const number = (n: number, tag: number) => bytes.readUInt32LE(items[n]?.get(tag)?.offset ?? 0)
  const at = (offset: number) => bytes.subarray(offset, offset + 4).toString('hex')
  for (const [n, tag] of [
    [0, 0x00041420],
    [1, 0x00041420],
    [2, 0x00041400],
    [2, 0x00041420],
  ] as const)
    expect(at(number(n, tag))).toBe('feff00e0')
  const next = number(2, 0x00041400)
  const series = items[4]?.get(0x00041400)
  expect(next).toBeLessThan(series?.offset ?? 0)
  expect((series?.offset ?? 0) - next).toBeLessThan(200)
  const file = firstText(items[5] ?? new Map(), 0x00041511, source)
  expect(file).toBe('1.6.1.2.1')
  const page = disc['VIEWER/study.js']?.toString() ?? ''
  const study = JSON.parse(page.slice('window.STUDY = '.length))
  expect(study).toMatchObject({ name: 'Doe^Jane', id: 'P1', series: [{ number: '1' }, { number: '2' }] })
  for (const { images } of study.series) for (const image of images) expect(disc).toHaveProperty([image])
})

test('series come as films when they are asked for', async () => {
  const films = await download('bundle=image&video_series_uids=1.6.1.2')
  const avi = films['VIDEOS/1.6.1.2.avi'] ?? Buffer.alloc(0)
  expect([avi.toString('latin1', 0, 4), avi.toString('latin1', 8, 12)]).toEqual(['RIFF', 'AVI '])
  expect(avi.readUInt32LE(4)).toBe(avi.length - 8)
  const pictures = [...avi.toString('latin1').matchAll(/00dc/g)].length
  // Three pictures, and three entries of the index.
  expect(pictures).toBe(6)
  const mp4 = await download('bundle=win&exclude_viewer=1&video_format=mp4&video_series_uids=1.6.1.1')
  expect(mp4['VIDEOS/1.6.1.1.mp4']?.toString('latin1', 4, 8)).toBe('ftyp')
  expect(mp4).not.toHaveProperty('index.html')
})

test('what cannot be read is named, and the rest comes', async () => {
  const { rows } = await server.services.pool.query(
    "select encode(hash, 'hex') as hash from stored_instance where sop_instance_uid = '1.6.1.1.1'",
  )
  await server.services.objects.delete(rows[0].hash)
  const files = await download('bundle=iso&stop_on_failure=1')
  expect(files['ERROR.txt']?.toString()).toContain('1.6.1.1.1')
  expect(files).toHaveProperty(['DICOM/SER00002/IMG00001'])
  expect(files).not.toHaveProperty('index.html')
})
