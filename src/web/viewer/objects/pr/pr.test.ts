import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../data/dicomJson.ts'
import { Tag } from '../../data/tag.ts'
import type { Frame } from '../../stacks/frame.ts'
import { makeStack } from '../../testing/stack.ts'
import { colourAt, curveOf } from '../../voi/curve.ts'
import { createLayers } from '../layers/layers.ts'
import { pointsTo } from '../pointsTo.ts'
import { appliesTo, lookOf, presentationStateOf, renditionOf } from './presentationState.ts'
import { reachOf, resampled, slicesAcross, slicesBeside } from './resample.ts'

const of = (values: Record<string, readonly unknown[]>): Dataset =>
  Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))
const sequence = (...items: Dataset[]) => ({ Value: items })
const series = (...uids: string[]) =>
  sequence({ '00081140': sequence(...uids.map((uid) => of({ '00081155': [uid] }))) })
const table = (first: number, entries: number[], bits = 16) =>
  of({ '00283002': [entries.length, first, bits], '00283006': entries })
const voi = (center: number, width: number, more: Dataset = {}) =>
  sequence({ ...of({ [Tag.WindowCenter]: [center], [Tag.WindowWidth]: [width] }), ...more })

const frameOf = (more: Partial<Parameters<typeof makeStack>[0]> = {}): Frame => {
  const [frame] = makeStack({ id: '1.2', positions: [[0, 0, 0]], ...more }).frames
  if (!frame) throw new Error('no frame')
  return frame
}
const size = { width: 200, height: 200 }
const greyAt = (state: Dataset, frame: Frame, value: number): number => {
  const read = presentationStateOf(state)
  const { window, inverted } = lookOf(read, frame, size)
  if (!window) throw new Error('no window')
  const rendition = renditionOf(read, frame, undefined)
  const curve = curveOf(window, frame.voiFunction, frame.instance.negative !== inverted, rendition)
  return Math.round(colourAt(curve, value)[0] * 255)
}

describe('the modality LUT of a presentation state', () => {
  const rescaled = frameOf({ dataset: of({ [Tag.RescaleSlope]: [1], [Tag.RescaleIntercept]: [-1024] }) })
  const state: Dataset = {
    '00081115': series('1.2.1'),
    // Stored 0 to 3 become 1000, 0, 500 and 250.
    '00283000': sequence(table(0, [1000, 0, 500, 250])),
    '00283110': voi(500.5, 1001),
  }

  test('its table takes stored values, whatever the picture was scaled by', () => {
    // Values of the picture: stored less 1024.
    expect([-1024, -1023, -1022, -1021].map((value) => greyAt(state, rescaled, value))).toEqual([
      255, 0, 128, 64,
    ])
    // Beyond its ends the table goes on as it ends.
    expect([greyAt(state, rescaled, -3000), greyAt(state, rescaled, 0)]).toEqual([255, 64])
  })

  test('a picture with the very same table is windowed as it is', () => {
    const own = { firstMapped: 0, entries: Uint16Array.of(1000, 0, 500, 250), bits: 16, explanation: '' }
    const frame = { ...frameOf(), modalityTable: own }
    expect(renditionOf(presentationStateOf(state), frame, undefined)).toBeUndefined()
    expect(greyAt(state, frame, 500)).toBe(128)
    // With a slope in its place the stored values count again: 1 is seen as 0 in the picture.
    const straight = {
      ...of({ [Tag.RescaleSlope]: [10], [Tag.RescaleIntercept]: [0] }),
      '00283110': voi(15.5, 31),
    }
    expect([1000, 0, 500, 250].map((value) => greyAt(straight, frame, value))).toEqual([0, 85, 170, 255])
  })

  test('colours have none', () => {
    const frame = { ...rescaled, instance: { ...rescaled.instance, colour: true } }
    expect(renditionOf(presentationStateOf(state), frame, undefined)).toBeUndefined()
  })
})

test('a state names the function of its window, and its own polarity counts', () => {
  const sigmoid = { '00283110': voi(50, 100, of({ [Tag.VOILUTFunction]: ['SIGMOID'] })) }
  expect(lookOf(presentationStateOf(sigmoid), frameOf(), size).window).toEqual({
    ...{ center: 50, width: 100, voiFunction: 'SIGMOID' },
  })
  expect(greyAt(sigmoid, frameOf(), 0)).toBe(Math.round(255 / (1 + Math.exp(2))))
  const straight = { '00283110': voi(50.5, 101) }
  const inverse = { ...straight, '20500020': { Value: ['INVERSE'] } }
  const monochrome1 = { ...frameOf(), instance: { ...frameOf().instance, negative: true } }
  expect([greyAt(straight, frameOf(), 100), greyAt(inverse, frameOf(), 100)]).toEqual([255, 0])
  expect([greyAt(straight, monochrome1, 100), greyAt(inverse, monochrome1, 100)]).toEqual([255, 0])
})

describe('blending states', () => {
  const state: Dataset = {
    ...of({ '00700403': [0.25] }),
    '00700402': sequence(
      { ...of({ '00700405': ['SUPERIMPOSED'] }), '00081115': series('2.1', '2.2', '2.3') },
      { ...of({ '00700405': ['UNDERLYING'] }), '00081115': series('1.2.1'), '00283110': voi(40, 400) },
    ),
  }

  test('what lies below is what it is about; what lies above is laid over by the opacity that it names', () => {
    const read = presentationStateOf(state)
    expect(appliesTo(read, frameOf())).toBe(true)
    expect(appliesTo(read, frameOf({ id: '2' }))).toBe(false)
    expect(lookOf(read, frameOf(), size).window).toEqual({ center: 40, width: 400 })
    expect(read.blending?.references.map((one) => one.SOPInstanceUID)).toEqual(['2.1', '2.2', '2.3'])
    expect(pointsTo(state)[0]).toEqual({ SOPInstanceUID: '1.2.1', frameNumber: 1 })
    const layers = createLayers()
    layers.show({
      ...{ id: 'a', StudyInstanceUID: '1', SeriesInstanceUID: '', SOPInstanceUID: 'a', Modality: 'PR' },
      ...{
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.11.4',
        SeriesNumber: 1,
        SeriesDescription: '',
        dataset: state,
      },
    })
    expect(layers.store.get().shown[0]?.opacity).toBe(0.25)
  })

  const [spacing, count] = [2, 3]
  /** Three slices, 4 mm apart, of 10 pixels of 2 mm; values are x + 100 · z, in mm. */
  const above = makeStack({
    ...{ id: '2', size: 10, spacing },
    positions: Array.from({ length: count }, (_, n) => [0, 0, n * 4] as const),
  }).frames
  const values = above.map(({ plane }) =>
    Float32Array.from({ length: 100 }, (_, n) => (n % 10) * spacing + 100 * plane.position[2]),
  )
  const cut = (below: Frame) => {
    const slices = slicesBeside([...above].reverse(), below)
    const across = slicesAcross(slices, below.plane)
    const numbers = across.map(({ frame }) => values[above.indexOf(frame)] ?? [])
    const { columns, rows } = below.plane
    return {
      count: across.length,
      at: resampled(across, numbers, below.plane, { width: columns, height: rows }, reachOf(slices)),
    }
  }

  test('on a parallel plane the two slices beside it are mixed, and no others are needed', () => {
    const { count: needed, at } = cut(frameOf({ size: 4, spacing: 1, positions: [[3, 3, 5]] }))
    expect(needed).toBe(2)
    expect([at[0], at[3]]).toEqual([503, 506])
    expect(cut(frameOf({ size: 4, positions: [[3, 3, 4]] })).count).toBe(1)
  })

  test('beside the images, and in another space, there is nothing', () => {
    const { at } = cut(frameOf({ size: 4, spacing: 10, positions: [[-5, 0, 0]] }))
    expect([...at.slice(0, 4)].map((value) => (Number.isNaN(value) ? undefined : value))).toEqual([
      ...[undefined, 5, 15, undefined],
    ])
    expect(cut(frameOf({ positions: [[0, 0, 11]] })).count).toBe(0)
    expect(slicesBeside(above, frameOf({ space: '9' }))).toEqual([])
    expect(slicesBeside(above, frameOf({ located: false }))).toEqual([])
  })

  test('a plane across the slices is cut through all of them', () => {
    // Coronal: columns along x, rows downwards from z = 8.
    const coronal = frameOf({
      size: 9,
      spacing: 1,
      positions: [[2, 6, 8]],
      row: [1, 0, 0],
      column: [0, 0, -1],
    })
    const { count: needed, at } = cut(coronal)
    expect(needed).toBe(3)
    expect([at[0], at[9 * 8], at[9 * 5 + 1]]).toEqual([802, 2, 303])
  })
})
