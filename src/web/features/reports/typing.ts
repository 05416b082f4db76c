import type { Span } from './text.ts'

/** Writing into a text field as its user would, so that the browser's own undo takes it back. */

/** Puts words in the place of a span, and leaves the caret after them. */
export function writeInto(field: HTMLTextAreaElement, { start, end }: Span, words: string): void {
  field.focus()
  field.setSelectionRange(start, end)
  // Deprecated, and the one way that fields and their undo share.
  if (words !== '' && document.execCommand?.('insertText', false, words)) return
  field.setRangeText(words, start, end, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

export const selectionOf = (field: HTMLTextAreaElement): Span => ({
  start: field.selectionStart,
  end: field.selectionEnd,
})

/** The report's fields on the page, in order. */
export const fieldsIn = (root: Element | null): HTMLTextAreaElement[] => [
  ...(root?.querySelectorAll<HTMLTextAreaElement>('textarea[data-section]') ?? []),
]
