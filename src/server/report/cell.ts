/** A value in a CSV file, quoted for a spreadsheet, which must not take it for a formula. */
export function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`
}

export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`
