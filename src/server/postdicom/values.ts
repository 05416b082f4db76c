import { z } from 'zod'
import { isUuid, NIL_UUID } from '#contract/value.ts'

/** Fields of PostDICOM's requests. Missing, null and empty mean the same; text may stand for lists and booleans. */

const plain = (text: string) => text.replaceAll('\0', '')

/** Text, empty where there is none. */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => plain(String(value ?? '')).trim())

export const guid = text.refine(isUuid, 'is no UUID').transform((value) => value.toLowerCase())

/** A UUID, or nothing: empty, or all zeros. */
export const maybeGuid = text
  .refine((value) => value === '' || isUuid(value), 'is no UUID')
  .transform((value) => (value === '' || value === NIL_UUID ? undefined : value.toLowerCase()))

const listed = (value: unknown): unknown[] => {
  if (value === undefined || value === null || value === '') return []
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') return [value]
  try {
    return listed(JSON.parse(value))
  } catch {
    return value.split(',')
  }
}

/** A list, as an array, as JSON text or with commas; without its empty elements. */
export const list = z
  .unknown()
  .nullish()
  .transform((value) =>
    listed(value)
      .map((item) =>
        plain(typeof item === 'string' || typeof item === 'number' ? String(item) : JSON.stringify(item)),
      )
      .map((item) => item.trim())
      .filter((item) => item !== '' && item !== 'null'),
  )

const MOST = 1000

export const guidList = list
  .refine((items) => items.every(isUuid), 'holds what is no UUID')
  .refine((items) => items.length <= MOST, `holds more than ${MOST}`)
  .transform((items) => [...new Set(items.map((item) => item.toLowerCase()))])

export const someGuids = guidList.refine((items) => items.length > 0, 'is empty')

export const bool = z
  .unknown()
  .nullish()
  .transform((value) => value === true || /^(true|1|yes)$/i.test(String(value ?? '')))

export const id = z.union([z.string(), z.number()]).transform((value, context) => {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0 && number < 2 ** 31) return number
  context.addIssue({ code: 'custom', message: 'is no whole number' })
  return z.NEVER
})

const isDay = (value: string): boolean => {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

/** `YYYY-MM-DD`, or empty. */
export const maybeDate = text.refine((value) => value === '' || isDay(value), 'is no day YYYY-MM-DD')
export const date = text.refine(isDay, 'is no day YYYY-MM-DD')

/** `YYYY-MM-DD hh:mm`, or a day alone, or empty. */
export const maybeDateTime = text.refine(
  (value) =>
    value === '' || (isDay(value.slice(0, 10)) && /^.{10}( (?:[01]\d|2[0-3]):[0-5]\d)?$/.test(value)),
  'is not of the form YYYY-MM-DD hh:mm',
)

export const mail = text.refine(
  (value) => value === '' || /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(value),
  'is no e-mail address',
)
