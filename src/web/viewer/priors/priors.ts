import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { stacksOf } from '../state/content.ts'
import type { OpenedStudy } from '../state/opened.ts'
import { createStore, type Store } from '../state/store.ts'
import { priorsQuery } from './query.ts'
import { byScore, type Prior, priorsOf, withBeside } from './score.ts'

export interface PriorsState {
  readonly found: readonly Prior[]
  readonly phase: 'unread' | 'reading' | 'read' | 'failed'
}

/** The earlier studies of the patient: all are listed, the ones worth comparing are opened. */
export interface Priors {
  readonly store: Store<PriorsState>
  /** Looks for them; opens the best. */
  find(): Promise<void>
  /** Opens one, or answers it when it is open. */
  open(prior: Prior): OpenedStudy
  /** Best to compare with first. */
  ranked(): readonly Prior[]
  /** Calls `listener` when images of a prior have become known. */
  onStacks(listener: () => void): () => void
  stop(): void
}

export interface PriorsOptions {
  study: StudyRecord
  opened: Store<{ readonly studies: readonly OpenedStudy[] }>
  open: (prior: Prior) => OpenedStudy
  /** Studies that are opened with it, whoever's they are. */
  beside: readonly string[]
}

const earlierStudies = async ({ patientid }: StudyRecord): Promise<readonly StudyRecord[]> =>
  patientid ? (await call(studyList, priorsQuery(patientid))).studies : []

/** Those of them that the reader may see. */
async function namedStudies(uuids: readonly string[]): Promise<StudyRecord[]> {
  const answers = await Promise.all(
    uuids.map((uuid) => call(studyGet, { uuid }).catch((): StudyRecord | undefined => undefined)),
  )
  return answers.filter((record) => record !== undefined)
}

export function createPriors({ study, opened, open, beside }: PriorsOptions): Priors {
  const store = createStore<PriorsState>({ found: [], phase: 'unread' })
  const listeners = new Set<() => void>()
  const watched: (() => void)[] = []
  let stopped = false

  const priors: Priors = {
    store,
    async find() {
      store.set({ phase: 'reading' })
      try {
        const [earlier, together] = await Promise.all([earlierStudies(study), namedStudies(beside)])
        if (stopped) return
        const found = withBeside(study, priorsOf(study, earlier), together)
        store.set({ found, phase: 'read' })
        for (const prior of found) if (beside.includes(prior.study.uuid)) priors.open(prior)
      } catch {
        if (!stopped) store.set({ phase: 'failed' })
      }
    },
    open(prior) {
      const { studies } = opened.get()
      const known = studies.find((one) => one.study.uuid === prior.study.uuid)
      if (known) return known
      const one = open(prior)
      let stacks = 0
      watched.push(
        one.content.store.subscribe(() => {
          const count = stacksOf(one.content.store.get()).length
          if (count === stacks) return
          stacks = count
          for (const listener of listeners) listener()
        }),
      )
      const [current, ...others] = [...studies, one]
      others.sort((a, b) => a.prior - b.prior)
      opened.set({ studies: current ? [current, ...others] : others })
      void one.load()
      return one
    },
    ranked: () => byScore(store.get().found.filter(({ earlier }) => earlier)),
    onStacks(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      stopped = true
      for (const end of watched) end()
      for (const one of opened.get().studies) if (one.prior > 0) one.stop()
    },
  }
  return priors
}
