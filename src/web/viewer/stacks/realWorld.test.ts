import { expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { measure } from '../marks/measure.ts'
import { formatStat } from '../marks/text.ts'
import { makeStack } from '../testing/stack.ts'
import { noteRealWorld, realWorldOf } from './realWorld.ts'

const of = (values: Record<string, readonly unknown[]>): Dataset =>
  Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))
const mapping = (unit: string, slope: number, intercept = 0): Dataset => ({
  ...of({ '00409225': [slope], '00409224': [intercept], '00409210': ['ADC'] }),
  '004008EA': { Value: [of({ '00080100': [unit] })] },
})
const frameWith = (dataset: Dataset, id = '1.2') => {
  const [frame] = makeStack({ id, Modality: 'MR', positions: [[0, 0, 0]], dataset }).frames
  if (!frame) throw new Error('no frame')
  return frame
}
const probe = { tool: 'probe', points: [[5, 5]], label: '' } as const
const shown = (frame: ReturnType<typeof frameWith>) =>
  measure(probe, frame, { columns: 200, rows: 200, at: () => [2400] }).map((stat) => formatStat(stat, 'en'))

test('values of the real world stand beside those of the picture', () => {
  // Stored 1200, shown 2400 by a slope of 2.
  const rescaled = of({ [Tag.RescaleSlope]: [2] })
  const frame = frameWith({ ...rescaled, '00409096': { Value: [mapping('mm2/s', 1e-6)] } })
  expect(shown(frame)).toEqual(['2,400', '0.00120 mm2/s'])
})

test('the macro of a functional group counts as well; a number without unit says nothing', () => {
  const [time] = realWorldOf(frameWith(mapping('ms', 0.5, 10)))
  expect([time?.unit, time?.of(20), time?.same]).toEqual(['ms', 20, false])
  expect(realWorldOf(frameWith({ '00409096': { Value: [mapping('1', 2)] } }))).toEqual([])
})

test('an object of its own may say what the values of images are', () => {
  noteRealWorld({
    ...of({ [Tag.SOPClassUID]: ['1.2.840.10008.5.1.4.1.1.67'] }),
    '00409094': {
      Value: [
        {
          '00081140': { Value: [of({ '00081155': ['7.7.1'] })] },
          '00409096': { Value: [mapping('ml/(100.g.min)', 0.01)] },
        },
      ],
    },
  })
  expect(shown(frameWith({}, '7.7'))).toEqual(['2,400', '24 ml/(100.g.min)'])
})

const ranged = (
  unit: string,
  first: number,
  last: number,
  more: Record<string, readonly unknown[]>,
): Dataset => ({
  ...of({ '00409216': [first], '00409211': [last], '00409210': ['T'], ...more }),
  '004008EA': { Value: [of({ '00080100': [unit] })] },
})

test('a table maps stored values from its first on, and values beside it to nothing', () => {
  const table = ranged('s', 100, 102, { '00409212': [0.5, 0.25, 4] })
  // Stored 100 is shown as 150.
  const rescaled = of({ [Tag.RescaleSlope]: [2], [Tag.RescaleIntercept]: [-50] })
  const [real] = realWorldOf(frameWith({ ...rescaled, '00409096': { Value: [table] } }))
  expect([148, 150, 152, 154, 156].map((value) => real?.of(value))).toEqual([
    ...[undefined, 0.5, 0.25, 4, undefined],
  ])
})

test('ranges have mappings of their own to one quantity, which marks are measured by', () => {
  const frame = frameWith({
    '00409096': {
      Value: [
        ranged('K', 0, 9, { '00409225': [10], '00409224': [0] }),
        ranged('K', 10, 11, { '00409212': [1000, 3000] }),
      ],
    },
  })
  const box = {
    tool: 'rectangle',
    points: [
      [0, 0],
      [4, 1],
    ],
    label: '',
  } as const
  const values = [9, 10, 11, 12]
  const stats = measure(box, frame, { columns: 200, rows: 200, at: (column) => [values[column] ?? 0] })
  const real = stats.filter(({ unit }) => unit === 'K')
  // The last of the four is mapped to nothing.
  expect(real.map(({ name, value }) => [name, Math.round(value)])).toEqual([
    ['mean', 1363],
    ['max', 3000],
    ['min', 90],
    ['stdDev', 1215],
  ])
  const beside = measure(probe, frame, { columns: 200, rows: 200, at: () => [12] })
  expect(beside.map(({ unit }) => unit)).toEqual([''])
})

test('a first value written unsigned is signed where the last is lower', () => {
  const unsigned = {
    ...ranged('s', 65_534, 1, { '00409225': [1] }),
    '00409216': { vr: 'US', Value: [65_534] },
  }
  const [real] = realWorldOf(frameWith({ '00409096': { Value: [unsigned] } }))
  expect([-3, -2, 1, 2].map((value) => real?.of(value))).toEqual([undefined, -2, 1, undefined])
})
