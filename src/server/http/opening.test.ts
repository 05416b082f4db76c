import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { settingSet } from '#contract/setting.ts'
import { studyList } from '#contract/study/list.ts'
import { seriesOfView, viewKey } from '#contract/study/view_keys.ts'
import { openSession } from '../access/session.ts'
import { buildFile } from '../dicom/testing/build.ts'
import { type Person, testServer } from '../testing/server.ts'
import { openingOf } from './opening.ts'

const server = testServer()
let reader: Person
let stranger: Person
let uuid = ''

const STUDY = '1.2.826.0.1.3680043.10.77'
const SERIES = [`${STUDY}.10`, `${STUDY}.9`]

async function actorOf({ sid }: Person) {
  const open = await openSession(server.services.db, sid, null)
  if (!open) throw new Error('no session')
  return open.actor
}

beforeAll(async () => {
  const account = await server.account()
  reader = await server.person(account, 'admin')
  stranger = await server.person(await server.account(), 'admin')
  for (const [place, SeriesInstanceUID] of SERIES.entries()) {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/dicomweb/studies',
      headers: { 'x-ambrahealth-sid': reader.sid, 'content-type': 'application/dicom' },
      payload: buildFile({
        studyUID: STUDY,
        seriesUID: SeriesInstanceUID,
        sopUID: `${SeriesInstanceUID}.${place}`,
      }),
    })
    expect(answer.statusCode).toBe(200)
  }
  uuid = (await reader.ok(studyList, {})).studies[0]?.uuid ?? ''
})

test('a page that opens a study is told where its images are', async () => {
  const opening = await openingOf(server.services, await actorOf(reader), uuid)
  expect(opening).toMatchObject({ study_uid: STUDY })
  // In their order: by numbers in the UID where the series have none.
  expect(opening?.series.map((one) => one.SeriesInstanceUID)).toEqual(SERIES.toReversed())
  expect(opening?.series.map((one) => one.instances)).toEqual([1, 1])
})

test('how the reader left the study is told, and nobody else is', async () => {
  const view = JSON.stringify({ active: 1, cells: [null, { stack: `${STUDY}.9#2` }] })
  await reader.ok(settingSet, { key: viewKey(false, uuid), value: view })
  const opening = await openingOf(server.services, await actorOf(reader), uuid)
  expect(opening?.views).toEqual({ [viewKey(false, uuid)]: view })
  expect(seriesOfView(opening?.views[viewKey(false, uuid)])).toBe(`${STUDY}.9`)
  expect([seriesOfView('{'), seriesOfView(undefined), seriesOfView('{"cells":[]}')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('what is large comes packed to whoever takes it so, and unpacks to the same', async () => {
  const ask = (encoding: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v3/user/namespace/list',
      headers: { 'x-ambrahealth-sid': reader.sid, 'accept-encoding': encoding },
    })
  const [plain, zstd, gzip] = await Promise.all([ask('identity'), ask('zstd, gzip'), ask('gzip')])
  expect(plain.rawPayload.length).toBeGreaterThan(4096)
  expect([plain, zstd, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([
    undefined,
    'zstd',
    'gzip',
  ])
  expect(zstdDecompressSync(zstd.rawPayload).equals(plain.rawPayload)).toBe(true)
  expect(gunzipSync(gzip.rawPayload).equals(plain.rawPayload)).toBe(true)
  expect(zstd.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
})

test('nobody is told of a study that is not theirs to see', async () => {
  await expect(openingOf(server.services, await actorOf(stranger), uuid)).rejects.toMatchObject({
    error_type: 'NOT_FOUND',
  })
})
