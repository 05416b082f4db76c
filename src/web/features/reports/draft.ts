import { errorTypeOf } from '#web/api/refusal.ts'
import type { ReportFields } from './fields.ts'

/**
 * A report that is being written: it is saved by itself, one save after the other, and never over what somebody else has
 * written meanwhile.
 */

/** `waiting`: for a moment without a key. `changed` and `locked` wait for the writer to decide. */
export type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'changed' | 'locked' | 'refused'

export interface DraftState {
  fields: ReportFields
  saving: Saving
  /** When it was last saved here. */
  savedAt: Date | undefined
}

export interface Draft {
  get(): DraftState
  subscribe(listener: () => void): () => void
  change(fields: ReportFields): void
  /** Saves what is not saved yet; resolves to whether all is. */
  flush(last?: boolean): Promise<boolean>
  /** Goes on from another state of the report: somebody else's, or the same after a lock came back. */
  rebase(updated: string): void
  /** The version that is saved. */
  updated(): string
}

export interface DraftOptions {
  fields: ReportFields
  updated: string
  /** Answers the new version. `last`: the page is about to go. */
  send(fields: ReportFields, updated: string, last: boolean): Promise<string>
  /** Calls back after a while; answers what ends the waiting. */
  later(run: () => void, what: 'typing' | 'again'): () => void
}

const REFUSED: Readonly<Record<string, Saving>> = { CHANGED: 'changed', LOCKED: 'locked' }

export function createDraft({ fields, updated, send, later }: DraftOptions): Draft {
  let state: DraftState = { fields, saving: 'saved', savedAt: undefined }
  let version = updated
  let sent: Promise<boolean> | undefined
  let cancel: (() => void) | undefined
  const listeners = new Set<() => void>()
  const set = (next: Partial<DraftState>) => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  const isSaved = () => state.saving === 'saved'
  const wait = (what: 'typing' | 'again') => {
    cancel?.()
    cancel = later(() => void save(false), what)
  }

  async function save(last: boolean): Promise<boolean> {
    cancel?.()
    cancel = undefined
    if (sent && !(await sent)) return false
    if (state.saving !== 'waiting' && state.saving !== 'failed') return isSaved()
    const written = state.fields
    set({ saving: 'saving' })
    sent = send(written, version, last).then(
      (next) => {
        version = next
        const done = state.fields === written
        set({ saving: done ? 'saved' : 'waiting', savedAt: new Date() })
        if (!done) wait('typing')
        return true
      },
      (error: unknown) => {
        const token = errorTypeOf(error)
        const saving = token === undefined ? 'failed' : (REFUSED[token] ?? 'refused')
        set({ saving })
        // Nobody said no: the line was down.
        if (saving === 'failed') wait('again')
        return false
      },
    )
    const kept = await sent
    sent = undefined
    return kept && isSaved()
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change(next) {
      const stopped = state.saving === 'changed' || state.saving === 'locked' || state.saving === 'refused'
      set({ fields: next, saving: stopped || state.saving === 'saving' ? state.saving : 'waiting' })
      if (!stopped) wait('typing')
    },
    flush: (last = false) => save(last),
    rebase(next) {
      version = next
      set({ saving: 'waiting' })
      wait('typing')
    },
    updated: () => version,
  }
}
