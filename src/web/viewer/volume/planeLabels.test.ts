import { expect, test } from 'vitest'
import type { Vector3 } from '../geometry/vector.ts'
import { makeStack } from '../testing/stack.ts'
import { placementOf } from './placement.ts'
import { planVolume } from './plan.ts'
import { paintPlaneLabels } from './planeLabels.ts'
import { STANDARD_VIEWS } from './views.ts'

const stack = makeStack({
  id: '1.2',
  size: 20,
  spacing: 2,
  positions: Array.from({ length: 10 }, (_, n): Vector3 => [0, 0, n * 4]),
})
const plan = planVolume(stack, { refused: undefined, bytes: 1e9, side: 2048 })
if (typeof plan === 'string') throw new Error(plan)
const colours = new Uint8ClampedArray(256 * 4)
colours.set([10, 20, 30, 128], 4)

/** Rows 5 to 9 of the slices from z = 12 to 20. */
const labelsOn = (frame: { plane: { position: Vector3 } }) => {
  const [, , z] = frame.plane.position
  return z >= 12 && z <= 20 ? new Uint8Array(400).fill(1, 5 * 20, 10 * 20) : undefined
}

test('a plane across painted images shows what it cuts, as large as it is', () => {
  const middle: Vector3 = [19, 15, 18]
  const tile = { width: 200, height: 200 }
  const at = placementOf(plan, STANDARD_VIEWS.sagittal, { center: middle, zoom: 1 }, middle, tile)
  const { pixels, width, height } = paintPlaneLabels(plan, at, labelsOn, colours, 1)
  expect([width, height]).toEqual([200, 200])
  const painted = pixels.filter((_, byte) => byte % 4 === 3).reduce((sum, alpha) => sum + Math.sign(alpha), 0)
  // Five rows of 2 mm by three slices of 4 mm.
  expect(painted / at.perMillimetre ** 2).toBeCloseTo(10 * 12, -1)
  const away: Vector3 = [19, 30, 18]
  const coronal = placementOf(plan, STANDARD_VIEWS.coronal, { center: away, zoom: 1 }, away, tile)
  expect(paintPlaneLabels(plan, coronal, labelsOn, colours, 1).pixels.some((byte) => byte !== 0)).toBe(false)
})
