import { describe, expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { isLocalizer, openingIndex, seriesContent, takenApart } from './stack.ts'

type Values = Partial<Record<keyof typeof Tag | 'TriggerTime', readonly unknown[]>>
const tags: Readonly<Record<string, string>> = { ...Tag, TriggerTime: '00181060' }
const dataset = (values: Values): Dataset =>
  Object.fromEntries(Object.entries(values).map(([keyword, Value]) => [tags[keyword] ?? keyword, { Value }]))

const CT = '1.2.840.10008.5.1.4.1.1.2'
const slice = (number: number, z: number, values: Values = {}) =>
  dataset({
    StudyInstanceUID: ['1'],
    SeriesInstanceUID: ['1.2'],
    SOPInstanceUID: [`1.2.${number}`],
    SOPClassUID: [CT],
    Modality: ['CT'],
    Rows: [4],
    Columns: [4],
    PhotometricInterpretation: ['MONOCHROME2'],
    InstanceNumber: [number],
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [0, 0, z],
    PixelSpacing: [0.5, 0.5],
    ...values,
  })
const content = (...datasets: Dataset[]) => seriesContent(datasets, '/dicomweb')
const numbers = (...datasets: Dataset[]) =>
  content(...datasets).stacks.map(({ frames }) => frames.map(({ instance }) => instance.InstanceNumber))

describe('sorting', () => {
  test('parallel slices lie along the normal, in the sense in which they were numbered', () => {
    expect(numbers(slice(3, 10), slice(1, 30), slice(2, 20))).toEqual([[1, 2, 3]])
    // Numbers that disagree with the place: the place counts.
    expect(numbers(slice(1, 0), slice(2, 20), slice(3, 10), slice(4, 30))).toEqual([[1, 3, 2, 4]])
  })

  test('without positions, or in one place, instance numbers order', () => {
    expect(numbers(slice(10, 0), slice(2, 0), slice(1, 0))).toEqual([[1, 2, 10]])
    const free = { ImagePositionPatient: [], ImageOrientationPatient: [] }
    expect(numbers(slice(10, 5, free), slice(9, 7, free))).toEqual([[9, 10]])
  })
})

describe('splitting', () => {
  test('ImageType, kernel, tilt and plane split a CT', () => {
    const localizer = { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }
    expect(content(slice(1, 0, localizer), slice(2, 0), slice(3, 1)).stacks.map(({ part }) => part)).toEqual([
      1, 2,
    ])
    expect(content(slice(1, 0, { ConvolutionKernel: ['B'] }), slice(2, 1)).stacks).toHaveLength(2)
    expect(
      content(slice(1, 0, { GantryDetectorTilt: [10] }), slice(2, 1, { GantryDetectorTilt: [0] })).stacks,
    ).toHaveLength(2)
    expect(
      content(slice(1, 0, { ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }), slice(2, 1)).stacks,
    ).toHaveLength(2)
  })

  test('echo and repetition time split an MR, not a CT', () => {
    const mr = { Modality: ['MR'], SOPClassUID: ['1.2.840.10008.5.1.4.1.1.4'] }
    expect(
      content(slice(1, 0, { ...mr, EchoTime: [10] }), slice(2, 1, { ...mr, EchoTime: [90] })).stacks,
    ).toHaveLength(2)
    expect(content(slice(1, 0, { EchoTime: [10] }), slice(2, 1, { EchoTime: [90] })).stacks).toHaveLength(1)
  })

  test('rounding in the file tears no stack apart', () => {
    const nearly = { ImageOrientationPatient: [0.999999, 0.0004, 0, -0.0004, 0.999999, 0] }
    expect(content(slice(1, 0), slice(2, 1, nearly)).stacks).toHaveLength(1)
  })

  test('one stack has no part, parts have ids of their own', () => {
    expect(content(slice(1, 0)).stacks[0]?.part).toBe(0)
    const ids = content(slice(1, 0, { ConvolutionKernel: ['B'] }), slice(2, 1)).stacks.map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })
})

describe('phases', () => {
  /** Three places, `phases` images at each, numbered phase by phase. */
  const series = (phases: number) =>
    Array.from({ length: phases * 3 }, (_, n) =>
      slice(n + 1, (n % 3) * 5, { TriggerTime: [Math.floor(n / 3) * 40] }),
    )

  test('up to seven are stacks of their own, in their turn', () => {
    expect(numbers(...series(2))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(content(...series(7)).stacks.map(({ part }) => part)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('of eight or more the reader decides', () => {
    const together = content(...series(8))
    expect(together.stacks.map(({ phases, frames }) => [phases, frames.length])).toEqual([[8, 24]])
    const apart = takenApart(together)
    expect(apart.stacks.map(({ frames }) => frames.length)).toEqual(Array(8).fill(3))
    expect(new Set(apart.stacks.map(({ id }) => id)).size).toBe(8)
  })

  test('one place seen over time, or places of different numbers, are one stack', () => {
    expect(content(slice(1, 0), slice(2, 0), slice(3, 0)).stacks).toHaveLength(1)
    expect(content(slice(1, 0), slice(2, 0), slice(3, 5)).stacks).toHaveLength(1)
  })
})

describe('objects', () => {
  test('what has no pixels, and segmentations, stand beside the stacks', () => {
    const report = dataset({
      StudyInstanceUID: ['1'],
      SeriesInstanceUID: ['1.9'],
      SOPInstanceUID: ['1.9.1'],
      Modality: ['SR'],
    })
    const seg = slice(5, 0, { SOPClassUID: ['1.2.840.10008.5.1.4.1.1.66.4'], Modality: ['SEG'] })
    const { stacks, others } = content(slice(1, 0), report, seg)
    expect(stacks).toHaveLength(1)
    expect(others.map(({ Modality }) => Modality)).toEqual(['SR', 'SEG'])
  })

  test('an image without a sensible size is no picture', () => {
    expect(content(slice(1, 0, { Rows: [0] })).stacks).toHaveLength(0)
    expect(content(dataset({}))).toEqual({ stacks: [], wholes: [], others: [] })
  })
})

describe('multiframe', () => {
  const nested = (values: Values) => ({ Value: [dataset(values)] })
  const enhanced: Dataset = {
    ...slice(1, 0, {
      NumberOfFrames: [2],
      ImagePositionPatient: [],
      ImageOrientationPatient: [],
      PixelSpacing: [],
    }),
    [Tag.SharedFunctionalGroupsSequence]: {
      Value: [
        {
          '00289110': nested({ PixelSpacing: [0.25, 0.25] }),
          '00209116': nested({ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }),
        },
      ],
    },
    [Tag.PerFrameFunctionalGroupsSequence]: {
      Value: [
        {
          '00209113': nested({ ImagePositionPatient: [0, 0, 5] }),
          '00289132': nested({ WindowCenter: [10], WindowWidth: [20] }),
        },
        {
          '00209113': nested({ ImagePositionPatient: [0, 0, 9] }),
          '00289132': nested({ WindowCenter: [30], WindowWidth: [40] }),
        },
      ],
    },
  }

  test('each frame takes its own functional groups, then the shared ones', () => {
    const frames = content(enhanced).stacks[0]?.frames ?? []
    expect(frames.map(({ frameNumber }) => frameNumber)).toEqual([1, 2])
    expect(frames.map(({ plane }) => plane.position[2])).toEqual([5, 9])
    expect(frames.map(({ plane }) => plane.columnSpacing)).toEqual([0.25, 0.25])
    expect(frames.map(({ windows }) => windows[0]?.center)).toEqual([10, 30])
    expect(frames[1]?.imageId).toMatch(/\/instances\/1\.2\.1\/frames\/2$/)
  })

  test('an object in several files is one stack, a volume opens in its middle', () => {
    const part = (number: number) => ({
      ...enhanced,
      [Tag.SOPInstanceUID]: { Value: [`1.2.${number}`] },
      [Tag.InstanceNumber]: { Value: [number] },
      [Tag.ConcatenationUID]: { Value: ['1.2.99'] },
      [Tag.PerFrameFunctionalGroupsSequence]: {
        Value: [0, 1].map((n) => ({
          '00209113': nested({ ImagePositionPatient: [0, 0, number * 10 + n] }),
        })),
      },
    })
    const [stack, ...others] = content(part(1), part(2)).stacks
    expect(others).toEqual([])
    expect(stack?.frames).toHaveLength(4)
    expect(stack && openingIndex(stack)).toBe(1)
  })

  test('a lying number of frames below one counts as one', () => {
    expect(content(slice(1, 0, { NumberOfFrames: [-5] })).stacks[0]?.frames).toHaveLength(1)
  })
})

test('a stack of slices opens in its middle, a film at its first frame', () => {
  const [stack] = content(slice(1, 0), slice(2, 1), slice(3, 2), slice(4, 3), slice(5, 4)).stacks
  expect(stack && openingIndex(stack)).toBe(2)
  const [film] = content(slice(1, 0, { NumberOfFrames: [30] })).stacks
  expect(film && openingIndex(film)).toBe(0)
})

test('localizers are known by their words and by their image type', () => {
  const first = (values: Values) => content(slice(1, 0, values)).stacks[0]
  const [scout, typed, plain] = [
    first({ SeriesDescription: ['3-plane Scout'] }),
    first({ ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }),
    first({ SeriesDescription: ['Thorax 1.0'] }),
  ]
  expect([scout, typed, plain].map((stack) => stack && isLocalizer(stack))).toEqual([true, true, false])
})

test('every window of the file is listed by its explanation, one named twice only once', () => {
  const windows = {
    WindowCenter: [40, -600, 40],
    WindowWidth: [400, 1500, 400],
    WindowCenterWidthExplanation: ['WINDOW1', 'LUNG', 'WINDOW1'],
  }
  expect(content(slice(1, 0, windows)).stacks[0]?.frames[0]?.windows).toEqual([
    { center: 40, width: 400, explanation: 'WINDOW1' },
    { center: -600, width: 1500, explanation: 'LUNG' },
  ])
})
