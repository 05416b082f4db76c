import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { services, signIn } from './person.ts'
import { stow } from './stow.ts'

/**
 * Every study of a corpus of real DICOM, if one lies beside the project: it opens, and what the screen shows is what
 * the server renders with the same window.
 */

const CORPUS = fileURLToPath(new URL('../../shared/dicom/studies/', import.meta.url))
const studies = existsSync(CORPUS) ? readdirSync(CORPUS) : []

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })

const BATCH = 40

/** Sends a folder by STOW-RS; answers the Study Instance UIDs that it became. */
async function store(page: Page, folder: string): Promise<Set<string>> {
  const uids = new Set<string>()
  const all = files(folder)
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH).map((path) => readFileSync(path))
    for (const study_uid of await stow(page.request, batch)) uids.add(study_uid)
  }
  return uids
}

interface Picture {
  data: Buffer
  width: number
  height: number
}

async function grey(bytes: Buffer): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Mean of a small square, or nothing outside. */
function around({ data, width, height }: Picture, x: number, y: number, reach: number): number | undefined {
  let sum = 0
  let count = 0
  for (let row = Math.floor(y - reach); row <= y + reach; row++) {
    for (let column = Math.floor(x - reach); column <= x + reach; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) return undefined
      sum += data[row * width + column] ?? 0
      count++
    }
  }
  return sum / count
}

/** Mean difference of grey over points of the image that are on the screen and under no text. */
function difference(
  screen: Picture,
  rendered: Picture,
  matrix: readonly number[],
): { mean: number; points: number } {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix
  const PATCH = 2
  const reach = Math.max(1, PATCH * Math.hypot(a, b))
  let sum = 0
  let points = 0
  const STEPS = 40
  for (let row = 4; row < STEPS - 4; row++) {
    for (let column = 4; column < STEPS - 4; column++) {
      const [x, y] = [((column + 0.5) / STEPS) * rendered.width, ((row + 0.5) / STEPS) * rendered.height]
      const [sx, sy] = [a * x + c * y + e, b * x + d * y + f]
      const clear = sx > 300 && sx < screen.width - 320 && sy > 60 && sy < screen.height - 120
      if (!clear) continue
      const shown = around(screen, sx, sy, reach)
      const expected = around(rendered, x, y, PATCH)
      if (shown === undefined || expected === undefined) continue
      sum += Math.abs(shown - expected)
      points++
    }
  }
  return { mean: sum / Math.max(1, points), points }
}

test.skip(studies.length === 0, 'there is no corpus of real studies beside the project')

for (const study of studies) {
  test(`${study} opens and shows what the server renders`, async ({ page }) => {
    await signIn(page)
    const call = await services(page)
    for (const study_uid of await store(page, join(CORPUS, study))) {
      let uuid = ''
      await expect(async () => {
        const { studies: found } = (await call('/study/list', { 'filter.study_uid.equals': study_uid })) as {
          studies: { uuid: string; phantom: number }[]
        }
        expect(found[0]?.phantom).toBe(0)
        uuid = found[0]?.uuid ?? ''
      }).toPass()
      await page.goto(`/studies/${uuid}/view`)
      if (study === 'doc-pdf') {
        await expect(page.locator('[data-object-view=pdf] canvas').first()).toBeVisible()
        continue
      }
      const view = page.getByRole('group', { name: 'Viewport 1' })
      const facts = view.locator('[data-view]')
      await expect(facts).toBeAttached()
      await expect(view.locator('[data-completeness=complete]')).toBeVisible()
      const attribute = async (name: string) => (await facts.getAttribute(name)) ?? ''
      const [center = '', width = ''] = (await attribute('data-window')).split(' ')
      const url = `/dicomweb/studies/${study_uid}/series/${await attribute('data-series')}/instances/${await attribute('data-image')}/frames/${await attribute('data-frame')}/rendered`
      const windowed =
        Number.isFinite(Number(center)) && Number(width) > 0 ? `?window=${center},${width},linear` : ''
      let rendered = await page.request.get(`${url}${windowed}`, { headers: { accept: 'image/png' } })
      if (!rendered.ok()) rendered = await page.request.get(url, { headers: { accept: 'image/png' } })
      expect(rendered.status()).toBe(200)
      const { mean, points } = difference(
        await grey(await view.screenshot()),
        await grey(await rendered.body()),
        (await attribute('data-matrix')).split(' ').map(Number),
      )
      expect(points).toBeGreaterThan(100)
      expect(mean).toBeLessThan(6)
    }
  })
}
