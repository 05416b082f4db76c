/** How fast the line to the server is, by what has come over it. */

/** Bytes that came between two moments, in milliseconds of the page's clock. */
export interface Transfer {
  readonly bytes: number
  readonly start: number
  readonly end: number
}

/** Smaller answers tell more of the way there and back than of the line. */
const TELLING = 48 * 1024
const REMEMBERED = 16
/** Milliseconds. Clocks of pages are coarse. */
const LEAST = 0.5

/** Bytes a millisecond, answers that came side by side taken together; undefined where nothing has come. */
export function speedOf(transfers: readonly Transfer[]): number | undefined {
  let [bytes, time, until] = [0, 0, Number.NEGATIVE_INFINITY]
  for (const transfer of transfers.toSorted((one, other) => one.start - other.start)) {
    bytes += transfer.bytes
    const end = Math.max(transfer.end, transfer.start + LEAST)
    if (end > until) time += end - Math.max(transfer.start, until)
    until = Math.max(until, end)
  }
  return time > 0 ? bytes / time : undefined
}

let transfers: readonly Transfer[] = []
let watching = false

function note(entries: readonly PerformanceEntry[]): void {
  const telling = entries.flatMap((entry): Transfer[] =>
    entry instanceof PerformanceResourceTiming && entry.transferSize >= TELLING
      ? [{ bytes: entry.transferSize, start: entry.responseStart, end: entry.responseEnd }]
      : [],
  )
  if (telling.length > 0) transfers = [...transfers, ...telling].slice(-REMEMBERED)
}

/** The scripts of the page tell of the line before the first picture is asked for. */
function watch(): void {
  if (watching || typeof PerformanceObserver === 'undefined') return
  watching = true
  note(performance.getEntriesByType('resource'))
  new PerformanceObserver((list) => note(list.getEntries())).observe({ type: 'resource' })
}

/** Milliseconds that so many bytes are expected to take; 0 while nothing is known of the line. */
export function expectedTime(bytes: number): number {
  watch()
  const speed = speedOf(transfers)
  return speed === undefined ? 0 : bytes / speed
}
