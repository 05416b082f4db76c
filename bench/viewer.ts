import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { studyUID } from './dicomweb.ts'
import { fetchOhif, ohifFolder, serveOhif } from './ohif.ts'
import { BENCH_LOGIN, type OurServer } from './servers.ts'

/**
 * The viewer in Chromium, beside OHIF over the same DICOMweb service, one after the other in each run. A picture counts
 * when the largest canvas of the page is no longer of one grey; drawn in software, for there is no GPU to rely on.
 */

export interface ViewerResult {
  name: string
  /** Milliseconds from the navigation to the first picture: with an empty cache, and on a second page. */
  cold: number
  warm: number
  /** From the Enter key on the study in the worklist that the viewer belongs to; OHIF's opens with two clicks. */
  entered: number | undefined
  /** As `cold`, on a line of 30 Mbit/s where each answer takes 50 ms more. */
  slow: number
  /** Milliseconds from the navigation until every image of the series has come, cold. */
  whole: number
  /** What had come until then, cold. */
  requests: number
  megabytes: number
  /** Different pictures a second from the first to the last that a held key brings. */
  pictures: number
}

interface Measured {
  name: string
  address: string
  prepare: (context: BrowserContext) => Promise<void>
  /** Where the study is chosen in a list, so that Enter opens it. */
  choose?: (page: Page) => Promise<void>
}

const KEYS = 60
/** As DevTools shape a line; what workers fetch would escape it, and in neither viewer do they. */
const SLOW = { offline: false, latency: 50, downloadThroughput: 30e6 / 8, uploadThroughput: 30e6 / 8 }
const KEY_EVERY = 20

declare global {
  interface Window {
    /** A number that differs between pictures, 0 while there is none. */
    pictureOnScreen: () => number
  }
}

/** Put into every page before its own scripts. */
function lookAtPictures(): void {
  window.pictureOnScreen = () => {
    const canvases = [...document.querySelectorAll('canvas')]
    const [canvas] = canvases.sort((a, b) => b.width * b.height - a.width * a.height)
    if (!canvas || canvas.width < 250) return 0
    const small = document.createElement('canvas')
    small.width = small.height = 64
    const drawing = small.getContext('2d', { willReadFrequently: true })
    if (!drawing) return 0
    drawing.drawImage(canvas, 0, 0, 64, 64)
    const { data } = drawing.getImageData(0, 0, 64, 64)
    let [sum, bright] = [1, 0]
    for (let at = 0; at < data.length; at += 4) {
      const grey = data[at] ?? 0
      sum = (Math.imul(sum, 31) + grey) >>> 0
      if (grey > 40) bright++
    }
    return bright > 12 ? sum : 0
  }
}

async function firstPicture(page: Page, open: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await open()
  await page.waitForFunction(() => window.pictureOnScreen() > 0, undefined, { polling: 30, timeout: 120_000 })
  return performance.now() - begun
}

const atAddress = (page: Page, address: string): Promise<number> =>
  firstPicture(page, () => page.goto(address, { waitUntil: 'commit' }))

async function scrolled(page: Page): Promise<number> {
  await page.waitForTimeout(4000)
  const box = await page.locator('canvas').first().boundingBox()
  if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  const seen = page.evaluate(
    (lasts) =>
      new Promise<number>((done) => {
        const pictures = new Set<number>()
        const begun = performance.now()
        let [before, changed] = [0, begun]
        const look = () => {
          const now = performance.now()
          const picture = window.pictureOnScreen()
          if (picture !== before) [before, changed] = [picture, now]
          pictures.add(picture)
          if (now - begun < lasts) requestAnimationFrame(look)
          else done((1000 * pictures.size) / (changed - begun))
        }
        look()
      }),
    2 * KEYS * KEY_EVERY + 500,
  )
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press('ArrowDown')
    await page.waitForTimeout(KEY_EVERY)
  }
  return seen
}

const newContext = async (browser: Browser, { prepare }: Measured): Promise<BrowserContext> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript(lookAtPictures)
  await prepare(context)
  return context
}

async function measure(browser: Browser, viewer: Measured, slices: number): Promise<ViewerResult> {
  const { name, address } = viewer
  const context = await newContext(browser, viewer)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let [requests, bytes] = [0, 0]
  const frames = new Map<string, string>()
  const come = new Set<string | undefined>()
  const { promise: all, resolve: allCame } = Promise.withResolvers<number>()
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    requests++
    if (/\/frames\/\d+$/.test(request.url)) frames.set(requestId, request.url)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength
    if (!frames.has(requestId)) return
    come.add(frames.get(requestId))
    if (come.size === slices) allCame(performance.now())
  })
  const begun = performance.now()
  const cold = await atAddress(page, address)
  const until = { requests, megabytes: bytes / 1e6 }
  const whole = (await Promise.race([all, page.waitForTimeout(60_000).then(() => Number.NaN)])) - begun
  const pictures = await scrolled(page)
  await page.close()
  const warm = await atAddress(await context.newPage(), address)
  const entered = await fromList(await context.newPage(), viewer)
  await context.close()
  return { name, cold, warm, entered, slow: await onSlowLine(browser, viewer), whole, ...until, pictures }
}

async function fromList(page: Page, { choose }: Measured): Promise<number | undefined> {
  if (!choose) return undefined
  await choose(page)
  // What a list brings ahead while somebody reads it has come.
  await page.waitForTimeout(3000)
  return firstPicture(page, () => page.keyboard.press('Enter'))
}

async function onSlowLine(browser: Browser, viewer: Measured): Promise<number> {
  const context = await newContext(browser, viewer)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', SLOW)
  const time = await atAddress(page, viewer.address)
  await context.close()
  return time
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The record of a study of the store. */
async function studyToOpen(ours: OurServer, study_uid: string): Promise<string> {
  const query = new URLSearchParams({ 'filter.study_uid.equals': study_uid })
  const answer = await fetch(`${ours.api.base}/study/list?${query}`, {
    method: 'POST',
    headers: ours.api.headers ?? {},
  })
  const found: unknown = await answer.json()
  if (typeof found === 'object' && found && 'studies' in found && Array.isArray(found.studies)) {
    const uuid: unknown = found.studies[0]?.uuid
    if (typeof uuid === 'string') return uuid
  }
  throw new Error('there is no study to open')
}

const baseOf = (ours: OurServer): string => ours.dicomweb.base.replace(/\/dicomweb$/, '')

const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  })

const signIn = (base: string) => async (context: BrowserContext) => {
  await context.request.post(`${base}/api/v3/session/login`, {
    headers: { 'x-collimate-web': '1' },
    form: { login: BENCH_LOGIN.email, password: BENCH_LOGIN.password },
  })
}

/** The median of each figure, viewer by viewer. OHIF is left out where it cannot be fetched. */
export async function measureViewer(ours: OurServer, slices: number, runs: number): Promise<ViewerResult[]> {
  const base = baseOf(ours)
  const study_uid = studyUID(0)
  const uuid = await studyToOpen(ours, study_uid)
  const folder = ohifFolder() ?? (await fetchOhif().catch(() => undefined))
  const authorization = `Basic ${Buffer.from(`${BENCH_LOGIN.email}:${BENCH_LOGIN.password}`).toString('base64')}`
  const ohif = folder === undefined ? undefined : await serveOhif({ folder, base, authorization })
  const viewers: Measured[] = [
    {
      name: 'Collimate',
      address: `${base}/studies/${uuid}/view`,
      prepare: signIn(base),
      choose: async (page) => {
        await page.goto(`${base}/studies`)
        await page.getByRole('row').nth(1).click()
      },
    },
  ]
  if (ohif)
    viewers.push({
      name: 'OHIF',
      address: `${ohif.url}/viewer?StudyInstanceUIDs=${study_uid}`,
      prepare: async (context) => {
        await context.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'))
      },
    })
  const all: ViewerResult[] = []
  try {
    for (let run = 0; run < runs; run++) {
      for (const viewer of run % 2 === 0 ? viewers : viewers.toReversed()) {
        // A process of its own: nothing is warm.
        const browser = await launch()
        all.push(await measure(browser, viewer, slices))
        await browser.close()
      }
    }
  } finally {
    await ohif?.close()
  }
  return viewers.map(({ name }) => {
    const own = all.filter((one) => one.name === name)
    const of = (field: Exclude<keyof ViewerResult, 'name' | 'entered'>) =>
      median(own.map((one) => one[field]))
    const entered = own.flatMap((one) => one.entered ?? [])
    return {
      name,
      cold: of('cold'),
      warm: of('warm'),
      entered: entered.length > 0 ? median(entered) : undefined,
      slow: of('slow'),
      whole: of('whole'),
      requests: of('requests'),
      megabytes: of('megabytes'),
      pictures: of('pictures'),
    }
  })
}

export interface SessionResult {
  /** Milliseconds from the choice of 4 by 4 cells until all show a picture, in a study of a hundred series. */
  layout: number
  /** Megabytes of the page after the first study and after the last of those that were opened in turn. */
  atFirst: number
  atLast: number
}

/** The JavaScript heap after a collection, and the buffers of the page, which hold decoded pictures. */
async function megabytesOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  const usage: Record<string, number> = { ...(await session.send('Runtime.getHeapUsage')) }
  await session.detach()
  return (
    ((usage.usedSize ?? 0) + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)) / 2 ** 20
  )
}

/** Our viewer alone: a study of many series laid out at once, and studies opened in turn without a new page. */
export async function measureSession(
  ours: OurServer,
  { series, studies }: { series: number; studies: readonly number[] },
): Promise<SessionResult> {
  const base = baseOf(ours)
  const addressOf = async (study: number) => `/studies/${await studyToOpen(ours, studyUID(study))}/view`
  const browser = await launch()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addInitScript(lookAtPictures)
  await signIn(base)(context)
  try {
    const page = await context.newPage()
    await atAddress(page, base + (await addressOf(series)))
    await page.getByRole('button', { name: /^Layout/ }).click()
    const shape = page.getByRole('button', { name: '4 by 4', exact: true })
    await shape.waitFor()
    const begun = performance.now()
    await shape.click()
    await page.waitForFunction(() => document.querySelectorAll('[data-view]').length === 16, undefined, {
      polling: 'raf',
    })
    const layout = performance.now() - begun
    await page.close()

    const reader = await context.newPage()
    const sizes: number[] = []
    for (const study of studies) {
      const address = await addressOf(study)
      if (sizes.length === 0) await atAddress(reader, base + address)
      else {
        await reader.evaluate((to) => {
          history.pushState(null, '', to)
          dispatchEvent(new PopStateEvent('popstate', { state: null }))
        }, address)
      }
      await reader.locator('[data-completeness=complete]').first().waitFor({ timeout: 60_000 })
      sizes.push(await megabytesOf(reader))
    }
    return { layout, atFirst: sizes[0] ?? Number.NaN, atLast: sizes.at(-1) ?? Number.NaN }
  } finally {
    await browser.close()
  }
}
