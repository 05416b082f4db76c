import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { buildFile } from '../../dicom/testing/build.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let sender: Person
let namespace = ''

beforeAll(async () => {
  const account = await server.account()
  namespace = account.namespace_id
  sender = await server.person(account, 'admin')
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

const call = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: { payload?: Buffer | string; headers?: Record<string, string> } = {},
) =>
  server.app.inject({
    method,
    url: `/api/v3/storage${path}${path.includes('?') ? '&' : '?'}sid=${sender.sid}`,
    ...options,
  })

function form(file: Buffer, type: string, filename: string, fields: Record<string, string> = {}) {
  const payload = Buffer.concat([
    ...Object.entries(fields).map(([name, value]) =>
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    file,
    Buffer.from('\r\n--b--\r\n'),
  ])
  return {
    payload,
    headers: { 'content-type': 'multipart/form-data; boundary=b', 'x-file-size': String(file.length) },
  }
}

/** A PDF of two pages, the second with a black square of an inch in its lower left corner. */
function pdf(): Buffer {
  const stream = '0 0 0 rg 0 0 72 72 re f'
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 144 216] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 144 216] /Contents 5 0 R >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, n) => {
    const at = text.length
    text += `${n + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  text += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

const box = (type: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** The boxes of an MP4 file that say how large and how long its film is, around some bytes. */
function mp4(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32BE(1000, 12)
  header.writeUInt32BE(2000, 16)
  const entry = Buffer.alloc(44)
  entry.write('avc1', 12, 'latin1')
  entry.writeUInt16BE(320, 40)
  entry.writeUInt16BE(240, 42)
  const sizes = Buffer.alloc(12)
  sizes.writeUInt32BE(50, 8)
  const table = box('stbl', box('stsd', entry), box('stsz', sizes))
  const track = box('trak', box('mdia', box('mdhd', header), box('minf', table)))
  return Buffer.concat([
    box('ftyp', Buffer.from('isom0000')),
    box('mdat', Buffer.from('the film')),
    box('moov', track),
  ])
}

const wrap = (options: ReturnType<typeof form>, query = '') =>
  call('POST', `/namespace/${namespace}/wrap${query}`, options)

const imagePath = (answer: Record<string, string>) =>
  `/study/${namespace}/${answer.study_uid}/image/${answer.image_uid}/version/${answer.image_version}`

async function metadata(study: string): Promise<Record<string, { Value?: unknown[] }>[]> {
  const answer = await call('GET', `/dicomweb/${namespace}/studies/${study}/metadata`)
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

test('a picture becomes an image with the tags that came with it', async () => {
  const file = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#3060c0' } })
    .jpeg()
    .toBuffer()
  const study = newUID()
  const tags = JSON.stringify({ '(0010,0010)': 'Doe^Jane', PatientID: 'P7', StudyInstanceUID: study })
  const answer = await wrap(form(file, 'image/jpeg', 'skin.jpg', { tags }))
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({ study_uid: study, attr: { patientid: 'P7' } })
  const [image] = await metadata(study)
  expect(image).toMatchObject({
    '00100010': { Value: [{ Alphabetic: 'Doe^Jane' }] },
    '00280010': { Value: [20] },
    '0008103E': { Value: ['skin.jpg'] },
  })
  const tiff = await call('GET', `${imagePath(answer.json())}/frame/1/tiff?depth=8`)
  expect(tiff.headers['content-type']).toBe('image/tiff')
  expect(await sharp(tiff.rawPayload).metadata()).toMatchObject({ format: 'tiff', width: 30, height: 20 })
})

test('a PDF is one document, or an image a page', async () => {
  const study = newUID()
  const whole = await wrap(form(pdf(), 'application/pdf', 'letter.pdf', { tags: `0020000D=${study}` }))
  expect(whole.statusCode).toBe(200)
  const document = await call('GET', `${imagePath(whole.json())}/pdf`)
  expect([document.statusCode, document.headers['content-type']]).toEqual([200, 'application/pdf'])
  expect(document.rawPayload).toEqual(pdf())
  expect((await call('GET', `${imagePath(whole.json())}/video`)).statusCode).toBe(415)

  const other = newUID()
  const options = form(pdf(), 'application/pdf', 'letter.pdf', { tags: `0020000D=${other}` })
  expect((await wrap(options, '?render_wrapped_pdf=1')).statusCode).toBe(200)
  const pages = await metadata(other)
  // Two inches by three at 200 dots an inch.
  expect(pages.map((page) => [page['00280011']?.Value?.[0], page['00280010']?.Value?.[0]])).toEqual([
    [400, 600],
    [400, 600],
  ])
  const schema = (await call('GET', `/study/${namespace}/${other}/schema`)).json()
  const [, second] = schema.series[0].images
  const png = await call(
    'GET',
    `/study/${namespace}/${other}/image/${second.id}/version/${second.version}/frame/1/diagnostic?depth=8`,
  )
  const { data, info } = await sharp(png.rawPayload).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => data[(y * info.width + x) * info.channels]
  expect([at(100, 500), at(300, 100)]).toEqual([0, 255])
})

test('a film keeps its bytes, and says how large and how fast it is', async () => {
  const study = newUID()
  const answer = await wrap(form(mp4(), 'video/mp4', 'film.mp4', { tags: `StudyInstanceUID=${study}` }))
  expect(answer.statusCode).toBe(200)
  const [image] = await metadata(study)
  expect(image).toMatchObject({
    '00280008': { Value: [50] },
    '00280010': { Value: [240] },
    '00280011': { Value: [320] },
    '00181063': { Value: [40] },
    '00083002': { Value: ['1.2.840.10008.1.2.4.102'] },
  })
  const film = await call('GET', `${imagePath(answer.json())}/video`)
  expect([film.statusCode, film.headers['content-type']]).toEqual([200, 'video/mp4'])
  expect(film.rawPayload.subarray(0, mp4().length)).toEqual(mp4())
})

test('what cannot be wrapped is said, and nothing is stored', async () => {
  const text = form(Buffer.from('hello'), 'text/plain', 'a.txt')
  expect((await wrap(text)).statusCode).toBe(406)
  expect((await wrap({ ...text, headers: { ...text.headers, 'x-file-size': 'x' } })).statusCode).toBe(412)
  expect(
    (await wrap({ ...text, headers: { ...text.headers, 'x-file-size': '4294967296' } })).statusCode,
  ).toBe(413)
  expect((await wrap(form(pdf(), 'application/pdf', 'a.pdf', { tags: '{' }))).statusCode).toBe(412)
  const broken = form(Buffer.from('%PDF-1.4 and no more'), 'application/pdf', 'a.pdf')
  expect((await wrap(broken, '?render_wrapped_pdf=1')).statusCode).toBe(406)
})

/** A study of one image, with a letter attached. */
async function attached(query: string) {
  const study = newUID()
  const file = buildFile({ studyUID: study, patientName: 'Doe^Jane', patientID: 'P7' })
  await call('POST', `/namespace/${namespace}/image`, { payload: file })
  const options = form(pdf(), 'application/pdf', 'letter.pdf')
  const answer = await call('POST', `/study/${namespace}/${study}/attachment${query}`, options)
  expect(answer.statusCode).toBe(202)
  return { study, attachment: answer.json() }
}

test('an attachment is shown as images when asked, the same ones each time', async () => {
  const plain = await attached('')
  expect(await metadata(plain.study)).toHaveLength(1)
  const { id, version } = plain.attachment
  const path = `/study/${namespace}/${plain.study}/attachment/${id}/version/${version}/image?static_ids=1`
  expect((await call('POST', path)).statusCode).toBe(202)
  expect((await call('POST', path)).statusCode).toBe(202)
  expect(await metadata(plain.study)).toHaveLength(3)
  const { study } = await attached('?wrap_images=1')
  expect(await metadata(study)).toHaveLength(3)
})

test('a structure set is made of JSON, and a CAD report is read into marks', async () => {
  const { study } = await attached('')
  const path = `/study/${namespace}/${study}`
  const contour = { contourGeometricType: 'CLOSED_PLANAR', contourData: [{ x: 1.5, y: 2, z: -3 }] }
  const body = {
    structureSetLabel: 'Plan',
    structureSetDate: 1625486773319,
    structureSetROISequences: [{ roiNumber: '1', roiName: 'Lung' }],
    roiContours: [{ referencedROINumber: '1', roiDisplayColor: '255', contourSequences: [contour] }],
  }
  const answer = await call('POST', `${path}/rt`, { payload: JSON.stringify(body) })
  expect(answer.statusCode).toBe(200)
  const set = (await metadata(study)).find((one) => one['00080060']?.Value?.[0] === 'RTSTRUCT')
  expect(set).toMatchObject({
    '30060002': { Value: ['Plan'] },
    '30060008': { Value: ['20210705'] },
    '30060020': { Value: [{ '30060026': { Value: ['Lung'] } }] },
    '30060039': {
      Value: [
        {
          '3006002A': { Value: [0, 0, 255] },
          '30060040': { Value: [{ '30060046': { Value: [1] }, '30060050': { Value: [1.5, 2, -3] } }] },
        },
      ],
    },
  })
  for (const bad of ['{', '{}', '{"structureSetLabel":"x","roiContours":[{}]}'])
    expect((await call('POST', `${path}/rt`, { payload: bad })).statusCode, bad).toBe(400)

  const text = (vr: string, value: string | number) => ({ vr, Value: [value] })
  const coded = (tag: string, meaning: string) => ({
    [tag]: { vr: 'SQ', Value: [{ '00080104': text('LO', meaning) }] },
  })
  const point = {
    '0040A040': text('CS', 'SCOORD'),
    '00700022': { vr: 'FL', Value: [10, 20, 30, 40] },
    '00700023': text('CS', 'POLYLINE'),
    '0040A730': {
      vr: 'SQ',
      Value: [
        {
          '0040A040': text('CS', 'IMAGE'),
          '00081199': { vr: 'SQ', Value: [{ '00081155': text('UI', '1.2.3'), '00081160': text('IS', 2) }] },
        },
      ],
    },
  }
  const report = {
    '00080016': text('UI', '1.2.840.10008.5.1.4.1.1.88.50'),
    '00080018': text('UI', newUID()),
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
    '00100020': text('LO', 'P7'),
    '0020000D': text('UI', study),
    '0020000E': text('UI', newUID()),
    '0040A730': {
      vr: 'SQ',
      Value: [
        {
          '0040A040': text('CS', 'CODE'),
          ...coded('0040A168', 'Mammography breast density'),
          '0040A730': { vr: 'SQ', Value: [point] },
        },
      ],
    },
  }
  await server.app.inject({
    method: 'POST',
    url: `/dicomweb/namespaces/${namespace}/studies`,
    headers: { 'x-ambrahealth-sid': sender.sid, 'content-type': 'application/dicom+json' },
    payload: JSON.stringify([report]),
  })
  const schema = (await call('GET', `${path}/schema`)).json()
  const images: { id: string; version: string }[] = schema.series.flatMap(
    (series: { images: unknown[] }) => series.images,
  )
  const sr = images.find(({ id }) => id === report['00080018'].Value[0])
  const marks = await call('GET', `${path}/image/${sr?.id}/version/${sr?.version}/cadsr`)
  expect(marks.json()).toEqual([
    {
      finding: 'Mammography breast density',
      graphic_type: 'POLYLINE',
      points: [
        [10, 20],
        [30, 40],
      ],
      image_uid: '1.2.3',
      frame_numbers: [2],
    },
  ])
  expect((await call('DELETE', `${path}/cache`)).statusCode).toBe(202)
  expect(await metadata(study)).toHaveLength(3)
})
