/** Birth dates are kept as they were given, with or without dashes. */

export const birthDigits = (stored: string | null | undefined): string =>
  (stored ?? '').replaceAll(/\D/g, '').slice(0, 8)

/** As a date field wants it, `YYYY-MM-DD`; empty for what is no day. */
export function birthField(stored: string | null | undefined): string {
  const digits = birthDigits(stored)
  return digits.length === 8 ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : ''
}

/** A text with a digit looks for an ID, any other for a name. */
export const searchedField = (search: string): 'mrn' | 'name' => (/\d/.test(search) ? 'mrn' : 'name')
