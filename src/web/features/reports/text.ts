/** What is done to the words of a report while they are written. */

export interface Span {
  start: number
  end: number
}

const BLANK = /\[[^\][\n]*\]/g

/** The places that a template leaves open: `[side]`. */
export const blanksOf = (text: string): Span[] =>
  [...text.matchAll(BLANK)].map(({ index, 0: blank }) => ({ start: index, end: index + blank.length }))

/** The next place that is left open after a caret, or the one before it. */
export function nextBlank(text: string, { start, end }: Span, step: 1 | -1): Span | undefined {
  const blanks = blanksOf(text)
  // One that is selected is where the caret stands.
  return step > 0
    ? blanks.find((blank) => blank.start >= end || (blank.start >= start && blank.end > end))
    : blanks.findLast((blank) => blank.end <= start)
}

/** The next open place of a report: in the field with the caret, then in the others, and after the last from the first on. */
export function nextBlankOf(
  texts: readonly string[],
  at: { field: number; span: Span } | undefined,
  step: 1 | -1,
): { field: number; span: Span } | undefined {
  const count = texts.length
  const first = at?.field ?? (step > 0 ? 0 : count - 1)
  // Once more the field with the caret, as a whole: what is before it comes last.
  for (let n = 0; n <= count; n++) {
    const field = (first + step * n + count * 2) % count
    const text = texts[field] ?? ''
    const outside = step > 0 ? { start: 0, end: 0 } : { start: text.length, end: text.length }
    const span = nextBlank(text, n === 0 && at ? at.span : outside, step)
    if (span) return { field, span }
  }
  return undefined
}

export interface Macro {
  name: string
  hotkey: string | null
  text: string
}

const CALLED = /(?:^|[\s(])(\.([\p{L}\p{N}_-]{1,40}))$/u
const plain = (word: string) => word.toLocaleLowerCase().replaceAll(/\s+/g, '-')

/** The macro that is called by the word before a caret, `.chest`: by its hotkey, else by its name. */
export function calledMacro(
  text: string,
  caret: number,
  macros: readonly Macro[],
): { macro: Macro; span: Span } | undefined {
  const [, whole = '', word = ''] = CALLED.exec(text.slice(0, caret)) ?? []
  if (word === '') return undefined
  const wanted = plain(word)
  const macro =
    macros.find(({ hotkey }) => hotkey !== null && plain(hotkey) === wanted) ??
    macros.find(({ name }) => plain(name) === wanted)
  return macro && { macro, span: { start: caret - whole.length, end: caret } }
}

/** Words put into a text at a place, with a space where two would run together. */
export function joined(text: string, { start, end }: Span, words: string): string {
  const before = text.slice(0, start)
  const after = text.slice(end)
  const left = before === '' || /[\s(]$/.test(before) ? '' : ' '
  const right = after === '' || /^[\s).,;:]/.test(after) ? '' : ' '
  return `${left}${words}${right}`
}
