import type { Point2 } from '../geometry/vector.ts'
import type { Session } from '../state/session.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

/** Where marks are drawn: on a picture, or on a plane that looks like one. */
export interface MarkScene {
  readonly session: Session
  readonly viewport: Pick<ImageViewport, 'view'>
  readonly cell: number
}

/** Where a gesture happens. */
export interface Scene extends MarkScene {
  readonly viewport: ImageViewport
}

/** What follows a press until the release: one object per kind, so that Escape and a lost pointer have a place to go. */
export interface Gesture {
  /** `at` and `from` in CSS pixels of the viewport: where the pointer is and where it was. */
  move(at: Point2, from: Point2): void
  /** `moved`: the pointer went far enough to count as a drag. */
  end(at: Point2, moved: boolean): void
  cancel(): void
}

/** A press that moves less is a click (CSS pixels). */
export const CLICK_DISTANCE = 3
