import type { AnnotationRecord } from '#contract/annotation.ts'
import type { Point2 } from '../geometry/vector.ts'
import type { ImageReference } from '../marks/mark.ts'
import type { MarkedStudy } from '../marks/marks.ts'
import type { Delivered } from '../marks/outbox.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Store } from '../state/store.ts'
import type { DraftSegment } from './annotation.ts'
import type { Draft } from './draft.ts'
import type { Area, Brush, Labels } from './labels.ts'

/** What can be done with segmentations that are being painted. */

/** One image before and after a step, as runs; undefined where nothing was painted. */
export interface Change {
  readonly at: ImageReference
  readonly rows: number
  readonly columns: number
  readonly before: string | undefined
  readonly after: string | undefined
}
export interface Step {
  readonly draftId: string
  readonly changes: readonly Change[]
  /** The segments before and after, where the step changed them. */
  readonly segments?: { readonly before: readonly DraftSegment[]; readonly after: readonly DraftSegment[] }
}

export interface DraftsState {
  readonly drafts: ReadonlyMap<string, Draft>
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

/** The brush on one image, from press to release. */
export interface Stroke {
  to(from: Point2, at: Point2): void
  end(): void
  cancel(): void
}

export interface Painted {
  readonly frame: Frame
  readonly labels: Labels
}

export interface Drafts {
  readonly store: Store<DraftsState>
  /** Takes what is saved of a study; answers how many annotations were parts of segmentations. */
  merge(study: MarkedStudy, records: readonly AnnotationRecord[]): number
  /** A new, empty one with a first segment; undefined where the reader may not draw. */
  begin(stack: Stack, name: string, segmentLabel: string): Draft | undefined
  /** A new one that is painted already. */
  import(
    stack: Stack,
    name: string,
    segments: readonly DraftSegment[],
    painted: readonly Painted[],
  ): Draft | undefined
  rename(id: string, name: string): void
  addSegment(id: string, label: string): DraftSegment | undefined
  setSegment(id: string, number: number, change: Partial<Omit<DraftSegment, 'number'>>): void
  /** Takes a segment away with all that was painted of it. */
  removeSegment(id: string, number: number): void
  remove(id: string): void
  /** Undefined where the image may not be painted on. */
  stroke(id: string, frame: Frame, brush: Brush): Stroke | undefined
  /** Replaces what is painted on images, as one step. */
  paint(id: string, painted: readonly Painted[]): void
  undo(id: string): void
  redo(id: string): void
  /** Ends a conflict between two windows of the same reader. */
  decide(id: string, whose: 'own' | 'theirs'): void
  confirmed(key: string, delivered: Delivered | undefined): void
  /** Called while a brush paints, with what has changed of an image. */
  onPaint(listener: (key: string, area: Area) => void): () => void
}
