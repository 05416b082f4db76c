/** What the library looks at before it sends anything; a fault is told in words that name argument, value and form. */

export type Check = (name: string, value: unknown) => string | undefined

/** Versions 1 to 8 of RFC 9562, or all zeros. */
const GUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12})$/i
const MAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/

export const isGuid = (value: unknown): value is string => typeof value === 'string' && GUID.test(value)

const fault = (name: string, value: unknown, form: string): string =>
  `${name} is ${JSON.stringify(value) ?? 'undefined'}, expected is ${form}`

export const guid: Check = (name, value) => (isGuid(value) ? undefined : fault(name, value, 'a UUID'))

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Empty means: none. */
export const maybeGuid: Check = (name, value) => (isNothing(value) ? undefined : guid(name, value))

/** Every element; empty or missing is fine. */
export const guidList: Check = (name, value) => {
  if (isNothing(value)) return undefined
  return Array.isArray(value) && value.every(isGuid) ? undefined : fault(name, value, 'a list of UUIDs')
}

const isDay = (value: unknown): boolean => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const day = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

export const date: Check = (name, value) =>
  isDay(value) ? undefined : fault(name, value, 'a day YYYY-MM-DD')
export const maybeDate: Check = (name, value) => (isNothing(value) ? undefined : date(name, value))

/** The articles allow an empty time. */
export const maybeTime: Check = (name, value) =>
  isNothing(value) || (typeof value === 'string' && /^\d{2}:\d{2}$/.test(value))
    ? undefined
    : fault(name, value, 'a time hh:mm')

export const mail: Check = (name, value) =>
  isNothing(value) || (typeof value === 'string' && MAIL.test(value))
    ? undefined
    : fault(name, value, 'an e-mail address')

/** Whole numbers, also as text, as one edition of the articles has them. */
export const int: Check = (name, value) =>
  !value || Number.isInteger(Number(value)) ? undefined : fault(name, value, 'a whole number')

/** The first fault among arguments that are named as the methods name them. */
export function firstFault(checks: Readonly<Record<string, readonly [Check, unknown]>>): string | undefined {
  for (const [name, [check, value]] of Object.entries(checks)) {
    const found = check(name, value)
    if (found !== undefined) return found
  }
  return undefined
}
