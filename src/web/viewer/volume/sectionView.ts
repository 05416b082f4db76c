import { worldOf } from '../geometry/plane.ts'
import { FIT } from '../geometry/presentation.ts'
import { add, dot, length, scale, type Vector3 } from '../geometry/vector.ts'
import type { MarkPlane } from '../marks/mark.ts'
import type { PixelSource } from '../marks/measure.ts'
import { sectionFrame } from '../marks/section.ts'
import type { View } from '../viewport/viewport.ts'
import { middleOf } from './extent.ts'
import { onTile, type Placement } from './placement.ts'
import type { VolumePlan } from './plan.ts'
import { intoPlane } from './views.ts'

/** A reformatted plane as a picture that can be marked. Pure. */

/** The value of a voxel, by column, row and slice. */
export type VoxelSource = (column: number, row: number, slice: number) => number

/** The plane that a tile shows: as large as the volume whichever way it is turned, so that only its place and turn matter. */
export function planeOf(plan: VolumePlan, { center, right, up, normal }: Placement): MarkPlane {
  const [width, height, depth] = plan.dimensions.map((count, index) => count * (plan.spacing[index] ?? 1))
  const spacing = Math.min(...plan.spacing)
  const half = length([width ?? 0, height ?? 0, depth ?? 0]) / 2
  const size = Math.ceil((2 * half) / spacing)
  const middle = intoPlane(middleOf(plan), center, normal)
  const corner = -((size - 1) / 2) * spacing
  const column = scale(up, -1)
  return {
    FrameOfReferenceUID: plan.slices[0]?.FrameOfReferenceUID ?? '',
    origin: add(middle, add(scale(right, corner), scale(column, corner))),
    row: right,
    column,
    spacing,
    size,
  }
}

/** Values between voxels, from the eight around a point; nothing outside of the volume. */
export function valuesOn(plan: VolumePlan, plane: MarkPlane, voxel: VoxelSource): PixelSource {
  const { dimensions, spacing, origin, row, column, normal } = plan
  const axes = [row, column, normal] as const
  const image = {
    ...{ rows: plane.size, columns: plane.size, rowSpacing: plane.spacing, columnSpacing: plane.spacing },
    ...{ row: plane.row, column: plane.column, position: plane.origin, located: true },
  }
  const at = (world: Vector3): number => {
    const offset = add(world, scale(origin, -1))
    const place = axes.map((axis, index) => dot(offset, axis) / (spacing[index] ?? 1))
    if (place.some((value, index) => value < -0.5 || value > (dimensions[index] ?? 0) - 0.5))
      return Number.NaN
    const low = place.map((value, index) =>
      Math.min((dimensions[index] ?? 1) - 1, Math.max(0, Math.floor(value))),
    )
    const high = low.map((value, index) => Math.min((dimensions[index] ?? 1) - 1, value + 1))
    const share = place.map((value, index) => Math.min(1, Math.max(0, value - (low[index] ?? 0))))
    let sum = 0
    for (let corner = 0; corner < 8; corner++) {
      const far = [corner & 1, (corner >> 1) & 1, corner >> 2]
      const [i = 0, j = 0, k = 0] = far.map((is, index) => (is ? high[index] : low[index]) ?? 0)
      const weight = far.reduce(
        (product, is, index) => product * (is ? (share[index] ?? 0) : 1 - (share[index] ?? 0)),
        1,
      )
      if (weight > 0) sum += weight * voxel(i, j, k)
    }
    return sum
  }
  return {
    columns: plane.size,
    rows: plane.size,
    at: (x, y) => [at(worldOf(image, [x + 0.5, y + 0.5]))],
  }
}

/** A tile as a viewport has it: the plane as its picture, laid as the tile shows it. */
export function sectionView(
  plan: VolumePlan,
  at: Placement,
  voxel: VoxelSource | undefined,
): Pick<View, 'frame' | 'presentation' | 'size'> {
  const plane = planeOf(plan, at)
  const depth = (frame: (typeof plan.slices)[number]) =>
    Math.abs(dot(add(frame.plane.position, scale(at.center, -1)), plan.normal))
  const [first] = plan.slices
  const source = plan.slices.reduce(
    (best, frame) => (best && depth(frame) < depth(best) ? frame : best),
    first,
  )
  const { size } = at
  const span = plane.size * plane.spacing
  const [x, y] = onTile(
    at,
    add(plane.origin, scale(add(plane.row, plane.column), ((plane.size - 1) / 2) * plane.spacing)),
  )
  return {
    frame: source && sectionFrame(source, plane, voxel && valuesOn(plan, plane, voxel)),
    size,
    presentation: {
      ...FIT,
      zoom: (at.perMillimetre * span) / Math.min(size.width, size.height),
      pan: [x - size.width / 2, y - size.height / 2],
    },
  }
}
