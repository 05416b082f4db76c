import { type Grid, reshaped, type Shape } from '../layout/grid.ts'
import { newId } from '../marks/mark.ts'
import { PHONE } from '../phone.ts'
import type { Priors } from '../priors/priors.ts'
import { COMPARABLE, modalitiesOf } from '../priors/score.ts'
import { hasPictures } from '../stacks/modality.ts'
import type { Stack } from '../stacks/stack.ts'
import { isRead, stacksOf } from '../state/content.ts'
import type { Interface } from '../state/interface.ts'
import type { OpenedStudy } from '../state/opened.ts'
import { createStore, type Store } from '../state/store.ts'
import type { Window } from '../voi/window.ts'
import { assigned, plansFor, priorsIn, shapeOf } from './assign.ts'
import { protocolFrom, type ShownCell, stageFrom } from './fromScreen.ts'
import { type Match, matching, type StudyFacts } from './match.ts'
import type { CellPlan, Protocol, Scope, ScopedProtocol, Stage } from './protocol.ts'
import { STANDARD } from './standard.ts'

export interface HangingState {
  /** The protocols that fit the study, best first. */
  readonly matches: readonly Match[]
  /** The one that hung it. */
  readonly protocol: ScopedProtocol | undefined
  /** Its stages that can be shown: those without the priors they need are left out. */
  readonly stages: readonly Stage[]
  readonly stage: number
  /** What was planned for each cell of the grid. */
  readonly plans: readonly CellPlan[]
  /** The reader has put something else somewhere. */
  readonly byHand: boolean
  /** The protocol that is being written. */
  readonly draft: Draft | undefined
}

export interface Draft {
  readonly protocol: Protocol
  /** Where it is kept; undefined for a new one. */
  readonly scope: Scope | undefined
}

/** Hangs the study: chooses a protocol, fills the grid by its stages, and leaves alone what the reader chose. */
export interface Hanging {
  readonly store: Store<HangingState>
  /** Tells what the reader, the role and the account have of their own; until then nothing is hung. */
  setProtocols(own: readonly ScopedProtocol[], layout: Shape): void
  /** Series or priors have become known. */
  update(): void
  /** An image is waiting: hangs with what is known. */
  hurry(): void
  /** The reader is at work: what stands somewhere stays there. */
  touch(): void
  choose(protocolId: string, stage?: number): void
  /** Another stage, round at the ends. */
  step(by: 1 | -1): void
  /** Another shape of the grid, filled as the stage would be. */
  reshape(shape: Shape): void
  /** A cell that the reader filled. */
  keep(cell: number): void
  /** The grid as it was left before: nothing is hung over it. Asked for before anything is hung. */
  restore(left: LeftGrid): void
  /** The next prior in place of the one that is shown. */
  swapPrior(): void
  /** Cells that the reader filled. */
  filledByHand(): readonly number[]
  /** What was planned for a cell. */
  planOf(cell: number): CellPlan | undefined
  /** Opens a protocol for writing; `screen` makes one from what is shown. */
  edit(what: ScopedProtocol | 'screen' | undefined): void
  stageOnScreen(): Stage
}

export interface LeftGrid {
  readonly grid: Grid
  readonly protocolId: string | undefined
  readonly stage: number
  /** Cells that the reader had filled. */
  readonly byHand: readonly number[]
}

export interface HangingOptions {
  ui: Store<Interface>
  opened: Store<{ readonly studies: readonly OpenedStudy[] }>
  priors: Priors
  /** The window that the reader chose in a cell. */
  windowIn: (cell: number) => Window | undefined
}

const NOT_HUNG: HangingState = {
  matches: [],
  protocol: undefined,
  stages: [],
  stage: 0,
  plans: [],
  byHand: false,
  draft: undefined,
}

export function createHanging({ ui, opened, priors, windowIn }: HangingOptions): Hanging {
  const store = createStore<HangingState>(NOT_HUNG)
  let own: readonly ScopedProtocol[] | undefined
  let ownShape: Shape = { rows: 1, columns: 1 }
  let chosenShape: Shape | undefined
  let byHand = new Set<number>()
  /** Cells that are as they were left before: nothing is hung over them, and nobody has changed them now. */
  let asLeft = new Set<number>()
  /** Which prior stands for "the first prior": swapped by the reader. */
  let swapped = 0

  const comparable = () => priors.ranked().filter(({ score }) => score >= COMPARABLE)

  const current = () => opened.get().studies[0]

  /** The stacks by study, priors by how well they compare; a prior that a stage needs is opened. */
  const studies = (needed: number): (readonly Stack[])[] => {
    const study = current()
    const ranked = comparable()
    const lists: (readonly Stack[])[] = [study ? stacksOf(study.content.store.get()) : []]
    for (let place = 0; place < needed; place++) {
      const prior = ranked[(place + swapped) % Math.max(1, ranked.length)]
      lists.push(prior ? stacksOf(priors.open(prior).content.store.get()) : [])
    }
    return lists
  }

  const facts = (study: OpenedStudy): StudyFacts => {
    const { series } = study.content.store.get()
    const pictures = series.filter(({ Modality }) => hasPictures(Modality))
    const modalities = new Set([...pictures.map(({ Modality }) => Modality), ...modalitiesOf(study.study)])
    return {
      modalities: [...modalities],
      StudyDescription: study.study.study_description ?? '',
      series: pictures.length,
      priors: comparable().length,
    }
  }

  const stagesOf = ({ stages }: Protocol): Stage[] => {
    const there = comparable().length
    const possible = stages.filter((stage) => priorsIn(stage) <= there)
    return possible.length > 0 ? possible : stages.slice(0, 1)
  }

  const shapeNow = (stage: Stage): Shape => {
    // A hand's screen has room for one picture.
    if (window.matchMedia(PHONE).matches) return { rows: 1, columns: 1 }
    const pictures = current()
      ?.content.store.get()
      .series.filter(({ Modality }) => hasPictures(Modality))
    return chosenShape ?? shapeOf(stage.shape, ownShape, pictures?.length ?? 1)
  }

  let touched = false
  let arranged = false
  /** Series come in any order; once all are there, they stand in theirs, unless the reader is at work already. */
  const isToArrange = () => {
    const study = current()
    if (arranged || !study || !isRead(study.content.store.get())) return false
    arranged = true
    return !touched
  }

  /** Fills the grid as the stage says, with what is known now; `anew` even where something stands already. */
  const fill = (anew = false) => {
    const { protocol, stages, stage: number } = store.get()
    const stage = stages[number]
    if (!protocol || !stage || ui.get().tiled) return
    const shape = shapeNow(stage)
    const plans = plansFor(stage, shape)
    const { grid } = ui.get()
    const same = grid.rows === shape.rows && grid.columns === shape.columns
    const fixed = new Set([...byHand, ...asLeft])
    const kept = anew ? grid.cells.map((id, cell) => (fixed.has(cell) ? id : undefined)) : grid.cells
    const cells = assigned(plans, studies(priorsIn(stage)), same ? kept : [], fixed)
    store.set({ plans, byHand: byHand.size > 0 })
    if (same && cells.every((id, cell) => id === grid.cells[cell])) return
    ui.set({ grid: { ...shape, cells, active: Math.min(grid.active, cells.length - 1) } })
  }

  const begin = (protocol: ScopedProtocol, stage: number) => {
    touched = false
    byHand = new Set()
    asLeft = new Set()
    chosenShape = undefined
    swapped = 0
    const stages = stagesOf(protocol)
    store.set({ protocol, stages, stage: Math.min(stage, stages.length - 1) })
    ui.set(({ grid }) => ({
      maximised: false,
      tiled: undefined,
      grid: { ...grid, active: 0, cells: grid.cells.map(() => undefined) },
    }))
    fill()
  }

  const match = () => {
    const study = current()
    if (study && own) store.set({ matches: matching([...own, ...STANDARD], facts(study)) })
  }

  let left: LeftGrid | undefined

  /** Goes on where the reader left off. */
  const takeUp = ({ grid, stage, byHand: chosen }: LeftGrid, protocol: ScopedProtocol | undefined) => {
    if (!protocol) return
    byHand = new Set(chosen)
    asLeft = new Set(grid.cells.keys())
    chosenShape = { rows: grid.rows, columns: grid.columns }
    const stages = stagesOf(protocol)
    store.set({ protocol, stages, stage: Math.min(stage, stages.length - 1) })
    ui.set({ grid })
    fill()
  }

  let hurried = false
  const settled = () => own !== undefined && ['read', 'failed'].includes(priors.store.get().phase)
  const ready = () => current()?.content.store.get().phase === 'ready' && (hurried || settled())

  const update = () => {
    if (!ready()) return
    match()
    const { protocol, matches, stages, stage } = store.get()
    const [best] = matches
    if (!protocol) {
      const before = left && [...(own ?? []), ...STANDARD].find(({ id }) => id === left?.protocolId)
      const wanted = left
      left = undefined
      if (wanted) takeUp(wanted, before ?? best?.protocol)
      else if (best) begin(best.protocol, 0)
      return
    }
    // Priors that were found late make stages possible, which must not move the one on screen.
    const possible = stagesOf(protocol)
    const now = stages[stage]
    store.set({ stages: possible, stage: Math.max(0, now ? possible.indexOf(now) : 0) })
    fill(isToArrange())
  }

  /** What stands in each cell, with the place of its study among those that are compared. */
  const shown = (): (ShownCell | undefined)[] => {
    const { plans } = store.get()
    const ranked = comparable()
    const { studies: open } = opened.get()
    return ui.get().grid.cells.map((id, cell) => {
      for (const study of open) {
        const stack = stacksOf(study.content.store.get()).find((one) => one.id === id)
        if (!stack) continue
        const place = ranked.findIndex((prior) => prior.study.uuid === study.study.uuid)
        const prior = study.prior === 0 ? 0 : Math.max(1, place + 1)
        return { stack, prior, window: windowIn(cell), plan: plans[cell] }
      }
      return undefined
    })
  }

  return {
    store,
    edit(what) {
      const study = current()
      if (what === undefined || !study) store.set({ draft: undefined })
      else if (what === 'screen') {
        const protocol = protocolFrom(ui.get().grid, shown(), facts(study))
        store.set({ draft: { protocol, scope: undefined } })
      } else {
        const { scope, ...protocol } = what
        // A standard protocol is not changed: what is written from it is the reader's own.
        const draft =
          scope === 'standard'
            ? { protocol: { ...protocol, id: newId() }, scope: undefined }
            : { protocol, scope }
        store.set({ draft })
      }
    },
    stageOnScreen: () => stageFrom(ui.get().grid, shown()),
    setProtocols(protocols, layout) {
      own = protocols
      ownShape = layout
      const { protocol } = store.get()
      // The protocol on screen was changed, or is no more.
      const now = protocol && [...protocols, ...STANDARD].find(({ id }) => id === protocol.id)
      if (protocol && now !== protocol) store.set({ protocol: now })
      update()
    },
    update,
    touch() {
      touched = true
    },
    hurry() {
      hurried = true
      own ??= []
      update()
    },
    choose(protocolId, stage = 0) {
      const found = [...(own ?? []), ...STANDARD].find(({ id }) => id === protocolId)
      if (found) begin(found, stage)
    },
    step(by) {
      const { protocol, stages, stage } = store.get()
      if (!protocol || stages.length < 2) return
      const next = (stage + by + stages.length) % stages.length
      // Who asks for another stage has not begun with the pictures of it.
      touched = false
      byHand = new Set()
      asLeft = new Set()
      chosenShape = undefined
      store.set({ stage: next })
      ui.set(({ grid }) => ({ maximised: false, tiled: undefined, grid: { ...grid, active: 0 } }))
      fill()
    },
    reshape(shape) {
      chosenShape = shape
      ownShape = shape
      const { grid } = ui.get()
      const next = reshaped(grid, shape)
      const count = next.cells.length
      // The active stack has moved into the first cell, or stayed where it was.
      asLeft = new Set([...asLeft].filter((cell) => cell < count))
      byHand = grid.active < count ? new Set([...byHand].filter((cell) => cell < count)) : new Set([0])
      ui.set({ grid: next, maximised: false })
      fill()
    },
    keep(cell) {
      byHand.add(cell)
      store.set({ byHand: true })
    },
    restore(wanted) {
      left = wanted
    },
    swapPrior() {
      const { plans } = store.get()
      if (comparable().length < 2) return
      swapped++
      const current = (cell: number) => (plans[cell]?.prior ?? 0) === 0
      byHand = new Set([...byHand].filter(current))
      asLeft = new Set([...asLeft].filter(current))
      ui.set(({ grid }) => ({
        grid: {
          ...grid,
          cells: grid.cells.map((id, cell) => ((plans[cell]?.prior ?? 0) > 0 ? undefined : id)),
        },
      }))
      fill()
    },
    filledByHand: () => [...byHand],
    planOf: (cell) => store.get().plans[cell],
  }
}
