/** A time zone that this server knows, by its IANA name; nothing for any other text. */
export const knownZone = (zone: unknown): string | undefined => {
  if (typeof zone !== 'string' || zone === '') return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
