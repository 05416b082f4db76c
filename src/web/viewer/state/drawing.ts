import type { Point2 } from '../geometry/vector.ts'
import type { Shape } from '../marks/mark.ts'
import type { Frame } from '../stacks/frame.ts'

/** What is being made on one viewport and not saved yet. */
export interface Drawing {
  /** A mark that is being drawn, or waits for its words. */
  readonly draft: { readonly cell: number; readonly frame: Frame; readonly shape: Shape } | undefined
  /** The words of a mark are asked for: of the draft, or of the mark with this id. */
  readonly labelling:
    | { readonly cell: number; readonly id: string | undefined; readonly optional: boolean }
    | undefined
  /** A window is chosen by this box, in image points. */
  readonly region: { readonly cell: number; readonly from: Point2; readonly to: Point2 } | undefined
  /** The magnifier's middle, in CSS pixels of the viewport. */
  readonly lens: { readonly cell: number; readonly at: Point2; readonly touch: boolean } | undefined
  /** The pointer over the picture, in image points. */
  readonly pointer: { readonly cell: number; readonly at: Point2 } | undefined
}

export const NOT_DRAWING: Drawing = {
  draft: undefined,
  labelling: undefined,
  region: undefined,
  lens: undefined,
  pointer: undefined,
}
