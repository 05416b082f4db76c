import { afterEach, expect, test, vi } from 'vitest'
import { settingGetAll } from '#contract/setting.ts'
import { studyList } from '#contract/study/list.ts'
import { OPENING_ID, type Opening } from '#contract/study/opening.ts'
import { studyGet } from '#contract/study/read.ts'
import { viewKey, viewListKey } from '#contract/study/view_keys.ts'
import { studyViewer3Settings } from '#contract/study/viewer3.ts'
import { call } from '#web/api/call.ts'
import { takeEarly } from '#web/api/early.ts'
import { fetchSeriesList, fetchSeriesMetadata } from '#web/viewer/data/fetchSeries.ts'
import { metadataUrl, seriesListUrl } from '#web/viewer/data/series.ts'
import { addressOf } from '#web/viewer/data/url.ts'
import { priorsQuery } from '#web/viewer/priors/query.ts'
import { askFor } from './early.ts'

const STUDY = '01a226a7-b377-7d95-862c-00d3a4ae1288'
const RECORD = { uuid: STUDY, phi_namespace: 'n1', study_uid: '1.2', patientid: 'P 1' }
const SERIES = [
  { '0020000E': { vr: 'UI', Value: ['1.2.1'] }, '00080060': { vr: 'CS', Value: ['SR'] } },
  { '0020000E': { vr: 'UI', Value: ['1.2.2'] }, '00080060': { vr: 'CS', Value: ['CT'] } },
]

const answers: Readonly<Record<string, unknown>> = {
  '/api/v3/study/get': RECORD,
  '/dicomweb/namespaces/n1/studies/1.2/series': SERIES,
}

/** What a test had asked for; nobody else is to find its answers. */
const left: [url: string, init: RequestInit][] = []

/** Answers by path, and keeps what was asked for. */
function line() {
  const asked: string[] = []
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    asked.push(`${url} ${String(init.body ?? '')}`)
    left.push([url, init])
    return Response.json(answers[url.split('?')[0] ?? ''] ?? [])
  })
  return asked
}

afterEach(async () => {
  vi.unstubAllGlobals()
  // The tests of a worker share their modules, and with them what was asked for early.
  for (const [url, init] of left.splice(0)) await takeEarly(url, init)
})

test('what the viewer asks for first was asked for before it was there, word for word', async () => {
  const asked = line()
  await askFor({ pathname: `/studies/${STUDY}/view`, search: '' })
  const early = asked.length
  const ours = new AbortController().signal
  const address = addressOf(RECORD)
  // Answers without what the contract promises are refused; that they came from what was asked for is the point.
  const known = async (answer: Promise<unknown>) => void (await answer.catch(() => undefined))
  await known(call(studyGet, { uuid: STUDY }))
  await known(call(settingGetAll, {}))
  await known(call(studyList, priorsQuery('P 1')))
  await known(
    call(studyViewer3Settings, {
      study_id: STUDY,
      settings: [viewKey(false, STUDY), viewListKey(false)],
    }),
  )
  expect((await fetchSeriesList(address, ours)).map((one) => one.SeriesInstanceUID)).toEqual([
    '1.2.1',
    '1.2.2',
  ])
  await fetchSeriesMetadata(address, '1.2.2', ours)
  expect(asked).toHaveLength(early)
  // Once: the next call is a new question.
  await known(call(studyGet, { uuid: STUDY }))
  expect(asked).toHaveLength(early + 1)
})

test('what the server wrote into the page is not asked for before the rest is', async () => {
  const asked = line()
  const series = [
    { SeriesInstanceUID: '1.2.1', SeriesNumber: 1, Modality: 'SR', instances: 1 },
    { SeriesInstanceUID: '1.2.2', SeriesNumber: 2, Modality: 'CT', instances: 9 },
  ]
  const element = document.createElement('script')
  element.type = 'application/json'
  element.id = OPENING_ID
  element.textContent = JSON.stringify({
    phi_namespace: 'n1',
    study_uid: '1.2',
    series,
    views: {},
  } satisfies Opening)
  document.body.append(element)
  try {
    const over = askFor({ pathname: `/studies/${STUDY}/view`, search: '' })
    const address = addressOf(RECORD)
    // Before any answer.
    expect(asked.map((one) => one.trim())).toEqual(
      expect.arrayContaining([metadataUrl(address, '1.2.2'), seriesListUrl(address)]),
    )
    await over
    const early = asked.length
    await fetchSeriesMetadata(address, '1.2.2', new AbortController().signal)
    await fetchSeriesList(address, new AbortController().signal)
    expect(asked).toHaveLength(early)
  } finally {
    element.remove()
  }
})

test('a page without images asks only who is there', async () => {
  const asked = line()
  await askFor({ pathname: '/studies', search: '' })
  expect(asked).toEqual(['/api/v3/session/user '])
  await askFor({ pathname: '/link/1', search: '' })
  expect(asked).toHaveLength(1)
})
