import { type ImagePlane, imagePointOf, normalOf, worldOf } from '../geometry/plane.ts'
import { add, dot, type Point2, parallel, scale, type Vector3 } from '../geometry/vector.ts'

const behind = (normal: Vector3): Vector3 => scale(normal, -1)

/**
 * Where one image cuts another: the two ends of the cut, at the edges of the cutting image, as image points of `shown`.
 * Undefined where the planes are parallel or one image does not reach the other.
 */
export function cutLine(cutting: ImagePlane, shown: ImagePlane): readonly [Point2, Point2] | undefined {
  const normal = normalOf(shown)
  const own = normalOf(cutting)
  if (parallel(own, normal) || parallel(own, behind(normal))) return undefined
  const corners: readonly Point2[] = [
    [0, 0],
    [cutting.columns, 0],
    [cutting.columns, cutting.rows],
    [0, cutting.rows],
  ]
  const heightOf = (point: Vector3) => dot(add(point, scale(shown.position, -1)), normal)
  const crossings: Vector3[] = []
  corners.forEach((corner, index) => {
    const [from, to] = [worldOf(cutting, corner), worldOf(cutting, corners[(index + 1) % 4] ?? corner)]
    const [low, high] = [heightOf(from), heightOf(to)]
    if (low >= 0 === high >= 0) return
    const along = low / (low - high)
    crossings.push(add(from, scale(add(to, scale(from, -1)), along)))
  })
  const [start, end] = crossings
  if (!start || !end) return undefined
  const line = [imagePointOf(shown, start), imagePointOf(shown, end)] as const
  const beside = ([0, 1] as const).some((axis) => {
    const size = axis === 0 ? shown.columns : shown.rows
    return line.every((point) => point[axis] < 0) || line.every((point) => point[axis] > size)
  })
  return beside ? undefined : line
}
