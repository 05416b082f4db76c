import { add, dot, scale, type Vector3 } from '../geometry/vector.ts'
import type { VolumePlan } from './plan.ts'

/** Where a volume is in the patient. Pure. */

type Extent = Pick<VolumePlan, 'origin' | 'row' | 'column' | 'normal' | 'dimensions' | 'spacing'>

const AXES = ['row', 'column', 'normal'] as const

/** The point so many mm along each side from the first voxel. */
const pointAt = (plan: Extent, along: (index: 0 | 1 | 2) => number): Vector3 =>
  add(
    plan.origin,
    add(scale(plan.row, along(0)), add(scale(plan.column, along(1)), scale(plan.normal, along(2)))),
  )

const lengthOf = ({ dimensions, spacing }: Extent, index: 0 | 1 | 2): number =>
  (dimensions[index] - 1) * spacing[index]

export const middleOf = (plan: Extent): Vector3 => pointAt(plan, (index) => lengthOf(plan, index) / 2)

/** The nearest point that is inside. */
export function insideOf(plan: Extent, point: Vector3): Vector3 {
  const offset = add(point, scale(plan.origin, -1))
  return pointAt(plan, (index) =>
    Math.min(lengthOf(plan, index), Math.max(0, dot(offset, plan[AXES[index]]))),
  )
}
