const formatters = new Map<string, Intl.NumberFormat>()

/** Making a formatter takes longer than all it writes: one is kept for each way of writing. */
function formatterFor(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(locale, options)
  formatters.set(key, formatter)
  return formatter
}

/** A measured number as the reader's language writes it, with a minus that is as wide as a plus. */
export const decimal = (value: number, locale: string, options: Intl.NumberFormatOptions = {}): string =>
  formatterFor(locale, options).format(value).replace('-', '−')
