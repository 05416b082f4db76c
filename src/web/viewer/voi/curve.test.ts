import { expect, test } from 'vitest'
import { curveOf } from './curve.ts'
import { entryAt, lookupTableOf } from './lookup.ts'
import { greyOf } from './window.ts'

const item = (descriptor: number[], entries: number[], vr = 'US') => ({
  '00283002': { vr, Value: descriptor },
  '00283003': { vr: 'LO', Value: ['Lung'] },
  '00283006': { vr: 'US', Value: entries },
})

test('a table maps from its first value on, and keeps its ends', () => {
  const table = lookupTableOf(item([4, 10, 8], [0, 100, 200, 255]))
  expect(table).toMatchObject({ firstMapped: 10, bits: 8, explanation: 'Lung' })
  if (!table) return
  expect([0, 10, 11, 12.4, 13, 99].map((value) => entryAt(table, value))).toEqual([0, 0, 100, 200, 255, 255])
  const window = { center: 12, width: 4, table }
  expect(greyOf(11, window)).toBeCloseTo(100 / 255)
  expect(curveOf(window, 'LINEAR', true)[1]).toEqual({ value: 11, grey: 1 - 100 / 255 })
})

test('a first value written unsigned is signed, and bits follow the entries', () => {
  expect(lookupTableOf(item([2, 64_512, 8], [0, 4095]))).toMatchObject({ firstMapped: -1024, bits: 12 })
  expect(lookupTableOf({})).toBeUndefined()
  const binary = { '00283002': { Value: [2, 0, 16] }, '00283006': { InlineBinary: btoa('\x01\x02\xff\xff') } }
  expect([...(lookupTableOf(binary)?.entries ?? [])]).toEqual([0x201, 0xffff])
})

test('the curve goes through what greyOf says, for every function', () => {
  const window = { center: 50, width: 200 }
  for (const voiFunction of ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const) {
    const points = curveOf(window, voiFunction, false)
    const at = (value: number) => {
      const after = points.findIndex((point) => point.value >= value)
      const [one, other] = [points[after - 1], points[after]]
      if (!one || !other) return value < 50 ? (points[0]?.grey ?? 0) : (points.at(-1)?.grey ?? 1)
      return one.grey + ((value - one.value) / (other.value - one.value)) * (other.grey - one.grey)
    }
    for (let value = -400; value < 500; value += 7)
      expect(Math.abs(at(value) - greyOf(value, window, voiFunction)) * 255).toBeLessThan(0.5)
  }
})
