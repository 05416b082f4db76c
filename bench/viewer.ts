import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
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
  /** What had come until then, cold. */
  requests: number
  megabytes: number
  /** Different pictures a second while a key is held. */
  pictures: number
}

interface Measured {
  name: string
  address: string
  prepare: (context: BrowserContext) => Promise<void>
}

const KEYS = 60
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

async function firstPicture(page: Page, address: string): Promise<number> {
  const begun = performance.now()
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction(() => window.pictureOnScreen() > 0, undefined, { polling: 30, timeout: 120_000 })
  return performance.now() - begun
}

async function scrolled(page: Page): Promise<number> {
  await page.waitForTimeout(4000)
  const box = await page.locator('canvas').first().boundingBox()
  if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  const seen = page.evaluate(
    (lasts) =>
      new Promise<number>((done) => {
        const pictures = new Set<number>()
        const begun = performance.now()
        const look = () => {
          pictures.add(window.pictureOnScreen())
          const past = performance.now() - begun
          if (past < lasts) requestAnimationFrame(look)
          else done((1000 * pictures.size) / past)
        }
        look()
      }),
    KEYS * KEY_EVERY + 500,
  )
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press('ArrowDown')
    await page.waitForTimeout(KEY_EVERY)
  }
  return seen
}

async function measure(browser: Browser, { name, address, prepare }: Measured): Promise<ViewerResult> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript(lookAtPictures)
  await prepare(context)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let [requests, bytes] = [0, 0]
  session.on('Network.requestWillBeSent', () => requests++)
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const cold = await firstPicture(page, address)
  const until = { requests, megabytes: bytes / 1e6 }
  const pictures = await scrolled(page)
  await page.close()
  const warm = await firstPicture(await context.newPage(), address)
  await context.close()
  return { name, cold, warm, ...until, pictures }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function call(ours: OurServer, command: string): Promise<unknown> {
  const answer = await fetch(`${ours.api.base}${command}`, {
    method: 'POST',
    headers: ours.api.headers ?? {},
  })
  return answer.json()
}

/** A study of the store, the largest first: its record and its UID. */
async function studyToOpen(ours: OurServer): Promise<{ uuid: string; study_uid: string }> {
  const answer = await call(ours, '/study/list?sort_by=image_count-desc&page.rows=1')
  if (typeof answer === 'object' && answer && 'studies' in answer && Array.isArray(answer.studies)) {
    const { uuid, study_uid } = answer.studies[0] ?? {}
    return { uuid: String(uuid), study_uid: String(study_uid) }
  }
  throw new Error('there is no study to open')
}

/** The median of each figure, viewer by viewer. OHIF is left out where it cannot be fetched. */
export async function measureViewer(ours: OurServer, runs: number): Promise<ViewerResult[]> {
  const base = ours.dicomweb.base.replace(/\/dicomweb$/, '')
  const { uuid, study_uid } = await studyToOpen(ours)
  const folder = ohifFolder() ?? (await fetchOhif().catch(() => undefined))
  const authorization = `Basic ${Buffer.from(`${BENCH_LOGIN.email}:${BENCH_LOGIN.password}`).toString('base64')}`
  const ohif = folder === undefined ? undefined : await serveOhif({ folder, base, authorization })
  const viewers: Measured[] = [
    {
      name: 'Collimate',
      address: `${base}/studies/${uuid}/view`,
      prepare: async (context) => {
        await context.request.post(`${base}/api/v3/session/login`, {
          headers: { 'x-collimate-web': '1' },
          form: { login: BENCH_LOGIN.email, password: BENCH_LOGIN.password },
        })
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
        const browser = await chromium.launch({
          ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
          chromiumSandbox: process.getuid?.() !== 0,
        })
        all.push(await measure(browser, viewer))
        await browser.close()
      }
    }
  } finally {
    await ohif?.close()
  }
  return viewers.map(({ name }) => {
    const own = all.filter((one) => one.name === name)
    const of = (field: Exclude<keyof ViewerResult, 'name'>) => median(own.map((one) => one[field]))
    return {
      name,
      cold: of('cold'),
      warm: of('warm'),
      requests: of('requests'),
      megabytes: of('megabytes'),
      pictures: of('pictures'),
    }
  })
}
