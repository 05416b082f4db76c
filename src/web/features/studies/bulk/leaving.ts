import { useSyncExternalStore } from 'react'
import { studyDelete } from '#contract/study/edit.ts'
import { call } from '#web/api/call.ts'

/**
 * Studies that were deleted but can still be had back: they are shown as leaving, and go when the way back is gone or
 * the page is left.
 */

const NOBODY: ReadonlySet<string> = new Set()
const listeners = new Set<() => void>()
let leaving = NOBODY

function change(next: ReadonlySet<string>) {
  leaving = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useLeaving = () => useSyncExternalStore(subscribe, () => leaving)

export const markLeaving = (uuids: readonly string[]) => change(new Set([...leaving, ...uuids]))

export const unmarkLeaving = (uuids: readonly string[]) => {
  const gone = new Set(uuids)
  change(new Set([...leaving].filter((uuid) => !gone.has(uuid))))
}

window.addEventListener('pagehide', () => {
  for (const uuid of leaving) void call(studyDelete, { uuid }, { keepalive: true, waitForSession: false })
})
