import { Refusal } from '../../refusal.ts'

export interface Page {
  /** From 1. */
  number: number
  rows: number
  offset: number
}

export const MOST_ROWS = 5000
const DEFAULT_ROWS = 100
/** Past this a page is empty: nobody pages that far, and an offset costs what it skips. */
const DEEPEST = 10_000_000

function whole(raw: ReadonlyMap<string, string>, name: string, standard: number): number {
  const text = raw.get(name)
  if (text === undefined || text === '') return standard
  if (!/^\d{1,9}$/.test(text.trim())) throw new Refusal('INVALID_INTEGER', name)
  return Number(text)
}

/** Reads `page.rows` (100 unless said, 5000 at most) and `page.number`. */
export function readPage(raw: ReadonlyMap<string, string>): Page {
  const rows = Math.min(Math.max(whole(raw, 'page.rows', DEFAULT_ROWS), 1), MOST_ROWS)
  const number = Math.max(whole(raw, 'page.number', 1), 1)
  return { rows, number, offset: Math.min((number - 1) * rows, DEEPEST) }
}

/** Cuts the one row more that was asked for and says whether it was there. */
export function pageOf<T>(
  page: Page,
  found: readonly T[],
): { rows: T[]; page: { more: 0 | 1; rows: number; number: number } } {
  return {
    rows: found.slice(0, page.rows),
    page: { more: found.length > page.rows ? 1 : 0, rows: page.rows, number: page.number },
  }
}
