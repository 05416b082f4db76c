import { expect, test } from 'vitest'
import { dot, type Vector3 } from '../geometry/vector.ts'
import { makeStack } from '../testing/stack.ts'
import type { VolumeBudget } from './budget.ts'
import { planVolume } from './plan.ts'
import { isStandard, obliqued, STANDARD_VIEWS, turnedAbout } from './views.ts'

const plenty: VolumeBudget = { refused: undefined, bytes: 1e9, side: 2048 }
const at = (...depths: number[]): Vector3[] => depths.map((depth) => [-10, -20, depth])
const plan = (positions: Vector3[], budget = plenty, more = {}) => {
  const made = planVolume(makeStack({ id: 's', positions, size: 100, ...more }), budget)
  if (typeof made === 'string') throw new Error(made)
  return made
}
const refused = (positions: Vector3[], budget = plenty, more = {}) =>
  planVolume(makeStack({ id: 's', positions, size: 100, ...more }), budget)

test('slices in the order of space, whatever the order of the stack', () => {
  const { dimensions, spacing, origin, slices, uneven } = plan(at(8, 6, 4, 2, 0))
  expect(dimensions).toEqual([100, 100, 5])
  expect(spacing).toEqual([1, 1, 2])
  expect(origin).toEqual([-10, -20, 0])
  expect(slices.map(({ plane }) => plane.position[2])).toEqual([0, 2, 4, 6, 8])
  expect(uneven).toBe(false)
})

test('phases of one place count once, gaps are filled with what is nearest', () => {
  expect(plan(at(0, 0, 1, 1, 2, 3, 4)).dimensions[2]).toBe(5)
  const holed = plan(at(0, 1, 2, 5, 6, 7))
  expect(holed.uneven).toBe(true)
  expect(holed.slices.map(({ plane }) => plane.position[2])).toEqual([0, 1, 2, 2, 5, 5, 6, 7].slice(0, 8))
})

test('why there is none', () => {
  expect(refused(at(0, 1, 2, 3))).toBe('tooFew')
  expect(refused(at(0, 1, 2, 3, 4), plenty, { located: false })).toBe('noPlace')
  expect(refused(at(0, 1, 2, 3, 4), { refused: 'noWebGl2', bytes: 0, side: 0 })).toBe('noWebGl2')
  const tilted = [0, 1, 2, 3, 4].map((step): Vector3 => [0, step * 0.3, step])
  expect(refused(tilted)).toBe('tilted')
})

test('what is too large is made coarser, in the plane first, and says how large it was', () => {
  const whole = 100 * 100 * 6 * 4
  const coarse = plan(at(0, 1, 2, 3, 4, 5), { ...plenty, bytes: whole / 3 })
  expect(coarse.coarse).toEqual({ plane: 2, slices: 1 })
  expect(coarse.dimensions).toEqual([50, 50, 6])
  expect(coarse.spacing).toEqual([2, 2, 1])
  expect(coarse.whole).toBe(whole)
  expect(plan(at(0, 1, 2, 3, 4, 5), { ...plenty, bytes: whole / 8 }).coarse).toEqual({ plane: 2, slices: 2 })
  expect(plan(at(0, 1, 2, 3, 4, 5), { ...plenty, side: 40 }).dimensions[0]).toBeLessThanOrEqual(40)
})

test('turning the planes leaves the one that they are turned in, and their right angles', () => {
  const views = obliqued(STANDARD_VIEWS, 'axial', 30)
  expect(views.axial).toEqual(STANDARD_VIEWS.axial)
  expect(isStandard(views)).toBe(false)
  expect(dot(views.coronal.normal, views.sagittal.normal)).toBeCloseTo(0)
  expect(dot(views.coronal.normal, STANDARD_VIEWS.coronal.normal)).toBeCloseTo(Math.cos(Math.PI / 6))
  expect(isStandard(obliqued(views, 'axial', -30))).toBe(true)
  expect(turnedAbout([1, 0, 0], [0, 0, 1], 90).map((x) => Math.round(x))).toEqual([0, 1, 0])
})
