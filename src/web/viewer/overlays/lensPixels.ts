import { type Affine, apply, inverse } from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import type { PixelSource } from '../marks/measure.ts'
import { type CurvePoint, colourAt } from '../voi/curve.ts'

export interface LensInput {
  readonly pixels: PixelSource
  readonly curve: readonly CurvePoint[]
  readonly colour: boolean
  /** From image points to CSS pixels of the viewport. */
  readonly matrix: Affine
}

/**
 * The picture around a point of the viewport, enlarged from the image's own pixels, so that it shows more than the
 * screen does. RGBA, `size` × `size`; `at` in CSS pixels.
 */
export function lensPixels(
  { pixels, curve, colour, matrix }: LensInput,
  at: Point2,
  size: number,
  factor: number,
): ImageData {
  const back = inverse(matrix)
  const image = new ImageData(size, size)
  const value = (column: number, row: number, sample: number) => pixels.at(column, row)[sample] ?? 0
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [u, v] = apply(back, [at[0] + (x - size / 2) / factor, at[1] + (y - size / 2) / factor])
      const place = (y * size + x) * 4
      image.data[place + 3] = 255
      const [column, row] = [Math.floor(u - 0.5), Math.floor(v - 0.5)]
      if (u < 0 || v < 0 || u >= pixels.columns || v >= pixels.rows) continue
      const [dx, dy] = [u - 0.5 - column, v - 0.5 - row]
      const [left, right] = [Math.max(0, column), Math.min(pixels.columns - 1, column + 1)]
      const [top, bottom] = [Math.max(0, row), Math.min(pixels.rows - 1, row + 1)]
      for (let sample = 0; sample < 3; sample++) {
        const channel = colour ? sample : 0
        const mixed =
          (value(left, top, channel) * (1 - dx) + value(right, top, channel) * dx) * (1 - dy) +
          (value(left, bottom, channel) * (1 - dx) + value(right, bottom, channel) * dx) * dy
        image.data[place + sample] = Math.round((colourAt(curve, mixed)[sample] ?? 0) * 255)
      }
    }
  }
  return image
}
