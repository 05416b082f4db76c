import type { PixelSource } from '../marks/measure.ts'
import type { Frame } from '../stacks/frame.ts'
import { cachedPicture } from './loadImage.ts'

/** The values of a frame after the modality LUT; undefined until its picture is there. */
export function pixelsOf(frame: Frame): PixelSource | undefined {
  if (frame.section) return frame.section.pixels
  const picture = cachedPicture(frame)
  if (!picture) return undefined
  const { columns, rows, components, data } = picture
  if (components === 1) return { columns, rows, at: (column, row) => [data[row * columns + column] ?? 0] }
  return {
    columns,
    rows,
    at: (column, row) => {
      const first = (row * columns + column) * components
      return [data[first] ?? 0, data[first + 1] ?? 0, data[first + 2] ?? 0]
    },
  }
}
