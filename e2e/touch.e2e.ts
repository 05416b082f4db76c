import { type Browser, expect, type Locator, type Page, test } from '@playwright/test'
import { ctFiles } from './compare.ts'
import { services, signIn } from './person.ts'
import { stow } from './stow.ts'

/** Fingers on the picture of a phone and of a tablet: real touch events, from the browser's own input. */

type Point = readonly [number, number]
type Call = Awaited<ReturnType<typeof services>>

/** Fingers that are put down, go their ways in steps, and are lifted together. */
async function fingers(page: Page, ways: readonly (readonly [Point, Point])[], steps = 10): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const at = (part: number) =>
    ways.map(([from, to], id) => ({
      id,
      x: from[0] + (to[0] - from[0]) * part,
      y: from[1] + (to[1] - from[1]) * part,
    }))
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof at>) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints })
  // One finger comes after the other, as on a hand.
  for (let count = 1; count <= ways.length; count++) await send('touchStart', at(0).slice(0, count))
  for (let step = 1; step <= steps; step++) {
    await send('touchMove', at(step / steps))
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
  if (steps > 0) {
    // Lifted at rest: after a throw the browser would take the next tap for the hand that stops it.
    await page.waitForTimeout(200)
    await send('touchMove', at(1))
    await page.waitForTimeout(100)
  }
  await send('touchEnd', [])
  await client.detach()
}

const tap = (page: Page, at: Point) => fingers(page, [[at, at]], 0)

interface Facts {
  image: string
  center: number
  width: number
  /** From image points to CSS pixels of the viewport. */
  matrix: number[]
}

async function factsOf(view: Locator): Promise<Facts> {
  const {
    image = '',
    window = '',
    matrix = '',
  } = await view.locator('[data-view]').evaluate(({ dataset }) => ({ ...dataset }))
  const [center = 0, width = 0] = window.split(' ').map(Number)
  return { image, center, width, matrix: matrix.split(' ').map(Number) }
}

/** The image point that stands at a CSS pixel; no turn, no flip. */
const pointAt = ({ matrix: [a = 1, , , d = 1, e = 0, f = 0] }: Facts, [x, y]: Point): Point => [
  (x - e) / a,
  (y - f) / d,
]

const who = (id: string) => ({ name: 'Touch^Finger', id, date: '20261101', description: 'CT Chest' })

async function study(call: Call, page: Page, id: string): Promise<string> {
  await stow(page.request, ctFiles(who(id), 12))
  let uuid = ''
  await expect(async () => {
    const { studies } = (await call('/study/list', { 'filter.patientid.equals': id })) as {
      studies: { uuid: string; phantom: number }[]
    }
    expect(studies[0]?.phantom).toBe(0)
    uuid = studies[0]?.uuid ?? ''
  }).toPass()
  return uuid
}

/** A page with fingers, the study on it. */
async function hand(browser: Browser, id: string, width: number, height: number) {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: true,
    isMobile: true,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await signIn(page)
  const call = await services(page)
  const uuid = await study(call, page, id)
  await page.goto(`/studies/${uuid}/view`)
  const view = page.locator('[data-viewport="0"]')
  await expect(view.locator('[data-view]')).toBeAttached()
  const box = await view.boundingBox()
  if (!box) throw new Error('no viewport')
  /** A place in the viewport, in parts of it. */
  const on = (x: number, y: number): Point => [box.x + x * box.width, box.y + y * box.height]
  const end = async () => {
    await call('/study/delete', { uuid })
    await context.close()
  }
  return { page, view, box, on, end }
}

test('on a phone one finger scrolls, two pinch, pan and window; the page itself stays', async ({
  browser,
}) => {
  const { page, view, box, on, end } = await hand(browser, 'TOUCH-1', 390, 844)
  await expect(view.getByText('Im 6/12')).toBeVisible()

  // A touch that goes nowhere changes nothing.
  const before = await factsOf(view)
  await tap(page, on(0.5, 0.5))
  expect(await factsOf(view)).toEqual(before)

  // Down is the next image: as many as the way is long, in parts of height / images.
  const step = box.height / 12
  await fingers(page, [[on(0.5, 0.3), [on(0.5, 0.3)[0], on(0.5, 0.3)[1] + 3.2 * step]]])
  await expect(view.getByText('Im 9/12')).toBeVisible()
  await fingers(page, [[on(0.5, 0.7), [on(0.5, 0.7)[0], on(0.5, 0.7)[1] - 5.2 * step]]])
  await expect(view.getByText('Im 4/12')).toBeVisible()

  // Twice as far apart is twice as large, and what was between the fingers is there still.
  const middle: Point = [box.width * 0.5, box.height * 0.4]
  const small = await factsOf(view)
  await fingers(page, [
    [on(0.4, 0.4), on(0.3, 0.4)],
    [on(0.6, 0.4), on(0.7, 0.4)],
  ])
  const large = await factsOf(view)
  expect((large.matrix[0] ?? 0) / (small.matrix[0] ?? 1)).toBeCloseTo(2, 1)
  const [was, is] = [pointAt(small, middle), pointAt(large, middle)]
  expect(Math.hypot(is[0] - was[0], is[1] - was[1])).toBeLessThan(2)
  expect([large.image, large.center, large.width]).toEqual([small.image, small.center, small.width])

  // Across the picture: its place alone.
  await fingers(page, [
    [on(0.3, 0.5), on(0.5, 0.5)],
    [on(0.5, 0.5), on(0.7, 0.5)],
  ])
  const moved = await factsOf(view)
  expect(moved.matrix[0]).toBeCloseTo(large.matrix[0] ?? 0, 1)
  expect((moved.matrix[4] ?? 0) - (large.matrix[4] ?? 0)).toBeCloseTo(0.2 * box.width, -1)

  // Side by side upwards: brighter, which is a lower centre; the picture stays where it is.
  await fingers(page, [
    [on(0.35, 0.7), on(0.35, 0.5)],
    [on(0.6, 0.7), on(0.6, 0.5)],
  ])
  const bright = await factsOf(view)
  expect(bright.center).toBeLessThan(moved.center)
  expect(bright.matrix).toEqual(moved.matrix)
  expect(bright.image).toBe(moved.image)

  // The finger left of two does not scroll.
  const client = await page.context().newCDPSession(page)
  const [one, other] = [on(0.4, 0.5), on(0.6, 0.5)].map(([x, y], id) => ({ id, x, y }))
  if (!one || !other) throw new Error('no fingers')
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [one] })
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [one, other] })
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [one] })
  await client.send('Input.dispatchTouchEvent', {
    type: 'touchMove',
    touchPoints: [{ ...one, y: one.y + 200 }],
  })
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  expect((await factsOf(view)).image).toBe(bright.image)

  // The browser neither scrolled nor enlarged the page; fingers are kept from it on the picture alone.
  expect(await page.evaluate(() => [window.scrollX, window.scrollY, window.visualViewport?.scale])).toEqual([
    0, 0, 1,
  ])
  const touchAction = (of: Locator) => of.evaluate((element) => getComputedStyle(element).touchAction)
  expect(await touchAction(view.locator('.touch-none').first())).toBe('none')
  for (const outside of ['html', 'body', 'header', '[role=toolbar]'])
    expect(await touchAction(page.locator(outside).first()), outside).not.toBe('none')
  await end()
})

test('on a phone a finger windows, pans, draws and magnifies with the tool that is chosen', async ({
  browser,
}) => {
  const { page, view, box, on, end } = await hand(browser, 'TOUCH-2', 390, 844)
  const tools = page.getByRole('toolbar', { name: 'Viewer tools' })
  const start = await factsOf(view)
  await tools.getByRole('button', { name: 'Window' }).tap()
  await page.getByRole('menuitem', { name: 'Window', exact: true }).tap()
  await fingers(page, [[on(0.4, 0.5), on(0.6, 0.4)]])
  const windowed = await factsOf(view)
  expect(windowed.width).toBeGreaterThan(start.width)
  expect(windowed.center).toBeLessThan(start.center)
  expect([windowed.image, windowed.matrix]).toEqual([start.image, start.matrix])

  await tools.getByRole('button', { name: 'Pan' }).tap()
  await expect(tools.getByRole('button', { name: 'Pan' })).toHaveAttribute('aria-pressed', 'true')
  await fingers(page, [[on(0.5, 0.5), on(0.6, 0.55)]])
  const panned = await factsOf(view)
  expect((panned.matrix[4] ?? 0) - (start.matrix[4] ?? 0)).toBeCloseTo(0.1 * box.width, -1)
  expect((panned.matrix[5] ?? 0) - (start.matrix[5] ?? 0)).toBeCloseTo(0.05 * box.height, -1)

  await tools.getByRole('button', { name: 'Measure' }).tap()
  await page.getByRole('menuitem', { name: 'Length' }).tap()
  await fingers(page, [[on(0.3, 0.6), on(0.7, 0.6)]])
  const length = view.locator('[data-mark]')
  await expect(length).toHaveCount(1)
  // So many image pixels of 2.5 mm.
  const millimetres = ((0.4 * box.width) / (panned.matrix[0] ?? 1)) * 2.5
  const shown = Number(/([\d.,]+) mm/.exec((await length.textContent()) ?? '')?.[1]?.replace(',', ''))
  expect(Math.abs(shown - millimetres)).toBeLessThan(4)
  // Two fingers while a tool for drawing is chosen still pinch, and draw nothing.
  await tools.getByRole('button', { name: 'Measure' }).tap()
  await page.getByRole('menuitem', { name: 'Length' }).tap()
  await fingers(page, [
    [on(0.4, 0.4), on(0.35, 0.4)],
    [on(0.6, 0.4), on(0.65, 0.4)],
  ])
  expect((await factsOf(view)).matrix[0]).toBeGreaterThan(panned.matrix[0] ?? 0)
  await expect(length).toHaveCount(1)

  await tools.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Magnifier' }).tap()
  const client = await page.context().newCDPSession(page)
  const [x, y] = on(0.5, 0.6)
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ id: 0, x, y }] })
  const lens = await view.locator('canvas[width="250"]').boundingBox()
  // 250 pixels across, 40 above the finger.
  expect(lens && [lens.width, Math.round(y - (lens.y + lens.height))]).toEqual([250, 40])
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect(view.locator('canvas[width="250"]')).toHaveCount(0)
  await end()
})

test('on a tablet two taps give a viewport all of the room, and two give it back', async ({ browser }) => {
  const { page, view, end } = await hand(browser, 'TOUCH-3', 1180, 820)
  await view.focus()
  await page.getByRole('button', { name: /^Layout/ }).tap()
  await page
    .getByRole('button', { name: '1 by 2', exact: true })
    .or(page.getByRole('menuitem', { name: '1 by 2', exact: true }))
    .first()
    .tap()
  const beside = page.locator('[data-viewport="1"]')
  await expect(beside).toBeVisible()
  const twice = async () => {
    const box = await view.boundingBox()
    if (!box) throw new Error('no viewport')
    const at: Point = [box.x + box.width / 2, box.y + box.height / 2]
    await tap(page, at)
    await tap(page, at)
  }
  await twice()
  await expect(beside).toBeHidden()
  await twice()
  await expect(beside).toBeVisible()
  await end()
})
