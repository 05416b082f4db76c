import { randomUUID } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nobody } from '../access/actor.ts'
import { buildFile, buildPixels, type FileOptions } from '../dicom/testing/build.ts'
import { EXPLICIT_LE, RLE_LOSSLESS } from '../dicom/transfer-syntax.ts'
import { removeGarbage } from '../ingest/purge.ts'
import { receiveFile } from '../ingest/receive.ts'
import { studyProgressive } from '../jobs/study_progressive.ts'
import { testServer } from '../testing/server.ts'

/** Copies of frames that viewers fetch in parts. */

const server = testServer()
const PART = 'image/jphc; transfer-syntax=1.2.840.10008.1.2.4.202'
const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

async function stored(options: FileOptions) {
  const account = await server.account()
  const reader = await server.person(account, 'admin')
  const storage_namespace = account.namespace_id
  const [study_uid, series, sop] = [newUID(), newUID(), newUID()]
  const outcome = await receiveFile(
    server.services,
    { account_id: account.uuid, storage_namespace, actor: nobody(null), record: 'make' },
    [buildFile({ studyUID: study_uid, seriesUID: series, sopUID: sop, ...options })],
  )
  expect(outcome.state).toBe('stored')
  const path = `/dicomweb/studies/${study_uid}/series/${series}/instances/${sop}/frames`
  const get = (frame: number, headers: Record<string, string>, sid = reader.sid) =>
    server.app.inject({ url: `${path}/${frame}`, headers: { 'x-ambrahealth-sid': sid, ...headers } })
  const study = { storage_namespace, study_uid }
  return { get, study, copy: () => studyProgressive.run(server.services, study) }
}

const rowsOf = async (storage_namespace: string) => {
  const { rows } = await server.services.pool.query<{ source: string; hash: string | null; frames: number }>(
    `select encode(p.source, 'hex') as source, encode(p.hash, 'hex') as hash, cardinality(p.offsets) - 1 as frames
     from progressive_object p join stored_instance i on i.hash = p.source
     join stored_study s on s.id = i.stored_study_id where s.storage_namespace = $1`,
    [storage_namespace],
  )
  return rows
}

/** Rough enough to stay large. */
const LARGE = {
  rows: 300,
  columns: 280,
  frames: 2,
  pixel: (frame, row, column) => (row * 7919 + column * 104_729 + frame) % 4096,
} satisfies FileOptions

for (const transferSyntaxUID of [EXPLICIT_LE, RLE_LOSSLESS])
  test(`each frame of ${transferSyntaxUID} comes whole or in parts, and the parts are the whole`, async () => {
    const { get, copy, study } = await stored({ ...LARGE, transferSyntaxUID })
    const before = await get(2, { accept: PART, range: 'bytes=0-99' })
    // Made for this answer alone: it has no parts.
    expect([before.statusCode, before.headers['accept-ranges']]).toEqual([200, undefined])
    const waiting = await server.services.pool.query(`select from graphile_worker.jobs where key = $1`, [
      `study_progressive:${study.storage_namespace}:${study.study_uid}`,
    ])
    expect(waiting.rowCount).toBe(1)
    await copy()
    const whole = await get(2, { accept: PART })
    expect([whole.statusCode, whole.headers['accept-ranges']]).toEqual([200, 'bytes'])
    expect(whole.rawPayload.equals(before.rawPayload)).toBe(true)
    const size = whole.rawPayload.length
    const first = await get(2, { accept: PART, range: 'bytes=0-999' })
    expect([first.statusCode, first.headers['content-range']]).toEqual([206, `bytes 0-999/${size}`])
    const rest = await get(2, { accept: PART, range: 'bytes=1000-' })
    expect(Buffer.concat([first.rawPayload, rest.rawPayload]).equals(whole.rawPayload)).toBe(true)
    expect((await get(2, { accept: PART, range: `bytes=${size}-` })).statusCode).toBe(416)
  })

test('the frames that were stored are as they were', async () => {
  const { get, copy } = await stored(LARGE)
  await copy()
  const pixels = buildPixels(LARGE)
  const plain = await get(2, { accept: `application/octet-stream; transfer-syntax=${EXPLICIT_LE}` })
  expect(plain.rawPayload.equals(pixels.subarray(pixels.length / 2))).toBe(true)
})

test('nobody sees a copy who may not see its image', async () => {
  const { get, copy } = await stored(LARGE)
  await copy()
  const stranger = await server.person(await server.account(), 'admin')
  expect((await get(1, { accept: PART, range: 'bytes=0-999' }, stranger.sid)).statusCode).toBe(404)
})

test('small images have none, and are not looked at again', async () => {
  const { copy, study } = await stored({ rows: 32, columns: 32 })
  await copy()
  await copy()
  expect(await rowsOf(study.storage_namespace)).toMatchObject([{ hash: null }])
})

test('a copy goes with the last file that it was made of', async () => {
  const { copy, study } = await stored(LARGE)
  await copy()
  const [row] = await rowsOf(study.storage_namespace)
  expect(row).toMatchObject({ frames: 2 })
  const { pool, objects } = server.services
  expect(await objects.has(row?.hash ?? '')).toBe(true)
  await pool.query('delete from stored_study where storage_namespace = $1', [study.storage_namespace])
  await pool.query(`insert into object_garbage (hash, since) values ($1, now() - interval '2 hours')`, [
    row?.source,
  ])
  // As old as what nobody can be in the middle of storing.
  const source = row?.source ?? ''
  const file = join(server.services.configuration.storage, source.slice(0, 2), source)
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000)
  await utimes(file, old, old)
  await removeGarbage(server.services)
  const { rows } = await pool.query('select hash from object_garbage where hash = $1', [row?.hash])
  expect(rows).toHaveLength(1)
  const left = await pool.query(`select from progressive_object where source = decode($1, 'hex')`, [
    row?.source,
  ])
  expect(left.rowCount).toBe(0)
})
