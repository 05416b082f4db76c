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
  expect(realWorldOf(frameWith(mapping('ms', 0.5, 10)))).toEqual([{ unit: 'ms', factor: 0.5, offset: 10 }])
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
