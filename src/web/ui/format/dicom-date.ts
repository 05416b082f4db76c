/** A DA value (PS3.5 §6.2), also as older files (`1993.08.22`) and v3 (`1993-08-22`) write it, as a day in UTC. */
export function parseDicomDate(value: string | null | undefined): Date | undefined {
  const match = /^\s*(\d{4})[-.]?(\d{2})[-.]?(\d{2})/.exec(value ?? '')
  if (!match) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined
}

/** A DA and a TM value as one moment on the wall clock of where it was made; kept in UTC so that no zone moves it. */
export function parseDicomDateTime(
  date: string | null | undefined,
  time: string | null | undefined,
): Date | undefined {
  const day = parseDicomDate(date)
  const match = /^\s*(\d{2}):?(\d{2})/.exec(time ?? '')
  if (!day || !match) return undefined
  day.setUTCHours(Number(match[1]), Number(match[2]))
  return day
}

/** A timestamp of v3 (`2024-05-06 07:08:09.123456+00`), UTC. */
export function parseTimestamp(value: string | null | undefined): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)?/.exec(value ?? '')
  if (!match) return undefined
  const date = new Date(`${match[1]}T${match[2]}${(match[3] ?? '').slice(0, 4)}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Whole years between a birth date and a day. */
export function yearsBetween(birth: Date, day: Date): number {
  const years = day.getUTCFullYear() - birth.getUTCFullYear()
  const before =
    day.getUTCMonth() < birth.getUTCMonth() ||
    (day.getUTCMonth() === birth.getUTCMonth() && day.getUTCDate() < birth.getUTCDate())
  return before ? years - 1 : years
}
