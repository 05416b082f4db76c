import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { dataSetOfXml } from '../../dicom/xml-model.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let sender: Person

beforeAll(async () => {
  sender = await server.person(await server.account(), 'admin')
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

type Part = [headers: Record<string, string>, body: Buffer | string]

const post = (contentType: string, payload: Buffer | string) =>
  server.app.inject({
    method: 'POST',
    url: '/dicomweb/studies',
    headers: { 'x-ambrahealth-sid': sender.sid, 'content-type': contentType },
    payload,
  })

function postParts(root: string, parts: readonly Part[]) {
  const body = parts.flatMap(([headers, content]) => [
    Buffer.from(
      `--xyz\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return post(
    `multipart/related; type="${root}"; boundary=xyz`,
    Buffer.concat([...body, Buffer.from('--xyz--\r\n')]),
  )
}

const get = (url: string, accept: string) =>
  server.app.inject({ url: `/dicomweb${url}`, headers: { 'x-ambrahealth-sid': sender.sid, accept } })

interface Made {
  json: Record<string, unknown>
  path: string
}

function metadata(more: Record<string, unknown> = {}): Made {
  const [study, series, sop] = [newUID(), newUID(), newUID()]
  return {
    path: `/studies/${study}/series/${series}/instances/${sop}`,
    json: {
      '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
      '00080018': { vr: 'UI', Value: [sop] },
      '00080060': { vr: 'CS', Value: ['OT'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Ida', Ideographic: '山田' }] },
      '00100020': { vr: 'LO', Value: ['M-1'] },
      '0020000D': { vr: 'UI', Value: [study] },
      '0020000E': { vr: 'UI', Value: [series] },
      ...more,
    },
  }
}

const pixels = (vr = 'OW') => ({ vr, BulkDataURI: 'pixels' })
const WORDS = {
  '00280002': { vr: 'US', Value: [1] },
  '00280004': { vr: 'CS', Value: ['MONOCHROME2'] },
  '00280010': { vr: 'US', Value: [2] },
  '00280011': { vr: 'US', Value: [3] },
  '00280100': { vr: 'US', Value: [16] },
  '00280101': { vr: 'US', Value: [16] },
  '00280102': { vr: 'US', Value: [15] },
  '00280103': { vr: 'US', Value: [0] },
}

const metadataOf = async (path: string) => (await get(`${path}/metadata`, 'application/dicom+json')).json()[0]

test('JSON with its pixels and a private sequence apart becomes a file that says all of it', async () => {
  const { json, path } = metadata({
    ...WORDS,
    '00081140': {
      vr: 'SQ',
      Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] }, '00091001': { vr: 'OB', BulkDataURI: 'own' } }],
    },
    '00189073': { vr: 'FD', Value: [1.25] },
    '00200052': { vr: 'UI' },
    '00201209': { vr: 'IS', Value: [7] },
    '00280009': { vr: 'AT', Value: ['00181063'] },
    '7FE00010': pixels(),
  })
  const bytes = Buffer.from([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])
  const answer = await postParts('application/dicom+json', [
    [{ 'Content-Type': 'application/dicom+json' }, JSON.stringify([json])],
    [{ 'Content-Type': 'application/octet-stream', 'Content-Location': 'own' }, 'abc'],
    [{ 'Content-Type': 'application/octet-stream', 'Content-Location': 'pixels' }, bytes],
  ])
  expect([answer.statusCode, answer.json()['00081199'].Value.length]).toEqual([200, 1])
  expect(await metadataOf(path)).toMatchObject({
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Ida', Ideographic: '山田' }] },
    '00081140': {
      Value: [
        {
          '00081155': { vr: 'UI', Value: ['1.2.3'] },
          '00091001': { vr: 'OB', InlineBinary: Buffer.from('abc\0').toString('base64') },
        },
      ],
    },
    '00189073': { vr: 'FD', Value: [1.25] },
    '00200052': { vr: 'UI' },
    '00201209': { vr: 'IS', Value: [7] },
    '00280009': { vr: 'AT', Value: ['00181063'] },
  })
  const frame = await get(`${path}/frames/1`, 'application/octet-stream')
  expect(frame.rawPayload).toEqual(bytes)
})

test('XML says the same', async () => {
  const { json, path } = metadata()
  const uid = (tag: string) => (json[tag] as { Value: string[] }).Value[0]
  const attribute = (tag: string, vr: string, content: string) =>
    `<DicomAttribute tag="${tag}" vr="${vr}">${content}</DicomAttribute>`
  const value = (text: string | undefined) => `<Value number="1">${text}</Value>`
  const xml = `<?xml version="1.0" encoding="UTF-8"?><NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">${[
    ...['00080016', '00080018', '0020000D', '0020000E'].map((tag) => attribute(tag, 'UI', value(uid(tag)))),
    attribute(
      '00100010',
      'PN',
      '<PersonName number="1"><Alphabetic><FamilyName>Müller</FamilyName><GivenName>Ida</GivenName></Alphabetic></PersonName>',
    ),
    attribute('00101030', 'DS', value('61.5')),
    attribute('00081140', 'SQ', `<Item number="1">${attribute('00081155', 'UI', value('1.2.3'))}</Item>`),
    ...Object.entries(WORDS).map(([tag, { vr, Value }]) => attribute(tag, vr, value(String(Value[0])))),
    attribute('7FE00010', 'OW', '<BulkData uri="pixels"/>'),
  ].join('')}</NativeDicomModel>`
  const answer = await postParts('application/dicom+xml', [
    [{ 'Content-Type': 'application/dicom+xml' }, xml],
    [{ 'Content-Type': 'application/octet-stream', 'Content-Location': 'pixels' }, Buffer.alloc(12, 7)],
  ])
  expect(answer.statusCode).toBe(200)
  expect(await metadataOf(path)).toMatchObject({
    '00100010': { Value: [{ Alphabetic: 'Müller^Ida' }] },
    '00101030': { vr: 'DS', Value: [61.5] },
    '00081140': { Value: [{ '00081155': { Value: ['1.2.3'] } }] },
  })
  expect((await get(`${path}/frames/1`, 'application/octet-stream')).rawPayload).toEqual(Buffer.alloc(12, 7))
  // And out again: what was said in XML is said in XML, a part for each data set.
  const out = await get(`${path}/metadata`, 'multipart/related; type="application/dicom+xml"')
  expect(out.headers['content-type']).toContain('type="application/dicom+xml"')
  const [written = ''] = /<NativeDicomModel[\s\S]*<\/NativeDicomModel>/.exec(out.body) ?? []
  const { '7FE00010': pixels, ...said } = await metadataOf(path)
  expect(dataSetOfXml(written)).toMatchObject(said)
  expect(dataSetOfXml(written)['7FE00010']?.BulkDataURI).toBe(pixels?.BulkDataURI)
  const found = await get('/studies?limit=1', 'application/dicom+xml')
  expect(found.body).toContain('keyword="StudyInstanceUID"')
  expect((await get('/studies?limit=1', 'application/dicom+xml;q=0.5, application/json')).body).toMatch(/^\[/)
  const bomb = '<!DOCTYPE a [<!ENTITY b "c">]><NativeDicomModel/>'
  expect(
    (await postParts('application/dicom+xml', [[{ 'Content-Type': 'application/dicom+xml' }, bomb]]))
      .statusCode,
  ).toBe(400)
})

test('a photograph is an image with the attributes that the picture has', async () => {
  const picture = sharp({ create: { width: 40, height: 24, channels: 3, background: '#20c040' } })
  for (const [type, bytes, syntax] of [
    ['image/jpeg', await picture.clone().jpeg().toBuffer(), '1.2.840.10008.1.2.4.50'],
    ['image/png', await picture.clone().png().toBuffer(), '1.2.840.10008.1.2.1'],
  ] as const) {
    const { json, path } = metadata({ '7FE00010': pixels('OB') })
    const answer = await postParts('application/dicom+json', [
      [{ 'Content-Type': 'application/dicom+json' }, JSON.stringify([json])],
      [{ 'Content-Type': type, 'Content-Location': 'pixels' }, bytes],
    ])
    expect(answer.statusCode, type).toBe(200)
    expect(await metadataOf(path)).toMatchObject({
      '00280010': { Value: [24] },
      '00280011': { Value: [40] },
      '00083002': { Value: [syntax] },
    })
    const { data } = await sharp((await get(`${path}/rendered`, 'image/png')).rawPayload)
      .raw()
      .toBuffer({ resolveWithObject: true })
    for (const [n, wanted] of [0x20, 0xc0, 0x40].entries())
      expect(Math.abs((data[n] ?? 0) - wanted)).toBeLessThan(6)
  }
})

test('what cannot be put together is refused, the rest is stored', async () => {
  const whole = metadata()
  const broken = metadata({ ...WORDS, '7FE00010': pixels() })
  const answer = await postParts('application/dicom+json', [
    [{ 'Content-Type': 'application/dicom+json' }, JSON.stringify([whole.json, broken.json])],
  ])
  expect(answer.statusCode).toBe(202)
  const { '00081198': failed, '00081199': stored } = answer.json()
  expect([failed.Value.length, stored.Value.length]).toEqual([1, 1])
  expect(failed.Value[0]['00000902'].Value[0]).toContain('location pixels')
  const plain = metadata()
  expect((await post('application/dicom+json', JSON.stringify([plain.json]))).statusCode).toBe(200)
  expect((await metadataOf(plain.path))['00100020'].Value).toEqual(['M-1'])
  for (const body of ['{', '[{"00100010":5}]', '[[]]'])
    expect((await post('application/dicom+json', body)).statusCode, body).toBe(400)
  const nameless = { ...plain.json, '00080018': { vr: 'UI' } }
  expect((await post('application/dicom+json', JSON.stringify([nameless]))).statusCode).toBe(409)
})
