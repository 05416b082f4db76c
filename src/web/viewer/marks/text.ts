import { decimal } from '#web/ui/format/decimal.ts'
import type { Stat, StatName } from './measure.ts'

/** Four figures that matter: none behind the point from 100 on, one from 10, two from 1, three from 0.1, and so on. */
export function decimalsFor(value: number, precision = 2): number {
  const size = Math.abs(value)
  if (size === 0) return precision
  return Math.max(0, Math.min(8, precision - Math.floor(Math.log10(size))))
}

/** A number as it stands beside a mark, in the reader's language. */
export const formatNumber = (value: number, locale: string, digits = decimalsFor(value)): string =>
  decimal(value, locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Curves of the spine are followed over years by small differences. */
const COBB_DECIMALS = 2

const integers = new Set<StatName>(['red', 'green', 'blue'])

export function formatStat({ name, value, unit, suffix }: Stat, locale: string): string {
  const whole =
    integers.has(name) || (Number.isInteger(value) && (name === 'max' || name === 'min' || name === 'value'))
  const number = whole
    ? decimal(value, locale)
    : formatNumber(value, locale, name === 'cobb' ? COBB_DECIMALS : undefined)
  const measured = unit === '°' ? `${number}°` : unit === '' ? number : `${number} ${unit}`
  return suffix === undefined ? measured : `${measured} ${suffix}`
}

/** Words before a value; a value that needs none stands alone. */
export type StatWords = Readonly<Record<StatName, string>>

/** The lines beside a mark: its label, then what it measures in the customary order. */
export function linesOf(label: string, stats: readonly Stat[], words: StatWords, locale: string): string[] {
  const lines = stats.map((stat) => {
    const word = words[stat.name]
    return word === '' ? formatStat(stat, locale) : `${word} ${formatStat(stat, locale)}`
  })
  return label === '' ? lines : [label, ...lines]
}

/** For other programs: the words that do not change with the reader's language. */
export const PLAIN_WORDS: StatWords = {
  length: '',
  across: 'x',
  down: 'y',
  angle: '',
  cobb: '',
  long: 'L:',
  short: 'W:',
  radius: 'Radius',
  area: 'Area',
  mean: 'Mean',
  max: 'Max',
  min: 'Min',
  stdDev: 'Std Dev',
  value: '',
  red: 'R',
  green: 'G',
  blue: 'B',
}
