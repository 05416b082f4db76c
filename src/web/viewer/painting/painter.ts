import type { CanvasSize, Presentation } from '../geometry/presentation.ts'
import type { Picture } from '../loading/picture.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import type { CurvePoint } from '../voi/curve.ts'

/** Puts the pictures of one viewport on the screen; where they stand and how they are windowed is decided elsewhere. */
export interface Painter {
  /**
   * Shows an image of a stack. Just before it is seen `arrived` is called with its index, so that place and shade are
   * set for it. Rejects when it cannot be drawn.
   */
  show(stack: Stack, index: number, picture: Picture, arrived: (index: number) => void): Promise<void>
  place(frame: Frame, presentation: Presentation, size: CanvasSize): void
  /** The whole way from values to grey, black and white exchanged already where `negative`. */
  shade(curve: readonly CurvePoint[], negative: boolean): void
  render(): void
  /** Shows nothing until the next picture. */
  clear(): void
  /** The element has another size. */
  resized(): void
  destroy(): void
}

/** Its surface goes beneath those that are there: a painter that is replaced stays in sight until the next has drawn. */
export type MakePainter = (element: HTMLDivElement, id: string) => Painter
