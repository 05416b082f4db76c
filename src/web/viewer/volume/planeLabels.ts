import { add, dot, scale } from '../geometry/vector.ts'
import type { Labels } from '../segmentation/labels.ts'
import type { Frame } from '../stacks/frame.ts'
import { inPatient, type Placement } from './placement.ts'
import type { VolumePlan } from './plan.ts'

/** What is painted on images, as a plane through them shows it. Pure. */

/** Four bytes for each label. */
export type LabelColours = Uint8ClampedArray

/**
 * RGBA of the tile, one pixel for each `step` CSS pixels: the label of the voxel that is nearest to each. `labelsOn` answers
 * what is painted on an image.
 */
export function paintPlaneLabels(
  plan: VolumePlan,
  at: Placement,
  labelsOn: (frame: Frame) => Labels | undefined,
  colours: LabelColours,
  step: number,
): { pixels: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  const width = Math.max(1, Math.ceil(at.size.width / step))
  const height = Math.max(1, Math.ceil(at.size.height / step))
  const pixels = new Uint8ClampedArray(width * height * 4)
  const { origin, row, column, normal, spacing, dimensions, slices, coarse } = plan
  const painted = slices.map(labelsOn)
  // Places go evenly over the tile: three places tell all others.
  const placeOf = (x: number, y: number) => {
    const offset = add(inPatient(at, [x, y]), scale(origin, -1))
    return [
      dot(offset, row) / spacing[0],
      dot(offset, column) / spacing[1],
      dot(offset, normal) / spacing[2],
    ] as const
  }
  const [start, right, down] = [
    placeOf(step / 2, step / 2),
    placeOf(1.5 * step, step / 2),
    placeOf(step / 2, 1.5 * step),
  ]
  const along = (axis: 0 | 1 | 2, x: number, y: number) =>
    Math.round(start[axis] + (right[axis] - start[axis]) * x + (down[axis] - start[axis]) * y)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const slice = along(2, x, y)
      const labels = painted[slice]
      if (!labels) continue
      const [i, j] = [along(0, x, y), along(1, x, y)]
      if (i < 0 || j < 0 || i >= dimensions[0] || j >= dimensions[1]) continue
      const columns = slices[slice]?.plane.columns ?? 0
      const label = labels[j * coarse.plane * columns + i * coarse.plane] ?? 0
      if (label === 0) continue
      pixels.set(colours.subarray(label * 4, label * 4 + 4), (y * width + x) * 4)
    }
  }
  return { pixels, width, height }
}
