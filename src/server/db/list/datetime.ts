import { type RawBuilder, sql } from 'kysely'

/** A moment in a filter: local to the time zone in force. */
export interface FilterMoment {
  /** `YYYY-MM-DD hh:mm:ss[.uuuuuu]` */
  local: string
  /** Without microseconds stored moments are compared in whole seconds. */
  wholeSeconds: boolean
}

const FORM =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[ T+](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:\s?[+-]\d{2}(?::?\d{2})?|Z)?)?$/

/** Parses the three forms that v3 filters take; an offset inside the value is ignored. Nothing for anything else. */
export function parseMoment(value: string): FilterMoment | undefined {
  const match = FORM.exec(value.trim())
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction] = match
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) || year === '0000') return undefined
  const local = `${year}-${month}-${day} ${hour}:${minute}:${second}${fraction ? `.${fraction}` : ''}`
  return { local, wholeSeconds: fraction === undefined }
}

const OFFSET = /^[+-]?\d{1,2}(:\d{2})?$/

/**
 * The zone that PostgreSQL is asked for. A numeric zone keeps its POSIX sign (v3-clients, "More", 3): `+03:00` is
 * three hours behind UTC. Names that nobody knows count as UTC.
 */
export function filterTimeZone(own: string | null, requested: string | undefined): string {
  for (const zone of [own, requested]) {
    if (!zone) continue
    if (OFFSET.test(zone)) return zone
    return isKnownZone(zone) ? zone : 'UTC'
  }
  return 'UTC'
}

export function isKnownZone(zone: string): boolean {
  try {
    return zone.includes('/') || zone === 'UTC' || zone === 'GMT'
      ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
      : false
  } catch {
    return false
  }
}

export const moment = (at: FilterMoment, zone: string): RawBuilder<string> =>
  sql`(${at.local}::timestamp at time zone ${zone})`
