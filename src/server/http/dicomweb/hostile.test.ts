import { randomUUID } from 'node:crypto'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildFile } from '../../dicom/testing/build.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Bodies that are broken, or made to break things: a clear refusal, nothing stored, nobody else troubled. */

const server = testServer()
let sender: Person
let namespace = ''
let port = 0

beforeAll(async () => {
  const account = await server.account()
  namespace = account.namespace_id
  sender = await server.person(account, 'admin')
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  ;({ port } = server.app.server.address() as AddressInfo)
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`
const file = () => buildFile({ studyUID: newUID(), seriesUID: newUID(), sopUID: newUID() })

async function stored(): Promise<number> {
  const { rows } = await server.services.pool.query('select count(*)::int as n from stored_instance')
  return rows[0].n
}

const RELATED = 'multipart/related; type="application/dicom"; boundary=b'
const post = (payload: Buffer | string, contentType = RELATED, path = '/dicomweb/studies') =>
  server.app.inject({
    method: 'POST',
    url: path,
    headers: { 'x-ambrahealth-sid': sender.sid, 'content-type': contentType },
    payload,
  })

const part = (body: Buffer | string) =>
  Buffer.concat([Buffer.from('\r\n--b\r\nContent-Type: application/dicom\r\n\r\n'), Buffer.from(body)])

test.each<[string, number, () => Buffer | string, string?]>([
  [
    'another boundary than was said',
    400,
    () => Buffer.concat([part(file()), Buffer.from('\r\n--b--')]),
    RELATED.replace('=b', '=other'),
  ],
  ['no end', 400, () => part(file())],
  ['no parts', 400, () => '--b--\r\n'],
  ['nothing', 400, () => ''],
  ['no boundary', 400, () => part(file()), 'multipart/related; type="application/dicom"'],
  ['another type', 415, () => part(file()), 'text/plain'],
  ['parts of another type', 415, () => part(file()), 'multipart/related; type="image/png"; boundary=b'],
  ['a header without an end', 400, () => `--b\r\nX: ${'y'.repeat(20_000)}`],
  ['noise', 409, () => Buffer.concat([part(Buffer.alloc(5000, 7)), Buffer.from('\r\n--b--\r\n')])],
  ['no JSON', 400, () => '[{"00100010":', 'application/dicom+json'],
  ['XML with entities', 400, () => '<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'application/dicom+xml'],
])('a body with %s is refused, and nothing is stored', async (_what, status, body, type) => {
  const before = await stored()
  const answer = await post(body(), type)
  expect(answer.statusCode).toBe(status)
  expect(await stored()).toBe(before)
})

test('ten thousand parts are too many', async () => {
  const before = await stored()
  const body = Buffer.concat([
    ...Array.from({ length: 10_000 }, () => part('x')),
    Buffer.from('\r\n--b--\r\n'),
  ])
  const answer = await post(body)
  expect(answer.statusCode).toBe(400)
  expect(answer.json().message ?? answer.payload).toContain('more than 5000 parts')
  expect(await stored()).toBe(before)
})

test('what is compressed beyond measure is not unpacked to its end', async () => {
  const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024))
  const before = await stored()
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/v3/storage/namespace/${namespace}/image?sid=${sender.sid}`,
    headers: { 'content-type': 'application/dicom', 'content-encoding': 'gzip' },
    payload: bomb,
  })
  expect(answer.statusCode).toBe(413)
  expect(await stored()).toBe(before)
})

/** A raw connection, so that a body can stop where it likes. */
async function speak(
  head: string,
  body: Buffer,
): Promise<{ socket: ReturnType<typeof connect>; answer: () => string }> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (data) => {
    text += data.toString('latin1')
  })
  socket.on('error', () => undefined)
  await new Promise((done) => socket.on('connect', done))
  socket.write(
    `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nX-AmbraHealth-SID: ${sender.sid}\r\nContent-Type: ${RELATED}\r\n${head}\r\n\r\n`,
  )
  socket.write(body)
  return { socket, answer: () => text }
}

test('a body that breaks off stores nothing of what was not whole', async () => {
  const before = await stored()
  const body = part(file())
  const { socket } = await speak(`Content-Length: ${body.length + 1000}`, body.subarray(0, body.length - 50))
  await new Promise((done) => setTimeout(done, 200))
  socket.destroy()
  await new Promise((done) => setTimeout(done, 300))
  expect(await stored()).toBe(before)
})

test('an early refusal ends the connection, and a slow sender is nobody else’s matter', async () => {
  const refused = await speak(
    'Content-Length: 100000000\r\nX-Unused: 1',
    Buffer.from(`--b\r\nX: ${'y'.repeat(20_000)}`),
  )
  await expect.poll(refused.answer, { timeout: 10_000 }).toContain('400 Bad Request')
  expect(refused.answer().toLowerCase()).toContain('connection: close')
  await expect
    .poll(() => refused.socket.closed || refused.socket.readableEnded, { timeout: 10_000 })
    .toBe(true)

  const slow = await speak('Content-Length: 100000', part('x'))
  const others = await Promise.all(
    Array.from({ length: 20 }, () => post(Buffer.concat([part(file()), Buffer.from('\r\n--b--\r\n')]))),
  )
  expect(new Set(others.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
  expect(slow.answer()).toBe('')
  slow.socket.destroy()
})
