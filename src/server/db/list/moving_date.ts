import type { ColumnKind } from './column.ts'

/** Days that move on by themselves, so that a saved filter for today is still one tomorrow (v3 README, "Values"). */

const FORM = /^__(TODAY|YESTERDAY|TOMORROW|(\d{1,4})_DAYS_AGO)__$/

function daysAgo(word: string, count: string | undefined): number {
  if (word === 'YESTERDAY') return 1
  if (word === 'TOMORROW') return -1
  return count === undefined ? 0 : Number(count)
}

/** Numeric zones have their POSIX sign: `+03:00` is three hours behind UTC. */
function localNow(zone: string, now: Date): Date {
  const numeric = /^([+-]?)(\d{1,2})(?::(\d{2}))?$/.exec(zone)
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0)
    return new Date(now.getTime() - (numeric[1] === '-' ? -minutes : minutes) * 60_000)
  }
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now)
  return new Date(`${day}T00:00:00Z`)
}

/** The day that a token stands for, in the form of the column; any other value as it is. */
export function resolveMovingDate(value: string, kind: ColumnKind, zone: string, now = new Date()): string {
  const match = FORM.exec(value)
  if (!match) return value
  const day = localNow(zone, now)
  day.setUTCDate(day.getUTCDate() - daysAgo(match[1] ?? '', match[2]))
  const text = day.toISOString().slice(0, 10)
  return kind === 'datetime' ? text : text.replaceAll('-', '')
}
