import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import pg from 'pg'
import { BENCH_LOGIN, type OurServer } from './servers.ts'
import { fillWorklist } from './worklist.ts'

/**
 * Scrolling the worklist in Chromium, beside a plain page of as many cells on screen that only the browser scrolls.
 *
 * What a frame costs where there is no GPU is mostly painting, which the plain page pays as well; what the list adds is
 * the time of the page's one thread: scripts, styles, layout. A frame of 60 a second has 16.7 ms for it.
 */

export interface ScrollResult {
  name: string
  frames: number
  /** Milliseconds between two frames. */
  frameP50: number
  frameP95: number
  /** Milliseconds of the main thread a frame: everything, scripts, styles, layout. */
  thread: number
  script: number
  style: number
  layout: number
  /** Tasks of more than 50 ms, which a reader feels. */
  longTasks: number
  /** Rows on screen that were not there yet, in percent. */
  awaited: number
}

declare global {
  interface Window {
    /** What the page notes of its own frames. */
    recorded: { times: number[]; long: number; rows: number; awaited: number; on: boolean }
  }
}

/** px a wheel event, at 60 events a second. */
const SPEEDS: readonly [string, number][] = [
  ['reading, 2 rows a frame', 64],
  ['brisk, 8 rows a frame', 256],
  ['flick, 60 rows a frame', 1920],
]

const METRICS = ['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'] as const

async function metrics(session: CDPSession): Promise<number[]> {
  const { metrics: all } = await session.send('Performance.getMetrics')
  return METRICS.map((name) => 1000 * (all.find((metric) => metric.name === name)?.value ?? Number.NaN))
}

async function scroll(page: Page, name: string, step: number, seconds: number): Promise<ScrollResult> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.mouse.move(600, 500)
  await page.evaluate(() => {
    const times: number[] = []
    const recorded = { times, long: 0, rows: 0, awaited: 0, on: true }
    window.recorded = recorded
    new PerformanceObserver((list) => {
      recorded.long += list.getEntries().length
    }).observe({ type: 'longtask' })
    const frame = (time: number) => {
      times.push(time)
      if (times.length % 12 === 0) {
        recorded.rows += document.querySelectorAll('[role=row]').length
        recorded.awaited += document.querySelectorAll('[role=row][aria-busy=true]').length
      }
      if (recorded.on) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  const before = await metrics(session)
  let sent = 0
  const began = performance.now()
  while (performance.now() < began + seconds * 1000) {
    await page.mouse.wheel(0, step)
    sent++
    const wait = began + (sent * 1000) / 60 - performance.now()
    if (wait > 0) await new Promise((done) => setTimeout(done, wait))
  }
  const after = await metrics(session)
  const { times, long, rows, awaited } = await page.evaluate(() => {
    window.recorded.on = false
    return window.recorded
  })
  await session.detach()
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  gaps.sort((a, b) => a - b)
  const [thread, script, style, layout] = after.map(
    (value, index) => (value - (before[index] ?? 0)) / times.length,
  )
  const nan = Number.NaN
  return {
    name,
    frames: times.length,
    frameP50: gaps[Math.floor(gaps.length * 0.5)] ?? nan,
    frameP95: gaps[Math.floor(gaps.length * 0.95)] ?? nan,
    thread: thread ?? nan,
    script: script ?? nan,
    style: style ?? nan,
    layout: layout ?? nan,
    longTasks: long,
    awaited: rows === 0 ? 0 : (100 * awaited) / rows,
  }
}

/** Rows that stand still and need no script. */
const PLAIN = `<!doctype html><style>body{margin:0;font:12px sans-serif;background:#111;color:#ddd}
.r{display:grid;grid-template-columns:repeat(15,1fr);height:32px;border-bottom:1px solid #333;align-items:center;contain:strict;content-visibility:auto}</style>
<script>for(let n=0;n<20000;n++){const r=document.createElement('div');r.className='r';
for(let c=0;c<15;c++){const d=document.createElement('span');d.textContent='cell '+n+' '+c;r.append(d)}document.body.append(r)}</script>`

/** Scrolls the plain page and a worklist of so many studies at each speed. */
export async function measureScroll(
  server: OurServer,
  studies: number,
  seconds: number,
): Promise<ScrollResult[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  await fillWorklist(client, 0, studies)
  await client.end()
  const browser: Browser = await chromium.launch({
    ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const results: ScrollResult[] = []
    await page.setContent(PLAIN)
    for (const [name, step] of SPEEDS) results.push(await scroll(page, `plain page, ${name}`, step, seconds))
    await page.goto(new URL('/', server.api.base).href)
    await page.getByLabel('E-mail or user name').fill(BENCH_LOGIN.email)
    await page.getByLabel('Password', { exact: true }).fill(BENCH_LOGIN.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('grid').getByRole('row').nth(5).waitFor()
    for (const [name, step] of SPEEDS) results.push(await scroll(page, `worklist, ${name}`, step, seconds))
    return results
  } finally {
    await browser.close()
  }
}
