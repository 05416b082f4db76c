import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../data/dicomJson.ts'
import { Tag } from '../../data/tag.ts'
import type { Frame } from '../../stacks/frame.ts'
import { seriesContent } from '../../stacks/stack.ts'
import { imageAt, placeOf } from '../placeOf.ts'
import { pointsTo } from '../pointsTo.ts'
import { appliesTo, lookOf, presentationStateOf } from '../pr/presentationState.ts'
import { inImageValues } from '../pr/shading.ts'
import { doseAt, doseGridOf, doseVolumeOf, doseWash } from '../rt/dose.ts'
import { contourDistance, outlinesOn, structuresOf } from '../rt/structures.ts'
import { paintMask, sampleReader } from '../seg/mask.ts'
import { framesOver, segmentationOf } from '../seg/segments.ts'
import { slicesOf } from '../seg/slices.ts'
import { rgbOfCieLab } from './colours.ts'
import { createLayers, type Layer } from './layers.ts'

const of = (values: Record<string, readonly unknown[]>): Dataset =>
  Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))

const image = (number: number, z: number, more: Record<string, readonly unknown[]> = {}) =>
  of({
    [Tag.StudyInstanceUID]: ['1'],
    [Tag.SeriesInstanceUID]: ['1.2'],
    [Tag.SOPInstanceUID]: [`1.2.${number}`],
    [Tag.SOPClassUID]: ['1.2.840.10008.5.1.4.1.1.2'],
    [Tag.Modality]: ['CT'],
    [Tag.Rows]: [4],
    [Tag.Columns]: [4],
    [Tag.PhotometricInterpretation]: ['MONOCHROME2'],
    [Tag.InstanceNumber]: [number],
    [Tag.ImageOrientationPatient]: [1, 0, 0, 0, 1, 0],
    [Tag.ImagePositionPatient]: [0, 0, z],
    [Tag.PixelSpacing]: [1, 1],
    [Tag.SliceThickness]: [5],
    [Tag.FrameOfReferenceUID]: ['9'],
    ...more,
  })
const { stacks } = seriesContent([image(1, 0), image(2, 5), image(3, 10)], '/dicomweb')
const frames = stacks[0]?.frames ?? []
const frame = (index: number): Frame => {
  const found = frames[index]
  if (!found) throw new Error('no frame')
  return found
}
const plane = (z: number) => ({
  '00209113': { Value: [of({ [Tag.ImagePositionPatient]: [0, 0, z] })] },
  '0062000A': { Value: [of({ '0062000B': [1] })] },
})

describe('segmentations', () => {
  const dataset: Dataset = {
    ...image(1, 0, {
      [Tag.SOPInstanceUID]: ['5'],
      [Tag.SOPClassUID]: ['1.2.840.10008.5.1.4.1.1.66.4'],
      [Tag.NumberOfFrames]: [2],
      [Tag.ImagePositionPatient]: [],
      '00620001': ['FRACTIONAL'],
      '0062000E': [100],
    }),
    '00620002': { Value: [of({ '00620004': [1], '00620005': ['Liver'] })] },
    [Tag.PerFrameFunctionalGroupsSequence]: {
      Value: [
        {
          ...plane(0),
          '00089124': { Value: [of({ '00082112': [of({ '00081155': ['1.2.3'] })] })] },
        },
        plane(5.5),
      ],
    },
  }
  const seg = segmentationOf(dataset, '/dicomweb')

  test('a frame lies on the image it was made from, otherwise on those of its plane', () => {
    const over = (index: number) =>
      framesOver(frame(index), seg?.frames ?? []).map((one) => one.frame.frameNumber)
    expect([over(0), over(1), over(2)]).toEqual([[1], [2], [1]])
    expect(framesOver({ ...frame(1), FrameOfReferenceUID: '8' }, seg?.frames ?? [])).toEqual([])
  })

  test('by itself it is a slice for each plane', () => {
    expect(slicesOf(seg?.frames ?? []).map((slice) => slice.map(({ frame }) => frame.frameNumber))).toEqual([
      [1],
      [2],
    ])
  })

  test('a mask is painted by its fraction, its opacity and whether it is shown', () => {
    if (!seg) throw new Error('no segmentation')
    const [mask] = seg.frames
    const layer: Layer = {
      object: {
        id: '5',
        StudyInstanceUID: '1',
        SeriesInstanceUID: '',
        SOPInstanceUID: '5',
        SOPClassUID: '',
        SeriesNumber: 1,
        SeriesDescription: '',
        Modality: 'SEG',
        dataset,
      },
      kind: 'segmentation',
      opacity: 0.5,
      hidden: new Set(),
      opacities: new Map(),
    }
    const paint = (more: Partial<Layer>) => {
      const pixels = new Uint8ClampedArray(16)
      if (mask)
        paintMask(pixels, mask, sampleReader(Uint8Array.of(0, 50, 100, 0), 4), seg, { ...layer, ...more })
      return [3, 7, 11, 15].map((at) => pixels[at])
    }
    expect(paint({})).toEqual([0, 64, 128, 0])
    expect(paint({ opacities: new Map([[1, 1]]) })).toEqual([0, 128, 255, 0])
    expect(paint({ hidden: new Set([1]) })).toEqual([0, 0, 0, 0])
  })

  test('samples are read in the form they come in', () => {
    const read = (bytes: number[], pixels: number) =>
      Array.from({ length: pixels }, (_, n) => sampleReader(Uint8Array.from(bytes), pixels)(n))
    expect(read([0b0101], 4)).toEqual([1, 0, 1, 0])
    expect(read([1, 0, 7, 0], 4)).toEqual([1, 0, 7, 0])
    expect(read([1, 1, 2, 0], 2)).toEqual([257, 2])
  })

  test('it leads to its images, or to those of its place', () => {
    expect(pointsTo(dataset)[0]).toEqual({ SOPInstanceUID: '1.2.3', frameNumber: 1 })
    const place = placeOf(dataset)
    expect(place && imageAt(stacks, place)).toBe(frame(0))
  })
})

test('contours are drawn on the slices that they lie in', () => {
  const contour = (z: number) =>
    of({ '30060042': ['CLOSED_PLANAR'], '30060050': [0, 0, z, 2, 0, z, 2, 2, z] })
  const set: Dataset = {
    '30060020': { Value: [of({ '30060022': [7], '30060026': ['GTV'], '30060024': ['9'] })] },
    '30060039': {
      Value: [
        {
          ...of({ '30060084': [7], '3006002A': [255, 0, 0] }),
          '30060040': { Value: [contour(0), contour(11)] },
        },
      ],
    },
  }
  const [structure] = structuresOf(set)
  expect(structure).toMatchObject({ name: 'GTV', colour: [255, 0, 0] })
  if (!structure) return
  expect(outlinesOn(frame(0), structure)).toEqual([
    {
      closed: true,
      points: [
        [0.5, 0.5],
        [2.5, 0.5],
        [2.5, 2.5],
      ],
    },
  ])
  expect(outlinesOn(frame(1), structure)).toEqual([])
  expect(outlinesOn(frame(2), structure)).toHaveLength(1)
})

test('a dose between its planes and points is interpolated; outside of them there is none', () => {
  const dataset = image(1, 0, {
    [Tag.SOPClassUID]: ['1.2.840.10008.5.1.4.1.1.481.2'],
    [Tag.NumberOfFrames]: [2],
    [Tag.BitsAllocated]: [16],
    '3004000C': [0, 10],
    '3004000E': [0.5],
    '30040002': ['GY'],
  })
  const grid = doseGridOf(dataset, '/dicomweb')
  expect(grid?.offsets).toEqual([0, 10])
  if (!grid) return
  const raw = (value: (n: number) => number) =>
    new Uint8Array(Uint16Array.from({ length: 16 }, (_, n) => value(n)).buffer)
  const volume = doseVolumeOf(grid, [raw((n) => (n % 4) * 4), raw(() => 40)])
  expect(volume.most).toBe(20)
  expect(doseAt(volume, [1, 0, 0])).toBe(2)
  expect(doseAt(volume, [1.5, 2, 0])).toBe(3)
  expect(doseAt(volume, [1, 0, 5])).toBe(11)
  expect(doseAt(volume, [1, 0, 10.5])).toBeUndefined()
  expect(doseAt(volume, [-0.1, 0, 0])).toBeUndefined()
  const wash = doseWash(volume, frame(2).plane, 0.5)
  expect([wash.width, wash.height, wash.pixels[3]]).toEqual([4, 4, 128])
})

describe('presentation states', () => {
  const state = presentationStateOf({
    ...of({ '00700041': ['Y'], '00700042': [90] }),
    '00081115': {
      Value: [{ '00081140': { Value: [of({ '00081155': ['1.2.1'] }), of({ '00081155': ['1.2.2'] })] } }],
    },
    '00283110': {
      Value: [
        {
          ...of({ '00281050': [40], '00281051': [80] }),
          '00081140': { Value: [of({ '00081155': ['1.2.1'] })] },
        },
        {
          ...of({ '00281050': [300], '00281051': [1500] }),
          '00081140': { Value: [of({ '00081155': ['1.2.2'] })] },
        },
      ],
    },
    '0070005A': { Value: [of({ '00700052': [1, 1], '00700053': [2, 2], '00700100': ['SCALE TO FIT'] })] },
  })
  const size = { width: 100, height: 100 }

  test('each image has its own window, those that are not named have none', () => {
    expect([0, 1, 2].map((index) => appliesTo(state, frame(index)))).toEqual([true, true, false])
    expect(lookOf(state, frame(0), size).window).toEqual({ center: 40, width: 80 })
    expect(lookOf(state, frame(1), size).window).toEqual({ center: 300, width: 1500 })
  })

  test('it is turned first and mirrored then, and the displayed area fills the viewport', () => {
    const { presentation } = lookOf(state, frame(0), size)
    expect(presentation).toMatchObject({ flipped: true, rotation: 270, zoom: 2 })
    expect(presentation.pan.map((value) => Math.abs(Math.round(value)))).toEqual([50, 50])
  })
})

test('CIELab is turned into the colours that were meant', () => {
  expect(rgbOfCieLab([65_535, 32_896, 32_896])).toEqual([255, 255, 255])
  expect(rgbOfCieLab([0, 32_896, 32_896])).toEqual([0, 0, 0])
  const [red = 0, green = 0, blue = 0] = rgbOfCieLab([34_890, 53_432, 50_170]) ?? []
  expect(red).toBeGreaterThan(240)
  expect(Math.max(green, blue)).toBeLessThan(40)
  expect(rgbOfCieLab([])).toBeUndefined()
})

test('a layer is shown once and taken away', () => {
  const layers = createLayers()
  const object = {
    id: 'a',
    StudyInstanceUID: '1',
    SeriesInstanceUID: '',
    SOPInstanceUID: 'a',
    SOPClassUID: '',
    SeriesNumber: 1,
    SeriesDescription: '',
    Modality: 'SEG',
    dataset: {},
  }
  layers.show(object)
  layers.show(object)
  expect(layers.store.get().shown).toHaveLength(1)
  layers.set('a', { opacity: 0.2 })
  expect(layers.store.get().shown[0]?.opacity).toBe(0.2)
  layers.hide('a')
  expect(layers.has('a')).toBe(false)
})

describe('what is drawn across planes, and more of presentation states', () => {
  /** A square of 20 mm on five slices, 5 mm apart, from z = 0 to 20. */
  const square = (z: number) =>
    of({
      '30060042': ['CLOSED_PLANAR'],
      '30060050': [-10, -10, z, 10, -10, z, 10, 10, z, -10, 10, z],
    })
  const [structure] = structuresOf({
    '30060020': { Value: [of({ '30060022': [1], '30060026': ['Target'], '30060024': ['9'] })] },
    '30060039': {
      Value: [{ ...of({ '30060084': [1] }), '30060040': { Value: [0, 5, 10, 15, 20].map(square) } }],
    },
  })
  const coronal: Frame = {
    ...frame(0),
    plane: {
      ...frame(0).plane,
      rows: 40,
      columns: 40,
      row: [1, 0, 0],
      column: [0, 0, -1],
      position: [-20, 3, 30],
    },
  }

  test('a plane across the contours cuts each of them into a band as high as a slice', () => {
    if (!structure) throw new Error('no structure')
    expect(contourDistance(structure)).toBe(5)
    const cuts = outlinesOn(coronal, structure)
    expect(cuts).toHaveLength(5)
    const all = cuts.flatMap(({ points }) => points)
    const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)]
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([10.5, 30.5])
    // From z = -2.5 to 22.5, seen from above.
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([8, 33])
    expect(
      outlinesOn({ ...coronal, plane: { ...coronal.plane, position: [-20, 30, 30] } }, structure),
    ).toEqual([])
  })

  test('a state may have its own slope and intercept, bit planes, colours and compound graphics', () => {
    const item = (values: Record<string, readonly unknown[]>): Dataset => of(values)
    const compound = (id: string, type: string, ...data: number[]) =>
      item({ '00700226': [id], '00700294': [type], '00700282': ['PIXEL'], '00700022': data })
    const state = presentationStateOf({
      ...of({ [Tag.RescaleSlope]: [2], [Tag.RescaleIntercept]: [-2000] }),
      ...of({ '60000010': [4], '60000011': [4], '60000050': [1, 1], '60001001': ['MARKS'] }),
      ...of({ '60020010': [4], '60020011': [4] }),
      '00700060': {
        Value: [of({ '00700002': ['MARKS'], '00700062': [1], '00700401': [65_535, 32_896, 32_896] })],
      },
      '00700001': {
        Value: [
          {
            ...of({ '00700002': ['MARKS'] }),
            '00700009': { Value: [item({ '00700226': ['2'], '00700023': ['POINT'], '00700022': [1, 1] })] },
            '00700209': {
              Value: [
                compound('1', 'RULER', 0, 0, 30, 40),
                // Drawn by the simple graphic above as well.
                compound('2', 'CROSSHAIR', 5, 5),
                compound('3', 'RECTANGLE', 1, 2, 3, 4),
              ],
            },
          },
        ],
      },
    })
    expect(state.planes.map(({ plane, layer }) => [plane.group, layer])).toEqual([['6000', 'MARKS']])
    expect(state.layers[0]?.colour?.every((value) => value > 250)).toBe(true)
    expect(state.annotations[0]?.drawings.map(({ figure }) => [figure.form, figure.points.length])).toEqual([
      ['points', 1],
      ['line', 2],
      ['line', 5],
    ])
    // The image's values are the stored ones; the state doubles them and takes 2000 away.
    expect(inImageValues({ center: 0, width: 400 }, state.shading, frame(0))).toEqual({
      center: 1000,
      width: 200,
    })
  })
})
