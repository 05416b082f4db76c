import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { formatPersonName } from '#contract/dicom/person_name.ts'
import { parseDicomDate, parseDicomDateTime, parseTimestamp } from './dicom-date.ts'

/** The user's time zone; undefined is the browser's. */
export const TimeZone = createContext<string | undefined>(undefined)

/** The reader's region of a language (`en` → `en-GB`), as far as the browser knows it. */
function localeOf(language: string): string {
  if (language.includes('-XB')) return 'en'
  return navigator.languages.find((candidate) => candidate.startsWith(language)) ?? language
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export interface Formats {
  locale: string
  number(value: number): string
  /** Size in bytes, in the largest unit below it. */
  bytes(value: number): string
  /** An amount in the smallest unit of a currency, which is named by its three letters (ISO 4217). */
  money(amount: number, currency: string): string
  personName(value: string | null | undefined): string
  /** A DA value as a date with its year. */
  dicomDate(value: string | null | undefined): string
  /** DA and TM on their own wall clock; the year only when it is another one. */
  dicomDateTime(date: string | null | undefined, time: string | null | undefined): string
  /** A v3 timestamp in the user's time zone; the year only when it is another one. */
  timestamp(value: string | null | undefined): string
  /** A v3 timestamp in full. */
  timestampLong(value: string | null | undefined): string
  date(value: Date): string
  time(value: Date): string
  list(values: readonly string[]): string
}

/** Making a formatter takes milliseconds: each is made when it is first needed. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

function formatsOf(language: string, timeZone: string | undefined): Formats {
  const locale = localeOf(language)
  const zone = timeZone === undefined ? {} : { timeZone }
  const day = { day: '2-digit', month: 'short' } as const
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const format = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(locale, options))
  const number = once(() => new Intl.NumberFormat(locale))
  const dayUtc = format({ ...day, year: 'numeric', timeZone: 'UTC' })
  const momentUtc = format({ ...day, ...clock, timeZone: 'UTC' })
  const momentHere = format({ ...day, ...clock, ...zone })
  const dayHere = format({ ...day, year: 'numeric', ...zone })
  const longHere = format({ ...day, year: 'numeric', ...clock, ...zone })
  const clockHere = format({ ...clock, ...zone })
  const list = once(() => new Intl.ListFormat(locale, { type: 'conjunction', style: 'narrow' }))
  const thisYear = () => new Date().getFullYear()
  return {
    locale,
    number: (value) => number().format(value),
    bytes(value) {
      const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3))
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: UNITS[step] ?? 'byte',
        maximumFractionDigits: step > 1 ? 1 : 0,
      }).format(value / 1000 ** step)
    },
    money(amount, currency) {
      const money = new Intl.NumberFormat(locale, { style: 'currency', currency })
      return money.format(amount / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2))
    },
    personName: (value) => formatPersonName(value, language),
    dicomDate(value) {
      const date = parseDicomDate(value)
      return date ? dayUtc().format(date) : (value ?? '')
    },
    dicomDateTime(date, time) {
      const moment = parseDicomDateTime(date, time)
      if (moment && moment.getUTCFullYear() === thisYear()) return momentUtc().format(moment)
      const only = parseDicomDate(date)
      return only ? dayUtc().format(only) : (date ?? '')
    },
    timestamp(value) {
      const moment = parseTimestamp(value)
      if (!moment) return value ?? ''
      return (moment.getFullYear() === thisYear() ? momentHere() : dayHere()).format(moment)
    },
    timestampLong(value) {
      const moment = parseTimestamp(value)
      return moment ? longHere().format(moment) : (value ?? '')
    },
    date: (value) => dayHere().format(value),
    time: (value) => clockHere().format(value),
    list: (values) => list().format(values),
  }
}

const known = new Map<string, Formats>()

/** The same for everybody who asks: a page has hundreds of dates. */
function formatsFor(language: string, timeZone: string | undefined): Formats {
  const key = `${language} ${timeZone ?? ''}`
  const formats = known.get(key) ?? formatsOf(language, timeZone)
  known.set(key, formats)
  return formats
}

/** Dates, numbers and names as the reader's language and time zone write them. */
export function useFormats(): Formats {
  const { i18n } = useTranslation('ui')
  const timeZone = useContext(TimeZone)
  return formatsFor(i18n.language, timeZone)
}
