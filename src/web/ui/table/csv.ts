import type { TableColumn } from './columns.ts'

/** A field by RFC 4180. What a spreadsheet would run as a formula gets an apostrophe in front. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The rows as CSV with a head line, in the given columns; columns without text are left out. */
export function toCsv<Row>(
  columns: readonly Pick<TableColumn<Row>, 'label' | 'text'>[],
  rows: readonly Row[],
): string {
  const written = columns.filter((column) => column.text !== undefined)
  const lines = [written.map((column) => field(column.label))]
  for (const row of rows) lines.push(written.map((column) => field(column.text?.(row) ?? '')))
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

/** Hands a text to the browser as a file. The mark at its start tells spreadsheets that it is UTF-8. */
export function saveCsv(name: string, csv: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', csv], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
