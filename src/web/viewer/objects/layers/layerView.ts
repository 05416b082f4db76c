import type { Affine } from '../../geometry/presentation.ts'
import type { Point2 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'
import type { ImageViewport } from '../../viewport/viewport.ts'
import type { Layer } from './layers.ts'

/** What a layer is given to draw itself over one picture. */
export interface LayerViewProps {
  readonly layer: Layer
  readonly viewport: ImageViewport
  readonly frame: Frame
  /** From image points to CSS pixels of the viewport. */
  readonly matrix: Affine
  readonly to: (point: Point2) => Point2
}
