import type { KeyboardEvent } from 'react'

const READING = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  ' ',
])

/** Keys that move the contents of a page: in an object they are its own, not the viewer's. */
export function keepReadingKeys(event: KeyboardEvent): void {
  if (READING.has(event.key) && !event.ctrlKey && !event.metaKey) event.stopPropagation()
}
