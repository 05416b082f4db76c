import type { Attribute, Dataset } from '../../data/dicomJson.ts'

/** Data sets as DICOM JSON (PS3.18 annex F), written by tag. */

export const text = (vr: string, ...values: string[]): Attribute => ({ vr, Value: values })
export const numbers = (vr: string, ...values: number[]): Attribute => ({ vr, Value: values })
export const sequence = (...items: Dataset[]): Attribute => ({ vr: 'SQ', Value: items })
export const personName = (name: string): Attribute => ({ vr: 'PN', Value: [{ Alphabetic: name }] })
/** There, without a value (type 2). */
export const empty = (vr: string): Attribute => ({ vr })

const two = (value: number) => String(value).padStart(2, '0')

/** DA, in the time of the place. */
export const dateOf = (at: Date): string => `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
/** TM */
export const timeOf = (at: Date): string =>
  `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`

/** A new UID below 2.25 (PS3.5 B.2). */
export function newUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return `2.25.${value}`
}

/** A decimal string (DS): at most 16 characters. */
export const decimal = (value: number): string => {
  const whole = String(value)
  if (whole.length <= 16) return whole
  const digits = Math.max(1, 16 - (value < 0 ? 1 : 0) - 7)
  return Number(value.toPrecision(digits)).toString().length <= 16
    ? Number(value.toPrecision(digits)).toString()
    : value.toExponential(digits - 1)
}
