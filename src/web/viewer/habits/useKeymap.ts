import { useEffect } from 'react'
import { useSetting } from '#web/api/setting.ts'
import { keymap, type OwnKeys, ownKeysSchema } from './keymap.ts'

const NONE: OwnKeys = {}

/** The reader's own keys, made those of this page; answers how to change them. */
export function useKeymap(): (own: OwnKeys) => void {
  const [own, setOwn] = useSetting('collimate.viewer.keys', ownKeysSchema, NONE)
  useEffect(() => keymap.set({ own }), [own])
  return setOwn
}
