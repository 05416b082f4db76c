/** A telephone number as people write it: digits with the usual separators, 7 to 15 of them (E.164). */
export function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').length
  return /^\+?[\d ().\-/]+$/.test(text.trim()) && digits >= 7 && digits <= 15
}

/** The same number in one form, to compare by. */
export const phoneDigits = (text: string): string => text.replaceAll(/\D/g, '')
