import { useEffect, useState, useSyncExternalStore } from 'react'
import { type RadreportRecord, radreportLock, radreportSet, radreportUnlock } from '#contract/radreport.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { createDraft, type Draft, type DraftState } from './draft.ts'
import { plainFields } from './fields.ts'
import { readAgain } from './queries.ts'

const WAIT_MS = { typing: 1200, again: 5000 }
/** A lock is good for an hour. */
const KEEP_MS = 10 * 60_000

/** The draft of a report, saved while it is written and when the page goes. */
export function useDraft(report: RadreportRecord): { draft: Draft; state: DraftState } {
  const { uuid, fields, html, updated } = report
  const [draft] = useState(() =>
    createDraft({
      fields: plainFields(fields, html === 1),
      updated,
      send: async (next, version, last) =>
        (
          await call(
            radreportSet,
            { uuid, fields: { ...next }, updated: version },
            last ? { keepalive: true, waitForSession: false } : {},
          )
        ).updated,
      later(run, what) {
        const timer = setTimeout(run, WAIT_MS[what])
        return () => clearTimeout(timer)
      },
    }),
  )
  const state = useSyncExternalStore(draft.subscribe, draft.get)
  useEffect(() => {
    const leave = () => void draft.flush(true)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      void draft.flush().then(readAgain)
    }
  }, [draft])
  return { draft, state }
}

/** Holds the lock on a report for as long as it is written, where the account has locks. */
export function useLock({ uuid, locking }: RadreportRecord): void {
  useEffect(() => {
    if (locking !== 1) return
    const keep = () =>
      void call(radreportLock, { uuid }).catch((error: unknown) => {
        if (errorTypeOf(error) === 'LOCKED') readAgain()
      })
    const leave = () =>
      void call(radreportUnlock, { uuid }, { keepalive: true, waitForSession: false }).catch(() => undefined)
    keep()
    const timer = setInterval(keep, KEEP_MS)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(timer)
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [uuid, locking])
}
