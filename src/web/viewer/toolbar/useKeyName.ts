import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
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
