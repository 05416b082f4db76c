import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { nobody } from '../../access/actor.ts'
import { transferSyntax } from '../../dicom/transfer-syntax.ts'
import { receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Real and damaged files, where a collection of them stands beside the repository; skipped where it does not. */
const FOLDER = fileURLToPath(new URL('../../../../../shared/dicom/', import.meta.url))
const there = existsSync(`${FOLDER}manifest.json`)

const entry = z.object({
  path: z.string(),
  StudyInstanceUID: z.string().nullish(),
  SeriesInstanceUID: z.string().nullish(),
  SOPInstanceUID: z.string().nullish(),
  TransferSyntaxUID: z.string().nullish(),
  rows: z.number().nullish(),
  columns: z.number().nullish(),
  expect: z.string().optional(),
})
const manifest = z.object({ entries: z.array(entry) })
const entries = there
  ? manifest.parse(JSON.parse(readFileSync(`${FOLDER}manifest.json`, 'utf8'))).entries
  : []
const below = (folder: string) => entries.filter(({ path }) => path.startsWith(folder))
const bytesOf = ({ path }: { path: string }) => readFileSync(FOLDER + path)

/** No UIDs, or no DICOM prefix: see docs/transfer-syntaxes.md. */
const WITHOUT_IDENTITY = /mono-(8|16)bit-1\.2\.4\.81|rgb-1\.2\.4\.201|rgb-1\.2\.4\.80-jpeg-ls-ilv0/

describe.skipIf(!there)('the DICOM collection', () => {
  const server = testServer()
  let reader: Person
  let namespace = ''
  let account_id = ''
  let target: IngestTarget

  beforeAll(async () => {
    const account = await server.account()
    namespace = account.namespace_id
    account_id = account.uuid
    reader = await server.person(account, 'admin')
    target = { account_id, storage_namespace: namespace, actor: nobody(null), record: 'make' }
  })

  const get = (url: string, accept: string) =>
    server.app.inject({ url: `/dicomweb${url}`, headers: { accept, 'x-ambrahealth-sid': reader.sid } })

  test('every whole study is stored, file by file', async () => {
    const outcomes = await Promise.all(
      below('studies/').map((one) => receiveFile(server.services, target, [bytesOf(one)])),
    )
    expect(outcomes.filter(({ state }) => state !== 'stored')).toEqual([])
  }, 120_000)

  test('every transfer syntax is stored, described, shown and decoded', async () => {
    const wrong: string[] = []
    for (const one of below('syntaxes/')) {
      const outcome = await receiveFile(server.services, target, [bytesOf(one)])
      if (WITHOUT_IDENTITY.test(one.path)) {
        if (outcome.state !== 'refused') wrong.push(`${one.path} was stored`)
        continue
      }
      const path = `/studies/${one.StudyInstanceUID}/series/${one.SeriesInstanceUID}/instances/${one.SOPInstanceUID}`
      const video = transferSyntax(one.TransferSyntaxUID ?? '')?.compression === 'video'
      const expected: [string, string, number][] = [
        ['/metadata', 'application/dicom+json', 200],
        ['/frames/1', 'multipart/related; type="application/octet-stream"; transfer-syntax=*', 200],
        ['/frames/1', 'multipart/related; type="application/octet-stream"', video ? 406 : 200],
        ['/thumbnail', 'image/jpeg', video ? 406 : 200],
        ['/rendered', 'image/png', video ? 406 : 200],
      ]
      for (const [suffix, accept, status] of expected) {
        const { statusCode } = await get(path + suffix, accept)
        if (statusCode !== status) wrong.push(`${one.path} ${suffix} ${accept}: ${statusCode}`)
      }
    }
    expect(wrong).toEqual([])
  }, 300_000)

  test('every damaged file is stored or refused as it should be, with a reason', async () => {
    const wrong: string[] = []
    for (const one of below('broken/')) {
      const outcome = await receiveFile(
        server.services,
        { ...target, storage_namespace: reader.namespace_id, account_id: null },
        [bytesOf(one)],
      )
      const must = one.expect ?? ''
      if (outcome.state === 'refused') {
        if (outcome.message.length < 10) wrong.push(`${one.path}: no reason`)
        if (/^store\b(?! or)/.test(must)) wrong.push(`${one.path} refused: ${outcome.message}`)
      } else if (/^reject(?! or (mark|unpack))/.test(must)) wrong.push(`${one.path} stored`)
    }
    expect(wrong).toEqual([])
  }, 120_000)
})
