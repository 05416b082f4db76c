import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { hasSession, services } from './person.ts'
import { difference, pictureOf } from './pixels.ts'
import { arrived, stow } from './stow.ts'

/**
 * Every image of a corpus of real DICOM, if one lies beside the project: what the screen shows is what the server
 * renders with the same window, within one grey level.
 */

const CORPUS = fileURLToPath(new URL('../../shared/dicom/', import.meta.url))
const there = existsSync(CORPUS)

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })

interface Entry {
  path: string
  rows: number | null
  StudyInstanceUID: string | null
  SeriesInstanceUID: string | null
  SOPInstanceUID: string | null
}
const entries: Entry[] = there
  ? (JSON.parse(readFileSync(join(CORPUS, 'manifest.json'), 'utf8')) as { entries: Entry[] }).entries
  : []

/** Who draws: `gpu` is drawn in software where there is no graphics processor, which takes long. */
const PAINTER = process.env.COLLIMATE_E2E_PAINTER ?? 'canvas'

const BATCH = 40
/** No UIDs, or no DICOM prefix; films, which have no frames; segmentations, which lie over images. */
const NO_PICTURE = /mono-(8|16)bit-1\.2\.4\.81|rgb-1\.2\.4\.201|rgb-1\.2\.4\.80-jpeg-ls-ilv0|video|\/seg-/

/** Sends files by STOW-RS; answers the uuids of the studies that they became. */
async function store(page: Page, paths: readonly string[]): Promise<Map<string, string>> {
  const call = await services(page)
  const uuids = new Map<string, string>()
  for (let from = 0; from < paths.length; from += BATCH) {
    const batch = paths.slice(from, from + BATCH).map((path) => readFileSync(path))
    for (const study_uid of await stow(page.request, batch)) uuids.set(study_uid, '')
  }
  for (const study_uid of uuids.keys()) uuids.set(study_uid, await arrived(call, study_uid))
  return uuids
}

const factsOf = (view: Locator) => view.locator('[data-view]')

/** Hides what is written over the picture. */
async function bare(page: Page, view: Locator): Promise<void> {
  await expect(factsOf(view)).toBeAttached()
  await expect(view.locator('[data-painter]')).toHaveCount(1)
  await expect(view.locator(`[data-painter=${PAINTER}]`)).toBeAttached()
  await view.focus()
  await expect(view.locator('[data-orientation], [data-completeness]').first()).toBeAttached()
  await page.keyboard.press('o')
  await page.keyboard.press('o')
}

/** What is on the screen, as `study/series/instance/frame`. */
async function shown(view: Locator): Promise<string> {
  return factsOf(view).evaluate(
    ({ dataset: { series = '', image = '', frame = '' } }) => `${series}/${image}/${frame}`,
  )
}

async function compare(page: Page, view: Locator, study_uid: string): Promise<void> {
  const facts = await factsOf(view).evaluate(({ dataset }) => ({ ...dataset }))
  const [center = '', width = ''] = (facts.window ?? '').split(' ')
  const url = `/dicomweb/studies/${study_uid}/series/${facts.series}/instances/${facts.image}/frames/${facts.frame}/rendered`
  const headers = { accept: 'image/png' }
  // A table of the file is what the server shows when it is asked for nothing else; colour has no window.
  const plain = facts.function === 'table' || facts.colour === 'true'
  const query = plain ? '' : `?window=${center},${width},${facts.function}`
  const answer = await page.request.get(`${url}${query}`, { headers })
  expect(answer.status()).toBe(200)
  const rendered = await pictureOf(await answer.body())
  const matrix = (facts.matrix ?? '').split(' ').map(Number)
  const check = async () => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const found = difference(await pictureOf(await view.screenshot()), rendered, matrix)
    expect(found.points).toBeGreaterThan(100)
    expect(found.worst, `${facts.image}/${facts.frame} at ${found.where}`).toBeLessThanOrEqual(1)
  }
  // Drawn by WebGL in software, a picture is on the screen some frames later than its name is on the page.
  if (PAINTER === 'gpu') await expect(check).toPass({ timeout: 5000 })
  else await check()
}

test.skip(!there, 'there is no corpus of DICOM beside the project')
// Hundreds of pictures a test: a trace of them would fill the disk.
test.use({ viewport: { width: 900, height: 640 }, trace: 'off' })
test.beforeEach(({ page }) =>
  page.addInitScript((painter) => localStorage.setItem('collimate.painter', painter), PAINTER),
)

for (const study of there ? readdirSync(join(CORPUS, 'studies')) : []) {
  test(`every image of ${study} is what the server renders`, async ({ page }) => {
    test.setTimeout(600_000)
    await hasSession(page)
    for (const [study_uid, uuid] of await store(page, files(join(CORPUS, 'studies', study)))) {
      await page.goto(`/studies/${uuid}/view`)
      const view = page.getByRole('group', { name: 'Viewport 1' })
      if (study === 'doc-pdf') {
        await expect(page.locator('[data-object-view=pdf] canvas').first()).toBeVisible()
        continue
      }
      await bare(page, view)
      for (const stack of await page.locator('[data-stack]').all()) {
        const name = (await stack.getAttribute('data-stack')) ?? ''
        await view.focus()
        await stack.click()
        await expect.poll(() => shown(view)).toContain(name.split('#')[0] ?? '')
        await view.focus()
        await page.keyboard.press('Home')
        await page.waitForTimeout(200)
        for (let before = ''; ; ) {
          before = await shown(view)
          await compare(page, view, study_uid)
          await page.keyboard.press('ArrowDown')
          const moved = await expect
            .poll(() => shown(view), { timeout: 1500, intervals: [30] })
            .not.toBe(before)
            .then(
              () => true,
              () => false,
            )
          if (!moved) break
        }
      }
    }
  })
}

/** Forms with a decoder in the browser. */
const DECODED = /1\.2\.4\.(50|57|70|80|81|90|91|110|111|112|201|202|203)\b/

/**
 * A small first picture is asked for without compression, and nothing would be decoded: here it comes as it is stored,
 * once.
 */
async function comesAsStored(page: Page): Promise<void> {
  const asked = new Set<string>()
  await page.route(/\/frames\/\d+$/, async (route) => {
    const { accept = '' } = route.request().headers()
    const url = route.request().url()
    const plain = /transfer-syntax=1\.2\.840\.10008\.1\.2\.1$/
    if (!plain.test(accept) || asked.has(url)) return route.continue()
    asked.add(url)
    const headers = { ...route.request().headers(), accept: accept.replace(plain, 'transfer-syntax=*') }
    return route.continue({ headers })
  })
}

for (const { path, SeriesInstanceUID, SOPInstanceUID } of entries) {
  if (!path.startsWith('syntaxes/') || NO_PICTURE.test(path)) continue
  test(`${path} is what the server renders`, async ({ page }) => {
    await hasSession(page)
    if (DECODED.test(path)) await comesAsStored(page)
    for (const [study_uid, uuid] of await store(page, [join(CORPUS, path)])) {
      await page.goto(`/studies/${uuid}/view?series=${SeriesInstanceUID}&image=${SOPInstanceUID}`)
      const view = page.getByRole('group', { name: 'Viewport 1' })
      await bare(page, view)
      await expect(factsOf(view)).toHaveAttribute('data-image', SOPInstanceUID ?? '')
      await compare(page, view, study_uid)
    }
  })
}
