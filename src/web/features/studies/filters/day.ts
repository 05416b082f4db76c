/**
 * Days in filters. Days that move with the calendar are kept as the tokens that v3 has for searches (`__TODAY__`,
 * `__YESTERDAY__`, `__7_DAYS_AGO__`), so that an address or a saved view means the same tomorrow.
 */

const DAY_MS = 86_400_000
const TOKEN = /^__(TODAY|YESTERDAY|TOMORROW|(\d+)_DAYS_AGO)__$/

export const daysAgo = (days: number): string =>
  days === 0 ? '__TODAY__' : days === 1 ? '__YESTERDAY__' : `__${days}_DAYS_AGO__`

/** How many days a token lies back, undefined for a fixed day. */
export function tokenDays(value: string): number | undefined {
  const match = TOKEN.exec(value)
  if (!match) return undefined
  if (match[1] === 'TODAY') return 0
  if (match[1] === 'YESTERDAY') return 1
  return match[1] === 'TOMORROW' ? -1 : Number(match[2])
}

/** A calendar day `YYYY-MM-DD` in a time zone (the browser's when undefined). */
export function dayIn(timeZone: string | undefined, moment: Date): string {
  return new Intl.DateTimeFormat('sv-SE', {
    ...(timeZone === undefined ? {} : { timeZone }),
    dateStyle: 'short',
  }).format(moment)
}

export const shiftDay = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Any written day (`20260131`, `2026-01-31`) as `YYYY-MM-DD`; undefined for anything else. */
export function plainDay(value: string): string | undefined {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(value)
  return match ? `${match[1]}-${match[2]}-${match[3]}` : undefined
}

/** A token as the day it means now; fixed days as they are. */
export function resolveDay(value: string, today: string): string {
  const back = tokenDays(value)
  return back === undefined ? value : shiftDay(today, -back)
}
