import type { Grid } from '../layout/grid.ts'
import { newId } from '../marks/mark.ts'
import { likeness } from '../priors/matching.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Window } from '../voi/window.ts'
import type { CellDisplay, CellPlan, Protocol, StackRule, Stage, StudyRule } from './protocol.ts'
import { type StackTraits, traitsOf } from './traits.ts'

/** A protocol from what is on the screen: rules that find such stacks again in other studies. Pure. */

export interface ShownCell {
  readonly stack: Stack
  /** 0 for the study that is read; n for the n-th best prior. */
  readonly prior: number
  /** The window that the reader chose. */
  readonly window: Window | undefined
  /** How the cell was planned, if it was. */
  readonly plan: CellPlan | undefined
}

const rule = (
  attribute: StackRule['attribute'],
  value: string | undefined,
  required: boolean,
  weight: number,
): StackRule[] =>
  value === undefined || value === '' ? [] : [{ attribute, test: 'is', value, required, weight }]

/** What must hold for another stack to stand here, and what speaks for it. */
const rulesFor = (traits: StackTraits): StackRule[] => [
  ...rule('Modality', traits.Modality, true, 1),
  ...rule('laterality', traits.laterality, true, 1),
  ...rule('view', traits.view, true, 1),
  ...rule('plane', traits.plane, true, 1),
  ...rule('localizer', String(traits.localizer), true, 1),
  ...rule('SeriesDescription', traits.SeriesDescription, false, 10),
  ...rule('contrast', traits.contrast ? 'true' : undefined, false, 3),
]

/** Two stacks at least this alike show the same. */
const SAME = 6

function planOf(cell: ShownCell, cells: readonly (ShownCell | undefined)[]): CellPlan {
  const traits = traitsOf(cell.stack)
  const { wall, sameScale } = cell.plan?.display ?? {}
  const display: CellDisplay = {
    ...(cell.window === undefined
      ? {}
      : { window: { center: cell.window.center, width: Math.max(1, cell.window.width) } }),
    ...(wall === undefined ? {} : { wall }),
    ...(sameScale === undefined ? {} : { sameScale }),
  }
  const like =
    cell.prior === 0
      ? -1
      : cells.findIndex(
          (other) => other?.prior === 0 && (likeness(traits, traitsOf(other.stack)) ?? 0) >= SAME,
        )
  return like < 0
    ? { prior: cell.prior, rules: rulesFor(traits), display }
    : { prior: cell.prior, rules: [], like, display }
}

/** The screen as a stage. Empty cells take what comes next. */
export function stageFrom(
  { rows, columns }: Pick<Grid, 'rows' | 'columns'>,
  cells: readonly (ShownCell | undefined)[],
): Stage {
  return {
    name: '',
    shape: { rows, columns },
    cells: cells.map((cell) => (cell ? planOf(cell, cells) : { prior: 0, rules: [], display: {} })),
  }
}

/** More than what every standard protocol has for its own studies. */
const PRIORITY = 20

/** A protocol of its own for studies such as this one. */
export function protocolFrom(
  grid: Pick<Grid, 'rows' | 'columns'>,
  cells: readonly (ShownCell | undefined)[],
  study: { modalities: readonly string[]; StudyDescription: string },
): Protocol {
  const own = cells.flatMap((cell) => (cell?.prior === 0 ? [cell.stack.Modality] : []))
  const modalities = [...new Set(own.length > 0 ? own : study.modalities)]
  const match: StudyRule[] = modalities.map((value) => ({
    ...{ attribute: 'Modality', test: 'is', value, required: true, weight: 10 },
  }))
  if (study.StudyDescription !== '') {
    match.push({
      ...{ attribute: 'StudyDescription', test: 'is', value: study.StudyDescription },
      ...{ required: false, weight: 10 },
    })
  }
  const priors = Math.max(0, ...cells.map((cell) => cell?.prior ?? 0))
  if (priors > 0) {
    match.push({
      ...{ attribute: 'priors', test: 'atLeast', value: String(priors), required: true, weight: 10 },
    })
  }
  return { id: newId(), name: '', match, priority: PRIORITY, stages: [stageFrom(grid, cells)] }
}
