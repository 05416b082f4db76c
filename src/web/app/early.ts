import { OPENING_ID, type Opening, type OpeningSeries, openedStudy } from '#contract/study/opening.ts'
import { seriesOfView, viewKey, viewListKey } from '#contract/study/view_keys.ts'
import { askEarly } from '#web/api/early.ts'
import { keepLine } from '#web/api/line_first.ts'
import { datasetsOf } from '#web/viewer/data/dicomJson.ts'
import { DICOM_JSON, metadataUrl, opensWith, seriesListUrl, summariesOf } from '#web/viewer/data/series.ts'
import { addressOf, type StudyAddress } from '#web/viewer/data/url.ts'
import { PHONE } from '#web/viewer/phone.ts'
import { priorsQuery } from '#web/viewer/priors/query.ts'

/**
 * What a page will need, asked for by the first script that runs, a small one: who is signed in, and for an address
 * that opens images what the viewer begins with. Answers and scripts then come side by side.
 */

const command = (path: string, params: Readonly<Record<string, string | number>> = {}) =>
  askEarly(`/api/v3${path}`, {
    method: 'POST',
    body: new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)])),
  })

const dicomJson = async (url: string) => {
  const response = await askEarly(url, { headers: DICOM_JSON })
  return datasetsOf(await response?.json())
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** What the server has written into the page, where it could. */
function written(): Opening | undefined {
  const element = document.getElementById(OPENING_ID)
  return element === null ? undefined : JSON.parse(element.textContent)
}

async function imagesOf(studyId: string, phone: boolean, linked: string | undefined): Promise<void> {
  const known = written()
  const key = viewKey(phone, studyId)
  const series = linked ?? seriesOfView(known?.views[key])
  const study = command('/study/get', { uuid: studyId })
  if (known) imagesAt(addressOf(known), opensWith(known.series, series))
  const answer: unknown = await (await study)?.json()
  if (typeof answer !== 'object' || answer === null) return
  const record = new Map<string, unknown>(Object.entries(answer))
  const patientid = text(record.get('patientid'))
  if (patientid) void command('/study/list', priorsQuery(patientid))
  const phi_namespace = text(record.get('phi_namespace'))
  const study_uid = text(record.get('study_uid'))
  if (known || !phi_namespace || !study_uid) return
  const address = addressOf({ phi_namespace, study_uid })
  const opening = opensWith(summariesOf(await dicomJson(seriesListUrl(address))), series)
  if (opening) await dicomJson(metadataUrl(address, opening.SeriesInstanceUID))
}

/** Nothing has to be asked for to know where these are. */
function imagesAt(address: StudyAddress, opening: OpeningSeries | undefined): void {
  if (opening) void askEarly(metadataUrl(address, opening.SeriesInstanceUID), { headers: DICOM_JSON })
  void askEarly(seriesListUrl(address), { headers: DICOM_JSON })
}

/** Where people come to begin a session, or another one. */
const DOOR = /^\/(signin|password|link|invite|portal)(\/|$)/

/** Asks for what an address will need. Nothing comes of it where nobody is signed in, or a line fails. */
export async function askFor({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Promise<void> {
  const studyId = openedStudy(pathname)
  if (!DOOR.test(pathname)) void command('/session/user')
  if (studyId === undefined) return
  keepLine()
  const phone = window.matchMedia(PHONE).matches
  const settings = JSON.stringify([viewKey(phone, studyId), viewListKey(phone)])
  void command('/setting/get/all')
  void command('/study/viewer3/settings', { study_id: studyId, settings })
  try {
    await imagesOf(studyId, phone, new URLSearchParams(search).get('series') ?? undefined)
  } catch {
    // The viewer asks again, and says what is wrong.
  }
}
