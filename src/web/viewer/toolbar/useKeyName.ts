import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { keymap } from '../habits/keymap.ts'
import { useStore } from '../state/store.ts'
import { type ActionId, chordsOf } from '../tools/actions.ts'
import { keyName } from '../tools/keyNames.ts'

const NAMED = new Set([
  'Ctrl',
  'Shift',
  'Alt',
  'Space',
  'Escape',
  'Delete',
  'Backspace',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ContextMenu',
])

/** A chord in the reader's language. */
export function useKeyName(): (chord: string) => string {
  const { t } = useTranslation('viewer')
  return useCallback((chord) => keyName(chord, (key) => (NAMED.has(key) ? t(`key.${key}`) : key)), [t])
}

/** The first key of an action, as it stands on the cap; undefined for one without. */
export function useActionKey(): (action: ActionId) => string | undefined {
  const name = useKeyName()
  // Rendered again when the reader changes their keys.
  useStore(keymap, ({ own }) => own)
  return (action) => {
    const [chord] = chordsOf(action)
    return chord === undefined ? undefined : name(chord)
  }
}
