import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Command } from '#contract/command.ts'
import { useToast } from '#web/ui/Toast.tsx'
import type { CallOptions } from './call.ts'
import { type EachFailure, forEachAtOnce } from './each.ts'
import { keyOf } from './query.ts'

/**
 * Objects that were deleted but can still be had back: they are shown as leaving, or not at all, and go when the way
 * back is gone or the page is left.
 */

const REGRET_MS = 8000
const NOBODY: ReadonlySet<string> = new Set()
const listeners = new Set<() => void>()
/** How each goes while the page is closed. */
const last = new Map<string, () => void>()
let leaving = NOBODY

function change() {
  leaving = new Set(last.keys())
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Lets it stay after all, as undoing does. */
export function keepLeaving(uuid: string) {
  if (last.delete(uuid)) change()
}

/** The uuids of what is leaving. */
export const useLeaving = () => useSyncExternalStore(subscribe, () => leaving)

window.addEventListener('pagehide', () => {
  for (const go of last.values()) go()
})

export interface Leaving {
  uuids: readonly string[]
  /** Deletes one. */
  remove: (uuid: string, options?: CallOptions) => Promise<unknown>
  /** What is no longer true afterwards. */
  reads: readonly Command[]
  /** What is said while it can be undone. */
  text: string
  failed: (failures: readonly EachFailure<string>[]) => string
}

/** Deletes objects after a time in which it can be undone. */
export function useDeleteLater() {
  const { t } = useTranslation('ui')
  const toast = useToast()
  const cache = useQueryClient()
  return ({ uuids, remove, reads, text, failed }: Leaving) => {
    const own = new Map(
      uuids.map((uuid) => [uuid, () => void remove(uuid, { keepalive: true, waitForSession: false })]),
    )
    for (const [uuid, go] of own) last.set(uuid, go)
    change()
    // Some may have been kept in another way than by the toast, and be leaving anew.
    const ours = () => uuids.filter((uuid) => last.get(uuid) === own.get(uuid))
    const stay = () => {
      for (const uuid of ours()) last.delete(uuid)
      change()
    }
    const commit = async () => {
      const still = ours()
      if (still.length === 0) return
      const failures = await forEachAtOnce(still, (uuid) => remove(uuid))
      await Promise.all(reads.map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })))
      stay()
      if (failures.length > 0) toast({ kind: 'bad', text: failed(failures) })
    }
    toast({ text, duration: REGRET_MS, action: { label: t('undo'), run: stay }, onGone: () => void commit() })
  }
}
