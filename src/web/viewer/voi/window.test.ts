import { describe, expect, test } from 'vitest'
import { dragFactor, dragged, draggedSuv, greyOf, rangeOf, windowOf } from './window.ts'

test('LINEAR is not centre ± half the width (PS3.3 C.11.2.1.2.1)', () => {
  expect(rangeOf({ center: 40, width: 400 })).toEqual({ lower: -160, upper: 239 })
  expect(rangeOf({ center: 40, width: 400 }, 'LINEAR_EXACT')).toEqual({ lower: -160, upper: 240 })
  expect(windowOf({ lower: -160, upper: 239 })).toEqual({ center: 40, width: 400 })
  expect(windowOf({ lower: -160, upper: 240 }, 'LINEAR_EXACT')).toEqual({ center: 40, width: 400 })
})

test('a window of 1 is a threshold', () => {
  expect(rangeOf({ center: 100, width: 1 })).toEqual({ lower: 99.5, upper: 99.5 })
  expect(greyOf(99, { center: 100, width: 1 })).toBe(0)
  expect(greyOf(100, { center: 100, width: 1 })).toBe(1)
})

test('black below, white above, straight between, half at the sigmoid’s centre', () => {
  const window = { center: 50, width: 101 }
  expect(greyOf(-0.5, window)).toBe(0)
  expect(greyOf(99.5, window)).toBe(1)
  expect(greyOf(49.5, window)).toBeCloseTo(0.5)
  expect(greyOf(50, window, 'SIGMOID')).toBe(0.5)
})

describe('dragging', () => {
  const window = { center: 40, width: 400 }
  test('right widens, up lowers the centre and so brightens', () => {
    expect(dragged(window, [10, 0], 4)).toEqual({ center: 40, width: 440 })
    expect(dragged(window, [0, -10], 4)).toEqual({ center: 0, width: 400 })
    expect(greyOf(40, dragged(window, [0, -10], 4))).toBeGreaterThan(greyOf(40, window))
  })

  test('IHE BIR has the other vertical sense', () => {
    expect(dragged(window, [0, 10], 4, true).center).toBe(0)
  })

  test('a window never gets narrower than one value', () => {
    expect(dragged(window, [-1000, 0], 4).width).toBe(1)
  })

  test('the step follows the smaller of stored and actual range', () => {
    expect(dragFactor(12, { lower: -1024, upper: 3071 })).toBe(4)
    expect(dragFactor(16, { lower: 0, upper: 511 })).toBeCloseTo(511 / 1024)
    expect(dragFactor(undefined, { lower: 0, upper: 0 })).toBe(4)
  })

  test('PET in SUV moves its upper end alone and never below 0.1', () => {
    expect(draggedSuv({ lower: 0, upper: 5 }, 100, 500)).toEqual({ lower: 0, upper: 4 })
    expect(draggedSuv({ lower: 0, upper: 0.2 }, 400, 500).upper).toBe(0.1)
  })
})
