import { phaseAt, phaseStack } from '../stacks/fourD.ts'
import type { Session } from '../state/session.ts'
import type { Draft } from './draft.ts'

/** What the keys, buttons and menus of painting do. */

/** The smallest and largest radius of a brush, in mm (pixels where there are none). */
export const [THINNEST, THICKEST] = [0.5, 50]
const STEP = 1.2
/** Of the width of the picture, for the first brush. */
const FIRST_SHARE = 0.03

/** The segmentation that is painted on, if it is the reader's own to paint. */
export function paintedDraft(session: Session): Draft | undefined {
  const { segmenting } = session.ui.get()
  const draft = segmenting === undefined ? undefined : session.drafts.store.get().drafts.get(segmenting)
  return draft?.mayEdit ? draft : undefined
}

/** Paints on a segmentation from now on. */
export function paintOn(session: Session, draft: Draft): void {
  session.cancelDrawing()
  const frame = session.active()?.view.get().frame
  const { brush } = session.ui.get()
  const width = frame ? frame.plane.columns * frame.plane.columnSpacing : 0
  session.ui.set({
    segmenting: draft.id,
    tool: 'brush',
    dock: !session.phone,
    brush: {
      ...brush,
      segment: draft.segments[0]?.number ?? 1,
      radius: brush.radius ?? Math.min(THICKEST, Math.max(THINNEST, Math.round(width * FIRST_SHARE * 2) / 2)),
    },
  })
}

/** Begins to paint on the active stack, or ends it: on what the reader left last there, otherwise on a new one. */
function toggle(session: Session): void {
  if (session.ui.get().segmenting !== undefined) {
    session.ui.set({ segmenting: undefined })
    session.cancelDrawing()
    session.chooseHome()
    return
  }
  const { stack } = session.active()?.view.get() ?? {}
  if (!stack) return
  const own = [...session.drafts.store.get().drafts.values()].findLast(
    ({ mayEdit, at }) => mayEdit && at.SeriesInstanceUID === stack.SeriesInstanceUID,
  )
  const draft = own ?? session.drafts.begin(stack, '', '')
  if (draft) paintOn(session, draft)
}

const onDraft = (run: (session: Session, draft: Draft) => void) => (session: Session) => {
  const draft = paintedDraft(session)
  if (draft) run(session, draft)
}

const resized = (factor: number) => (session: Session) =>
  session.ui.set(({ brush }) => ({
    brush: {
      ...brush,
      radius: Math.min(THICKEST, Math.max(THINNEST, (brush.radius ?? THINNEST) * factor)),
    },
  }))

export const SEGMENT_ACTIONS = {
  segment: toggle,
  brush: onDraft((session) => session.ui.set({ tool: 'brush' })),
  rubber: onDraft((session) => session.ui.set({ tool: 'rubber' })),
  brushSmaller: onDraft(resized(1 / STEP)),
  brushLarger: onDraft(resized(STEP)),
  addSegment: onDraft((session, { id }) => {
    const added = session.drafts.addSegment(id, '')
    if (added) session.ui.set(({ brush }) => ({ tool: 'brush', brush: { ...brush, segment: added.number } }))
  }),
  interpolate: onDraft((session, draft) => {
    const { segment } = session.ui.get().brush
    const frame = session.active()?.view.get().frame
    const found = frame && session.frameOf({ ...frame.instance, frameNumber: frame.frameNumber })
    if (found?.stack.SeriesInstanceUID !== draft.at.SeriesInstanceUID) return
    // Between the slices of one phase, whatever stands beside them.
    const stack = phaseStack(found.stack, phaseAt(found.stack, found.index))
    void import('./fillGaps.ts').then(({ filledGaps }) =>
      session.drafts.paint(draft.id, filledGaps(draft, stack, segment)),
    )
  }),
} satisfies Record<string, (session: Session) => void>

/** Keys that hold while something is painted, before all others (conventions 2: a layer of its own). */
export const PAINTING_KEYS = {
  brush: ['b'],
  rubber: ['e'],
  addSegment: ['a'],
  interpolate: ['n'],
  brushSmaller: ['['],
  brushLarger: [']'],
} as const satisfies Partial<Record<keyof typeof SEGMENT_ACTIONS, readonly string[]>>

export const isPaintingAction = (action: string): action is keyof typeof PAINTING_KEYS =>
  action in PAINTING_KEYS
