import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { nobody } from '../../access/actor.ts'
import { buildFile, buildPixels, type FileOptions } from '../../dicom/testing/build.ts'
import { EXPLICIT_BE, EXPLICIT_LE, transferSyntax } from '../../dicom/transfer-syntax.ts'
import { receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Images in transfer syntaxes that they are not stored in. */

const server = testServer()
const JPEG = '1.2.840.10008.1.2.4.50'
const LOSSLESS = ['5', '4.80', '4.90', '4.201', '4.202'].map((end) => `1.2.840.10008.1.2.${end}`)

interface Place {
  reader: Person
  target: IngestTarget
}
let here: Place
let there: Place

async function place(): Promise<Place> {
  const account = await server.account()
  const reader = await server.person(account, 'admin')
  const storage_namespace = account.namespace_id
  return {
    reader,
    target: { account_id: account.uuid, storage_namespace, actor: nobody(null), record: 'make' },
  }
}
beforeAll(async () => {
  here = await place()
  there = await place()
})

const newUID = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`

async function store(options: FileOptions): Promise<string> {
  const uids = { studyUID: newUID(), seriesUID: newUID(), sopUID: newUID() }
  const outcome = await receiveFile(server.services, here.target, [buildFile({ ...uids, ...options })])
  expect(outcome.state).toBe('stored')
  return `/dicomweb/studies/${uids.studyUID}/series/${uids.seriesUID}/instances/${uids.sopUID}`
}

const get = ({ reader }: Place, url: string, accept: string) =>
  server.app.inject({ url, headers: { accept, 'x-ambrahealth-sid': reader.sid } })

const plain = (where: Place, path: string, n: number) =>
  get(where, `${path}/frames/${n}`, `application/octet-stream; transfer-syntax=${EXPLICIT_LE}`)

for (const syntax of LOSSLESS)
  test(`${transferSyntax(syntax)?.name}: a file that is asked for in it can be stored elsewhere, and nothing is lost`, async () => {
    for (const options of [
      { frames: 3, rows: 21, columns: 17, transferSyntaxUID: EXPLICIT_BE },
      { samples: 3, rows: 9, columns: 11 },
    ] satisfies FileOptions[]) {
      const path = await store(options)
      const answer = await get(here, path, `application/dicom; transfer-syntax=${syntax}`)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toBe(`application/dicom; transfer-syntax=${syntax}`)
      const outcome = await receiveFile(server.services, there.target, [answer.rawPayload])
      expect(outcome.state).toBe('stored')
      const { rows } = await server.services.pool.query(
        `select i.transfer_syntax_uid from stored_instance i join stored_study s on s.id = i.stored_study_id
         where s.storage_namespace = $1 and i.sop_instance_uid = $2 and i.current`,
        [there.target.storage_namespace, path.split('/').at(-1)],
      )
      expect(rows).toEqual([{ transfer_syntax_uid: syntax }])
      const pixels = buildPixels(options)
      const frames = options.frames ?? 1
      const size = pixels.length / frames
      for (let n = 1; n <= frames; n++) {
        const same = (await plain(there, path, n)).rawPayload
        expect(same.subarray(0, size).equals(pixels.subarray((n - 1) * size, n * size))).toBe(true)
      }
    }
  })

test('frames come by their media type, in the syntax that it stands for or that is named', async () => {
  const path = await store({ frames: 2, rows: 12, columns: 10 })
  for (const [type, syntax] of [
    ['image/jls', '1.2.840.10008.1.2.4.80'],
    ['image/jp2', '1.2.840.10008.1.2.4.90'],
    ['image/jphc', '1.2.840.10008.1.2.4.201'],
    ['image/dicom-rle', '1.2.840.10008.1.2.5'],
  ]) {
    const answer = await get(here, `${path}/frames/2`, String(type))
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe(`${type}; transfer-syntax=${syntax}`)
  }
  const both = await get(
    here,
    `${path}/frames/1,2`,
    'multipart/related; type="image/jphc"; transfer-syntax=1.2.840.10008.1.2.4.202',
  )
  expect(both.statusCode).toBe(200)
  expect(
    both.rawPayload.toString('latin1').match(/transfer-syntax=1\.2\.840\.10008\.1\.2\.4\.202/g),
  ).toHaveLength(2)
  // By the query as well, which wins (PS3.18 §8.3.3.1).
  const byQuery = await get(here, `${path}/frames/1?accept=image/jls`, 'application/octet-stream')
  expect(byQuery.headers['content-type']).toContain('image/jls')
})

test('what is lost by JPEG is said, and only where it was asked for by name', async () => {
  const path = await store({ samples: 3, rows: 16, columns: 16 })
  expect((await get(here, `${path}/frames/1`, 'image/jpeg')).statusCode).toBe(406)
  const answer = await get(here, path, `application/dicom; transfer-syntax=${JPEG}`)
  expect((await receiveFile(server.services, there.target, [answer.rawPayload])).state).toBe('stored')
  const [said] = (await get(there, `${path}/metadata`, 'application/dicom+json')).json()
  expect(said['00282110'].Value).toEqual(['01'])
  expect(said['00282114'].Value).toEqual(['ISO_10918_1'])
  expect(said['00282112'].Value[0]).toBeGreaterThan(0.1)
  expect(said['00280004'].Value).toEqual(['YBR_FULL'])

  const grey = await store({ rows: 16, columns: 16 })
  expect((await get(here, grey, `application/dicom; transfer-syntax=${JPEG}`)).statusCode).toBe(406)
})
