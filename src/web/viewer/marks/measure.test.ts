import { describe, expect, test } from 'vitest'
import type { Point2 } from '../geometry/vector.ts'
import type { Frame, Instance } from '../stacks/frame.ts'
import type { MarkTool } from './mark.ts'
import { measure, type PixelSource } from './measure.ts'
import { pixelStats } from './statistics.ts'
import { formatStat, linesOf, PLAIN_WORDS } from './text.ts'

const instance: Instance = {
  StudyInstanceUID: '1',
  SeriesInstanceUID: '1.2',
  SOPInstanceUID: '1.2.3',
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  Modality: 'CT',
  InstanceNumber: 1,
  NumberOfFrames: 1,
  transferSyntax: undefined,
  BitsStored: 12,
  colour: false,
  calibration: 'body',
  regions: [],
  patientOrientation: undefined,
  quadruped: false,
  negative: false,
  suv: undefined,
  suvType: 'bw',
  lossy: false,
  lossyRatio: undefined,
  dataset: {},
}
const frame = (change: Partial<Instance> = {}, spacing: Point2 = [0.5, 0.8]): Frame => ({
  instance: { ...instance, ...change },
  frameNumber: 1,
  imageId: 'wadors:x',
  plane: {
    rows: 100,
    columns: 100,
    rowSpacing: spacing[0],
    columnSpacing: spacing[1],
    row: [1, 0, 0],
    column: [0, 1, 0],
    position: [0, 0, 0],
    located: true,
  },
  FrameOfReferenceUID: undefined,
  windows: [],
  voiFunction: 'LINEAR',
  modalityTable: undefined,
  SliceThickness: undefined,
  SliceLocation: undefined,
  splitKey: '',
})
const shape = (tool: MarkTool, ...points: Point2[]) => ({ tool, points, label: '' })
const ramp: PixelSource = { columns: 10, rows: 10, at: (column, row) => [row * 10 + column] }

describe('lengths and angles', () => {
  test('a length counts rows and columns by their own spacing', () => {
    expect(measure(shape('length', [10, 10], [13, 18]), frame(), undefined)).toEqual([
      { name: 'length', value: Math.hypot(3 * 0.8, 8 * 0.5), unit: 'mm', suffix: undefined },
    ])
  })

  test('an angle is one in space, not on unequal pixels', () => {
    const [angle] = measure(shape('angle', [10, 0], [0, 0], [8, 12.8]), frame(), undefined)
    expect(angle?.value).toBeCloseTo(45)
    expect(measure(shape('angle', [1, 0], [0, 0], [-1, 0]), frame(), undefined)[0]?.value).toBeCloseTo(180)
  })

  test('the longer axis is the long one, however it was drawn', () => {
    const marks = shape('bidirectional', [0, 0], [10, 0], [5, -20], [5, 20])
    expect(measure(marks, frame({}, [1, 1]), undefined).map(({ name, value }) => [name, value])).toEqual([
      ['long', 40],
      ['short', 10],
    ])
  })
})

describe('outlines', () => {
  const flat: PixelSource = { columns: 100, rows: 100, at: (column) => [column] }
  const square = frame({}, [1, 1])

  test('a circle has its radius before its area', () => {
    const stats = measure(shape('circle', [10, 10], [30, 30]), square, undefined)
    expect(stats.map(({ name }) => name)).toEqual(['radius', 'area'])
    expect(stats.map(({ value }) => value)).toEqual([10, expect.closeTo(Math.PI * 100)])
  })

  test('a drawn outline encloses what a box of the same corners does', () => {
    const corners: Point2[] = [
      [10, 10],
      [30, 10],
      [30, 20],
      [10, 20],
    ]
    const drawn = measure(shape('freehand', ...corners), square, flat)
    const box = measure(shape('rectangle', [10, 10], [30, 20]), square, flat)
    expect(drawn).toEqual(box)
    expect(drawn[0]).toMatchObject({ name: 'area', value: 200, unit: 'mm²' })
  })

  test('an outline that goes in leaves out what it goes around', () => {
    const notched = shape('freehand', [0, 0], [9, 0], [9, 9], [6, 9], [6, 3], [3, 3], [3, 9], [0, 9])
    expect(measure(notched, square, undefined)[0]?.value).toBe(81 - 18)
    const hole: PixelSource = {
      columns: 9,
      rows: 9,
      at: (column, row) => [column >= 3 && column < 6 && row >= 3 ? 1000 : 1],
    }
    expect(measure(notched, square, hole).find(({ name }) => name === 'max')?.value).toBe(1)
  })

  test('a curve goes through its points and is rounder than the lines between them', () => {
    const points: Point2[] = [
      [0, 10],
      [10, 0],
      [20, 10],
      [10, 20],
    ]
    const area = (tool: MarkTool) => measure(shape(tool, ...points), square, undefined)[0]?.value ?? 0
    expect(area('freehand')).toBe(200)
    expect(area('spline')).toBeGreaterThan(240)
    expect(area('spline')).toBeLessThan(Math.PI * 100)
  })

  test('the angle of end plates is the same whichever way the lines were drawn', () => {
    const cobb = (...points: Point2[]) => measure(shape('cobb', ...points), square, undefined)[0]
    expect(cobb([0, 0], [10, 0], [0, 20], [10, 30])?.value).toBeCloseTo(45)
    expect(cobb([10, 0], [0, 0], [0, 20], [10, 30])?.value).toBeCloseTo(45)
    expect(cobb([0, 10], [10, 0], [0, 20], [10, 30])?.value).toBeCloseTo(90)
    const stat = cobb([0, 0], [10, 0], [0, 20], [10, 30])
    expect(stat && formatStat(stat, 'en')).toBe('45.00°')
  })
})

describe('units', () => {
  test('without spacing lengths are pixels, areas px²', () => {
    const pixels = frame({ calibration: 'none' }, [1, 1])
    expect(measure(shape('length', [0, 0], [3, 4]), pixels, undefined)[0]).toMatchObject({
      value: 5,
      unit: 'px',
    })
    expect(measure(shape('rectangle', [0, 0], [3, 4]), pixels, undefined)[0]).toMatchObject({
      value: 12,
      unit: 'px²',
    })
  })

  test('a projection prints what its length rests on', () => {
    const [length] = measure(shape('length', [0, 0], [10, 0]), frame({ calibration: 'Proj' }), undefined)
    expect(length && formatStat(length, 'en')).toBe('8.00 mm Proj')
  })

  const region = { minX: 0, minY: 0, maxX: 49, maxY: 49, unitX: 3, unitY: 3, deltaX: 0.1, deltaY: 0.1 }
  test('ultrasound counts in the region’s unit when both ends lie in it, else in pixels', () => {
    const image = frame({ calibration: 'none', regions: [region] }, [1, 1])
    expect(measure(shape('length', [0, 0], [30, 40]), image, undefined)[0]).toEqual({
      name: 'length',
      value: 5,
      unit: 'cm',
      suffix: 'US Region',
    })
    expect(measure(shape('length', [0, 0], [80, 0]), image, undefined)[0]).toMatchObject({
      unit: 'px',
      value: 80,
    })
  })

  test('a region of time and speed gives both, a slanted length there means nothing', () => {
    const doppler = { ...region, unitX: 4, unitY: 7, deltaX: 0.01, deltaY: 2 }
    const image = frame({ calibration: 'none', regions: [doppler] }, [1, 1])
    expect(
      measure(shape('length', [0, 40], [20, 10]), image, undefined).map(({ value, unit }) => [value, unit]),
    ).toEqual([
      [0.2, 's'],
      [60, 'cm/s'],
    ])
  })

  test('CT values are HU, PET says its unit, others have none', () => {
    const unit = (change: Partial<Instance>) =>
      measure(shape('probe', [1.5, 2.5]), frame(change), ramp)[0]?.unit
    expect(unit({})).toBe('HU')
    expect(unit({ Modality: 'PT', dataset: { '00541001': { Value: ['BQML'] } } })).toBe('Bq/ml')
    expect(unit({ Modality: 'PT' })).toBe('raw')
    expect(unit({ Modality: 'MR' })).toBe('')
  })
})

describe('statistics', () => {
  test('the pixels whose centre lies in the box, by their population', () => {
    const stats = Object.fromEntries(
      pixelStats(shape('rectangle', [2, 1], [4, 3]), ramp, '').map(({ name, value }) => [name, value]),
    )
    // Pixels 12, 13, 22, 23.
    expect(stats).toEqual({ mean: 17.5, max: 23, min: 12, stdDev: Math.sqrt((5.5 ** 2 + 4.5 ** 2) / 2) })
  })

  test('an ellipse leaves its corners out', () => {
    const corner: PixelSource = {
      columns: 10,
      rows: 10,
      at: (column, row) => [column === 0 && row === 0 ? 1000 : 0],
    }
    const max = (tool: MarkTool) =>
      pixelStats(shape(tool, [0, 0], [10, 10]), corner, '').find(({ name }) => name === 'max')?.value
    expect(max('rectangle')).toBe(1000)
    expect(max('ellipse')).toBe(0)
  })

  test('drawn backwards or over the edge it is the same', () => {
    expect(pixelStats(shape('rectangle', [4, 3], [2, 1]), ramp, '')).toEqual(
      pixelStats(shape('rectangle', [2, 1], [4, 3]), ramp, ''),
    )
    expect(pixelStats(shape('rectangle', [-50, -50], [1, 1]), ramp, '')[0]?.value).toBe(0)
    expect(pixelStats(shape('rectangle', [20, 20], [30, 30]), ramp, '')).toEqual([])
  })

  test('a large offset costs no digits of the deviation', () => {
    const high: PixelSource = { columns: 2, rows: 1, at: (column) => [1e9 + column] }
    expect(
      pixelStats(shape('rectangle', [0, 0], [2, 1]), high, '').find(({ name }) => name === 'stdDev')?.value,
    ).toBe(0.5)
  })

  test('area of an ellipse in mm²; no grey statistics for colour, but its three values under the probe', () => {
    const [area, ...rest] = measure(shape('ellipse', [0, 0], [10, 10]), frame({ colour: true }), ramp)
    expect(area?.value).toBeCloseTo((Math.PI / 4) * 10 * 0.8 * 10 * 0.5)
    expect(rest).toEqual([])
    const colour: PixelSource = { columns: 1, rows: 1, at: () => [10, 20, 30] }
    expect(
      measure(shape('probe', [0.2, 0.9]), frame({ colour: true }), colour).map(({ value }) => value),
    ).toEqual([10, 20, 30])
    expect(measure(shape('probe', [5, 5]), frame(), { ...ramp, columns: 5 })).toEqual([])
  })
})

test('text: label first, then area, mean, max, min, deviation, four figures that matter', () => {
  const stats = measure(shape('rectangle', [2, 1], [4, 3]), frame({}, [1, 1]), ramp)
  expect(linesOf('Cyst', stats, PLAIN_WORDS, 'en')).toEqual([
    'Cyst',
    'Area 4.00 mm²',
    'Mean 17.5 HU',
    'Max 23 HU',
    'Min 12 HU',
    'Std Dev 5.02 HU',
  ])
})

test('digits follow the size of the number and the reader’s language', () => {
  const mm = (value: number, locale = 'en') => formatStat({ name: 'length', value, unit: 'mm' }, locale)
  expect([123.456, 26.34, 4.567, 0.4567, 0.04567].map((value) => mm(value))).toEqual([
    '123 mm',
    '26.3 mm',
    '4.57 mm',
    '0.457 mm',
    '0.0457 mm',
  ])
  expect(mm(26.34, 'fr')).toBe('26,3 mm')
  expect(formatStat({ name: 'mean', value: -55.53, unit: 'HU' }, 'en')).toBe('−55.5 HU')
  expect(formatStat({ name: 'angle', value: 90.04, unit: '°' }, 'en')).toBe('90.0°')
})
