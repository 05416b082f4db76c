import { useSyncExternalStore } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'

/**
 * Which studies are selected and where the list stood. Kept outside the page, so that both survive a visit to the
 * viewer; a list with other filters begins without a selection.
 */

type Selection = ReadonlyMap<string, StudyRecord>

const NONE: Selection = new Map()
const listeners = new Set<() => void>()
const tops = new Map<string, number>()
let list = ''
let selection: Selection = NONE

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function change(key: string, next: Selection) {
  list = key
  selection = next
  for (const listener of listeners) listener()
}

/** The selection of the list with this key, and how to change it. */
export function useSelection(key: string) {
  const selected = useSyncExternalStore(subscribe, () => (list === key ? selection : NONE))
  return {
    selected,
    set: (studies: readonly StudyRecord[]) =>
      change(key, new Map(studies.map((study) => [study.uuid, study]))),
    toggle(study: StudyRecord) {
      const next = new Map(selected)
      if (!next.delete(study.uuid)) next.set(study.uuid, study)
      change(key, next)
    },
    add: (studies: readonly StudyRecord[]) =>
      change(key, new Map([...selected, ...studies.map((study) => [study.uuid, study] as const)])),
    clear: () => change(key, NONE),
  }
}

/** Where a list stood when it was last seen, px. */
export const keptTop = (key: string): number => tops.get(key) ?? 0
export const keepTop = (key: string, top: number): void => void tops.set(key, top)
