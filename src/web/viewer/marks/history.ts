import type { Mark } from './mark.ts'

/** One step of a reader: a mark before and after it. Absent means it was not there. */
export interface Step {
  readonly id: string
  readonly before: Mark | undefined
  readonly after: Mark | undefined
}

export interface History {
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

export const NO_HISTORY: History = { past: [], future: [] }

const LONGEST = 200

/** After a new step there is nothing to redo. */
export const stepped = ({ past }: History, step: Step): History => ({
  past: [...past, step].slice(-LONGEST),
  future: [],
})

/** The history one step back, and the step that was taken back. */
export function undone({ past, future }: History): { history: History; step: Step } | undefined {
  const step = past.at(-1)
  return step && { step, history: { past: past.slice(0, -1), future: [step, ...future] } }
}

export function redone({ past, future }: History): { history: History; step: Step } | undefined {
  const [step, ...rest] = future
  return step && { step, history: { past: [...past, step], future: rest } }
}
