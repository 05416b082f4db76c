import { normalOf } from '../geometry/plane.ts'
import { dot, parallel } from '../geometry/vector.ts'
import type { Frame } from './frame.ts'

const byNumber = (one: Frame, other: Frame): number =>
  (one.instance.InstanceNumber ?? Number.MAX_SAFE_INTEGER) -
    (other.instance.InstanceNumber ?? Number.MAX_SAFE_INTEGER) ||
  one.instance.SOPInstanceUID.localeCompare(other.instance.SOPInstanceUID, 'en', { numeric: true }) ||
  one.frameNumber - other.frameNumber

/** All images lie in space and share one orientation. */
export function isParallelStack(frames: readonly Frame[]): boolean {
  const first = frames[0]
  if (!first?.plane.located) return false
  return frames.every(
    ({ plane }) =>
      plane.located && parallel(plane.row, first.plane.row) && parallel(plane.column, first.plane.column),
  )
}

/**
 * Reading order: along the normal when the images are parallel, otherwise by instance and frame number. The direction
 * along the normal is the one that the instance numbers mostly take, so that "next" is what the technician scanned next.
 */
export function sorted(frames: readonly Frame[]): Frame[] {
  const numbered = [...frames].sort(byNumber)
  const first = numbered[0]
  const last = numbered.at(-1)
  if (!first || !last || !isParallelStack(numbered)) return numbered
  const normal = normalOf(first.plane)
  const along = (frame: Frame) => dot(frame.plane.position, normal)
  const moving = new Set(numbered.map((frame) => along(frame).toFixed(3))).size > 1
  if (!moving) return numbered
  const sense = along(last) >= along(first) ? 1 : -1
  return numbered
    .map((frame, place) => ({ frame, place, at: along(frame) * sense }))
    .sort((one, other) => (Math.abs(one.at - other.at) < 1e-3 ? one.place - other.place : one.at - other.at))
    .map(({ frame }) => frame)
}
