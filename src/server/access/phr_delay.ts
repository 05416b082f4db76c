import type { ReleaseDelay } from '#contract/session.ts'
import { asFlag } from '#contract/value.ts'
import { type ConditionContext, conditionHolds } from '../tenancy/customfield/condition.ts'
import type { StudyRow } from './study.ts'

/**
 * Delays after which patients see what is theirs (v3, `report_view_phr_delay`, `study_view_phr_delay`): minutes, or work
 * hours as `8wh`; by modality as a JSON hash with `ALL` for the others; or a JSON list of `{delay, condition}` of which
 * the first that holds counts.
 */

export interface WorkCalendar {
  /** Of the account; an IANA name. */
  zone: string
  /** `work_hour_matrix`: seven days from Monday, of each its hours; without one every hour is a work hour. */
  matrix: unknown
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Further back than this no work hours are counted: the account has none. */
const MOST_HOURS = 2 * 366 * 24
const SCALAR = /^\s*(\d{1,9}(?:\.\d+)?)\s*(wh)?\s*$/i

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A setting that holds JSON, or a plain value; `undefined` where it is neither. */
function parsed(setting: unknown): unknown {
  if (typeof setting !== 'string' || !/^\s*[[{]/.test(setting)) return setting
  try {
    return JSON.parse(setting)
  } catch {
    return undefined
  }
}

/** Is there a delay at all? */
export const delays = (setting: unknown): boolean =>
  setting !== null && setting !== undefined && setting !== '' && setting !== 0 && setting !== '0'

function workHours({ matrix }: WorkCalendar): (day: number, hour: number) => boolean {
  const days = parsed(matrix)
  if (!Array.isArray(days)) return () => true
  return (day, hour) => {
    const hours: unknown = days[day]
    return Array.isArray(hours) && Number(hours[hour]) === 1
  }
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** The moment from which on so many work hours have gone by until now. */
function workHoursAgo(needed: number, now: number, calendar: WorkCalendar): number {
  const works = workHours(calendar)
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: calendar.zone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  let left = needed * HOUR
  let at = now
  for (let step = 0; step < MOST_HOURS; step++) {
    if (left <= 0) return at
    // What lies before this moment belongs to the hour of the millisecond before it.
    const before = at - 1
    const part = new Map(format.formatToParts(before).map(({ type, value }) => [type, value]))
    const begun = Number(part.get('minute')) * MINUTE + (((before % MINUTE) + MINUTE) % MINUTE) + 1
    if (works(WEEKDAYS.indexOf(part.get('weekday') ?? ''), Number(part.get('hour')))) {
      if (left <= begun) return at - left
      left -= begun
    }
    at -= begun
  }
  return Number.NEGATIVE_INFINITY
}

/** A delay in minutes or in work hours; neither where nobody can read it. */
function amountOf(delay: unknown): { minutes: number } | { work_hours: number } | undefined {
  const [, amount, work] = SCALAR.exec(String(delay ?? '0')) ?? []
  if (amount === undefined) return undefined
  return work ? { work_hours: Number(amount) } : { minutes: Number(amount) }
}

type Length = Pick<ReleaseDelay, 'minutes' | 'work_hours'>

const lengthOf = (delay: unknown): Length => {
  const amount = amountOf(delay)
  return amount === undefined ? { minutes: null, work_hours: 0 } : { minutes: 0, work_hours: 0, ...amount }
}

/** Both have to go by. */
const longer = (one: Length, other: Length): Length => ({
  minutes: one.minutes === null || other.minutes === null ? null : Math.max(one.minutes, other.minutes),
  work_hours: Math.max(one.work_hours, other.work_hours),
})

/**
 * The delays of a setting as they are told to patients: all others first, then each modality that differs. What a list
 * of conditions asks is not told, only how long it takes at the most. Nothing comes before `least` minutes.
 */
export function toldDelays(setting: unknown, least: number): ReleaseDelay[] {
  const base: Length = { minutes: least, work_hours: 0 }
  const told = (modality: string | null, delay: unknown): ReleaseDelay => ({
    modality,
    ...longer(base, lengthOf(delay)),
    at_most: asFlag(false),
  })
  if (!delays(setting)) return [told(null, 0)]
  const rule = parsed(setting)
  if (rule === undefined) return [told(null, 'unreadable')]
  if (Array.isArray(rule)) {
    const lengths = rule.map((each: unknown) => lengthOf(isHash(each) ? each.delay : 0))
    const ending = lengths.filter(({ minutes }) => minutes !== null)
    const most = (ending.length > 0 ? ending : lengths).reduce(longer, base)
    return [{ modality: null, ...most, at_most: asFlag(most.minutes !== least || most.work_hours > 0) }]
  }
  if (!isHash(rule)) return [told(null, rule)]
  const others = told(null, rule.ALL)
  const named = Object.entries(rule)
    .filter(([name]) => name.trim().toUpperCase() !== 'ALL')
    .map(([name, delay]) => told(name.trim().toUpperCase(), delay))
    .filter(({ minutes, work_hours }) => minutes !== others.minutes || work_hours !== others.work_hours)
  return [others, ...named]
}

/** How the delays of one account are read at one moment. */
export class PhrDelay {
  readonly #rule: unknown
  readonly #calendar: WorkCalendar
  readonly #now: number
  readonly #cutoffs = new Map<string, number>()

  constructor(setting: unknown, calendar: WorkCalendar, now: number) {
    this.#rule = parsed(setting)
    this.#calendar = calendar
    this.#now = now
  }

  /**
   * What came by this moment, in milliseconds, patients see by now. A delay that nobody can read is one without end: what
   * was to be kept back is not shown for a mistake.
   */
  cutoff(study: Pick<StudyRow, 'modality'>, context: () => ConditionContext): number {
    const delay = String(this.#delayOf(study, context) ?? '0')
    const known = this.#cutoffs.get(delay)
    if (known !== undefined) return known
    const amount = amountOf(delay)
    const cutoff =
      amount === undefined
        ? Number.NEGATIVE_INFINITY
        : 'work_hours' in amount
          ? workHoursAgo(amount.work_hours, this.#now, this.#calendar)
          : this.#now - amount.minutes * MINUTE
    this.#cutoffs.set(delay, cutoff)
    return cutoff
  }

  #delayOf({ modality }: Pick<StudyRow, 'modality'>, context: () => ConditionContext): unknown {
    const rule = this.#rule
    if (rule === undefined) return 'unreadable'
    if (Array.isArray(rule)) {
      const source = context()
      const one = rule.find((each: unknown) => isHash(each) && conditionHolds(each.condition, source))
      return isHash(one) ? one.delay : undefined
    }
    if (!isHash(rule)) return rule
    const modalities = (modality ?? '').split(/[\\,]/).map((one) => one.trim().toUpperCase())
    const named = Object.entries(rule).find(([name]) => modalities.includes(name.trim().toUpperCase()))
    return named ? named[1] : rule.ALL
  }
}
