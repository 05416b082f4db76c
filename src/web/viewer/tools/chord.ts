/** A key press as text: `a`, `Shift+R`, `Ctrl+z`, `ArrowUp`, `?`. Ctrl stands for Cmd on a Mac. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

const LETTER = /^\p{L}$/u

/**
 * By the produced character, not the place of the key: a reader with another keyboard finds the letter where it is
 * printed. Shift is told for letters and named keys; for signs and digits it is only the way to produce them.
 */
export function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const letter = LETTER.test(key)
  const named = key.length > 1
  const name = letter ? key.toLowerCase() : key === ' ' ? 'Space' : key
  return [
    ctrlKey || metaKey ? 'Ctrl' : '',
    altKey ? 'Alt' : '',
    shiftKey && (letter || named) ? 'Shift' : '',
    name,
  ]
    .filter((part) => part !== '')
    .join('+')
}
