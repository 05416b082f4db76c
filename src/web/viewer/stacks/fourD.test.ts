import { expect, test } from 'vitest'
import { frameAt } from '../cine/clock.ts'
import { cineThroughTime } from '../cine/time.ts'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { followingIndex } from '../sync/align.ts'
import { indexOfPhase, movedPlaces, phaseAt, phaseStack, placeAt, placesIn } from './fourD.ts'
import { openingIndex, type SeriesContent, type Stack, seriesContent } from './stack.ts'

/** `phases` images at each of three places, phase by phase as a scanner sends them. */
function series(phases: number, more: (phase: number) => Record<string, readonly unknown[]>): SeriesContent {
  const datasets = Array.from({ length: phases * 3 }, (_, n): Dataset => {
    const values: Record<string, readonly unknown[]> = {
      [Tag.StudyInstanceUID]: ['1'],
      [Tag.SeriesInstanceUID]: ['1.2'],
      [Tag.SOPInstanceUID]: [`1.2.${n + 1}`],
      [Tag.SOPClassUID]: ['1.2.840.10008.5.1.4.1.1.4'],
      [Tag.Modality]: ['MR'],
      [Tag.PhotometricInterpretation]: ['MONOCHROME2'],
      [Tag.Rows]: [8],
      [Tag.Columns]: [8],
      [Tag.InstanceNumber]: [n + 1],
      [Tag.PixelSpacing]: [1, 1],
      [Tag.ImageOrientationPatient]: [1, 0, 0, 0, 1, 0],
      [Tag.ImagePositionPatient]: [0, 0, (n % 3) * 4],
      [Tag.FrameOfReferenceUID]: ['9'],
      ...more(Math.floor(n / 3)),
    }
    return Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))
  })
  return seriesContent(datasets, '/dicomweb')
}
const whole = ({ stacks, wholes }: SeriesContent): Stack => {
  const found = wholes[0] ?? stacks[0]
  if (!found) throw new Error('no stack')
  return found
}
const numbersOf = ({ frames }: Stack) => frames.map(({ instance }) => instance.InstanceNumber)

test('few phases are stacks of their own and known to each other, place by place', () => {
  const content = series(2, (phase) => ({ '00189087': [phase * 1000] }))
  expect(content.stacks.map(({ phase }) => phase)).toEqual([
    { number: 0, whole: '1.2#time1' },
    { number: 1, whole: '1.2#time1' },
  ])
  expect(whole(content)).toMatchObject({ id: '1.2#time1', phases: 2, axis: { kind: 'b', values: [0, 1000] } })
  expect(numbersOf(whole(content))).toEqual([1, 4, 2, 5, 3, 6])
})

test('many phases stand together, in their turn at each place', () => {
  const content = series(8, (phase) => ({ '00181060': [phase * 40] }))
  expect(content.wholes).toEqual([])
  expect(content.stacks).toHaveLength(1)
  expect(whole(content)).toMatchObject({ phases: 8, axis: { kind: 'trigger' } })
  expect(numbersOf(whole(content)).slice(0, 8)).toEqual([1, 4, 7, 10, 13, 16, 19, 22])
})

test('phases are told by what varies: temporal position, b-value of a vendor, otherwise their order', () => {
  expect(whole(series(2, (phase) => ({ '00200100': [phase + 1] }))).axis?.kind).toBe('temporal')
  const siemens = series(2, (phase) => ({ '00190010': ['SIEMENS MR HEADER'], '0019100C': [phase * 800] }))
  expect(whole(siemens).axis).toEqual({ kind: 'b', values: [0, 800] })
  expect(whole(series(3, () => ({}))).axis).toEqual({ kind: 'order', values: [1, 2, 3] })
})

test('a reader moves from place to place in one phase, and through the phases of one place', () => {
  const stack = whole(series(8, (phase) => ({ '00181060': [phase * 40] })))
  expect(placesIn(stack)).toBe(3)
  const index = indexOfPhase(stack, 1, 5)
  expect([placeAt(stack, index), phaseAt(stack, index)]).toEqual([1, 5])
  expect(movedPlaces(stack, index, 1)).toBe(indexOfPhase(stack, 2, 5))
  expect(movedPlaces(stack, index, 10)).toBe(indexOfPhase(stack, 2, 5))
  expect(movedPlaces(stack, index, -10)).toBe(indexOfPhase(stack, 0, 5))
  expect(openingIndex(stack)).toBe(indexOfPhase(stack, 1, 0))
  expect(numbersOf(phaseStack(stack, 5))).toEqual([16, 17, 18])
})

test('time is played at one place, as fast as the heart beats where that is known', () => {
  const stack = whole(series(8, (phase) => ({ '00181060': [phase * 40] })))
  const cine = cineThroughTime(stack, indexOfPhase(stack, 1, 5))
  expect(cine).toMatchObject({ from: 8, to: 15, rate: 25 })
  expect([0, 40, 120].map((elapsed) => frameAt(cine, 13, elapsed))).toEqual([13, 14, 8])
  expect(cineThroughTime(whole(series(8, (phase) => ({ '00200100': [phase] }))), 0).rate).toBe(10)
})

test('a linked stack goes to the same place', () => {
  const stack = whole(series(8, (phase) => ({ '00181060': [phase * 40] })))
  const at = followingIndex('position', stack, indexOfPhase(stack, 2, 3), stack, 0)
  expect(placeAt(stack, at)).toBe(2)
})
