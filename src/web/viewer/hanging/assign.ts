import type { Shape } from '../layout/grid.ts'
import { counterpart } from '../priors/matching.ts'
import type { Stack } from '../stacks/stack.ts'
import { hangingOrder } from '../state/opening.ts'
import type { CellPlan, StackAttribute, Stage, StageShape } from './protocol.ts'
import { type Fact, points } from './rules.ts'
import { type StackTraits, traitsOf } from './traits.ts'

/** What stands where in a stage. Pure. */

const factsOf = (traits: StackTraits): Record<StackAttribute, Fact> => traits

const NO_PLAN: CellPlan = { prior: 0, rules: [], display: {} }

/** The stacks of the study that is read, then those of each prior in the order of how well it compares. */
export type StacksByStudy = readonly (readonly Stack[])[]

const SQUARES: readonly Shape[] = [
  { rows: 1, columns: 1 },
  { rows: 1, columns: 2 },
  { rows: 2, columns: 2 },
  { rows: 2, columns: 3 },
  { rows: 3, columns: 3 },
  { rows: 3, columns: 4 },
  { rows: 4, columns: 4 },
]

/** Rows and columns of a stage. `stacks`: how many the study that is read has, as far as it is known. */
export function shapeOf(shape: StageShape, own: Shape, stacks: number): Shape {
  if (shape === 'own') return own
  if (!('fitted' in shape)) return shape
  const wanted = Math.max(1, Math.min(shape.fitted, stacks))
  return SQUARES.find(({ rows, columns }) => rows * columns >= wanted) ?? { rows: 4, columns: 4 }
}

/** The plans of all cells of a shape: those of the stage, then cells that take what comes next. */
export const plansFor = (stage: Stage, { rows, columns }: Shape): CellPlan[] =>
  Array.from({ length: rows * columns }, (_, cell) => stage.cells[cell] ?? NO_PLAN)

interface Candidate {
  readonly stack: Stack
  readonly score: number
}

/** Best first; equal ones in reading order. */
function candidatesFor(plan: CellPlan, stacks: readonly Stack[]): Candidate[] {
  return hangingOrder(stacks)
    .flatMap((stack): Candidate[] => {
      const score = points(plan.rules, factsOf(traitsOf(stack)))
      return score === undefined ? [] : [{ stack, score }]
    })
    .sort((one, other) => other.score - one.score)
}

/**
 * The stack for each cell. What is `kept` stays: the reader put it there, or it fits as well as anything that has become
 * known since. No stack is hung twice.
 */
export function assigned(
  plans: readonly CellPlan[],
  studies: StacksByStudy,
  kept: readonly (string | undefined)[],
  byHand: ReadonlySet<number>,
): (string | undefined)[] {
  const all = new Map(studies.flat().map((stack) => [stack.id, stack]))
  const cells: (string | undefined)[] = plans.map((_, cell) => (byHand.has(cell) ? kept[cell] : undefined))
  const free = (stack: Stack) => !cells.includes(stack.id)
  plans.forEach((plan, cell) => {
    if (byHand.has(cell)) return
    const stacks = studies[plan.prior] ?? []
    const shown = kept[cell]
    const example = plan.like === undefined ? undefined : all.get(cells[plan.like] ?? '')
    if (plan.like !== undefined) {
      cells[cell] = example && counterpart(example, stacks.filter(free))?.id
      return
    }
    const candidates = candidatesFor(plan, stacks).filter(({ stack }) => free(stack))
    const [best] = candidates
    const now = candidates.find(({ stack }) => stack.id === shown)
    cells[cell] = now && best && now.score >= best.score ? now.stack.id : best?.stack.id
  })
  return cells
}

/** The priors that a stage needs, counted from 1. */
export const priorsIn = ({ cells }: Stage): number => Math.max(0, ...cells.map(({ prior }) => prior))
