import type { PixelSource } from '../marks/measure.ts'
import type { Frame } from '../stacks/frame.ts'
import { cachedImage } from './loadImage.ts'

/** The values of a frame after the modality LUT; undefined until its picture is there. */
export function pixelsOf(frame: Frame): PixelSource | undefined {
  if (frame.section) return frame.section.pixels
  const image = cachedImage(frame)
  if (!image) return undefined
  const { columns, rows, numberOfComponents } = image
  const data = image.getPixelData()
  // The decoder has applied the rescale already, unless it would have needed a type the GPU cannot draw.
  const scaled = image.preScale?.scaled === true
  const [slope, intercept] = scaled ? [1, 0] : [image.slope || 1, image.intercept || 0]
  if (numberOfComponents <= 1) {
    return {
      columns,
      rows,
      at: (column, row) => [(data[row * columns + column] ?? 0) * slope + intercept],
    }
  }
  return {
    columns,
    rows,
    at: (column, row) => {
      const first = (row * columns + column) * numberOfComponents
      return [data[first] ?? 0, data[first + 1] ?? 0, data[first + 2] ?? 0]
    },
  }
}
