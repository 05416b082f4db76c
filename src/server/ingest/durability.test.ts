import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { part10File } from '../demo/part10.ts'
import { urlOf } from '../testing/database.ts'

/** `kill -9` in the middle of an upload: what was acknowledged is there to the last bit, and nothing half-stored is seen. */

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const PASSWORD = 'correct-horse-42'
const INSTANCES = 500
const SENDERS = 8
const STUDY = '1.2.826.0.1.500'

let data = ''
let port = 0
let database = ''
let server: ChildProcess | undefined

const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'collimate-durability-'))
  port = await freePort()
  database = `durability_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(`create database ${database}`)
  await client.end()
})

afterAll(async () => {
  server?.kill('SIGKILL')
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(`drop database if exists ${database} with (force)`)
  await client.end()
  await rm(data, { recursive: true, force: true })
})

const base = () => `http://127.0.0.1:${port}`
const authorization = `Basic ${Buffer.from(`admin@localhost:${PASSWORD}`).toString('base64')}`

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      PORT: String(port),
      COLLIMATE_DATA: data,
      DATABASE_URL: urlOf(inject('postgresUrl'), database),
      COLLIMATE_ADMIN_PASSWORD: PASSWORD,
    },
    stdio: 'ignore',
  })
  for (let attempt = 0; attempt < 600; attempt++) {
    const ready = await fetch(`${base()}/readyz`).catch(() => undefined)
    if (ready?.ok) return child
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the server did not become ready')
}

const instanceUid = (n: number) => `${STUDY}.1.${n}`

/** Each file has pixels of its own, so that no two are the same bytes. */
const file = (n: number) =>
  part10File({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: instanceUid(n),
    StudyInstanceUID: STUDY,
    SeriesInstanceUID: `${STUDY}.1`,
    Modality: 'CT',
    PatientName: 'Doe^Jane',
    PatientID: '4711',
    InstanceNumber: n,
    Rows: 64,
    Columns: 64,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
    PixelData: Buffer.alloc(64 * 64 * 2, createHash('sha256').update(String(n)).digest()),
  })

/** Sends from `next` on until the connection dies; answers what was acknowledged. */
async function sendUntilKilled(acknowledged: Set<number>, queue: { next: number }): Promise<void> {
  while (queue.next <= INSTANCES) {
    const n = queue.next++
    const answer = await fetch(`${base()}/dicomweb/studies`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/dicom', accept: 'application/dicom+json' },
      body: new Uint8Array(file(n)),
    }).catch(() => undefined)
    if (!answer) return
    const body = await answer.text().catch(() => undefined)
    if (answer.status === 200 && body?.includes(instanceUid(n))) acknowledged.add(n)
  }
}

async function stored(): Promise<string[]> {
  const answer = await fetch(`${base()}/dicomweb/studies/${STUDY}/instances?limit=5000`, {
    headers: { authorization, accept: 'application/dicom+json' },
  })
  if (answer.status === 204) return []
  expect(answer.status).toBe(200)
  const found: { '00080018': { Value: string[] } }[] = await answer.json()
  return found.map((instance) => instance['00080018'].Value[0] ?? '')
}

async function bytesOf(uid: string): Promise<Buffer> {
  const answer = await fetch(`${base()}/dicomweb/studies/${STUDY}/series/${STUDY}.1/instances/${uid}`, {
    headers: { authorization, accept: 'application/dicom; transfer-syntax=*' },
  })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

test('every acknowledged image survives a kill bit by bit, and only whole images are seen', async () => {
  server = await start()
  const acknowledged = new Set<number>()
  const queue = { next: 1 }
  const sending = Array.from({ length: SENDERS }, () => sendUntilKilled(acknowledged, queue))
  while (acknowledged.size < INSTANCES / 3) await new Promise((done) => setTimeout(done, 5))
  server.kill('SIGKILL')
  await Promise.all(sending)
  expect(acknowledged.size).toBeLessThan(INSTANCES)

  server = await start()
  const seen = await stored()
  expect(seen).toEqual(expect.arrayContaining([...acknowledged].map(instanceUid)))
  expect(new Set(seen).size).toBe(seen.length)
  for (const uid of seen) {
    const n = Number(uid.slice(STUDY.length + 3))
    const bytes = await bytesOf(uid)
    // One part of a multipart answer: the file stands in it as it was sent.
    expect(bytes.includes(file(n))).toBe(true)
  }

  // The rest goes in as if nothing had happened, and what is there already is recognised.
  queue.next = 1
  const again = new Set<number>()
  await Promise.all(Array.from({ length: SENDERS }, () => sendUntilKilled(again, queue)))
  expect(again.size).toBe(INSTANCES)
  expect((await stored()).length).toBe(INSTANCES)
}, 120_000)
