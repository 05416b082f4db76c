import { describe, expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Point2 } from '../geometry/vector.ts'
import { greyValues } from '../loading/plainPixels.ts'
import type { Frame } from '../stacks/frame.ts'
import { seriesContent } from '../stacks/stack.ts'
import type { MarkTool } from './mark.ts'
import { measure, type PixelSource } from './measure.ts'
import { linesOf, PLAIN_WORDS } from './text.ts'

/**
 * A phantom of known values and sizes, read as any image is: stored numbers of 12 bits, a rescale, pixels that are no
 * squares. What stands beside a mark is compared as text, digit by digit.
 */
const SIZE = 128
const [ROW_MM, COLUMN_MM] = [0.5, 0.4]
const INTERCEPT = -1024

/** Hounsfield units: air, a block of water, a block whose pixels alternate between 30 and 50. */
function hounsfield(column: number, row: number): number {
  if (row >= 30 && row < 80 && column >= 20 && column < 60) return 0
  if (row >= 30 && row < 60 && column >= 70 && column < 100) return (row + column) % 2 === 0 ? 30 : 50
  return -1000
}

function phantom(more: Dataset = {}): { frame: Frame; pixels: PixelSource } {
  const stored = new Uint16Array(SIZE * SIZE)
  for (let n = 0; n < stored.length; n++) {
    // The bits above the twelve hold something else, which must not count.
    stored[n] = (hounsfield(n % SIZE, Math.floor(n / SIZE)) - INTERCEPT) | (n % 3 === 0 ? 0x8000 : 0)
  }
  const of = (values: Readonly<Record<string, unknown>>): Dataset =>
    Object.fromEntries(Object.entries(values).map(([tag, value]) => [tag, { Value: [value].flat() }]))
  const dataset = of({
    [Tag.StudyInstanceUID]: '1',
    [Tag.SeriesInstanceUID]: '1.2',
    [Tag.SOPInstanceUID]: '1.2.3',
    [Tag.SOPClassUID]: '1.2.840.10008.5.1.4.1.1.2',
    [Tag.Modality]: 'CT',
    [Tag.PhotometricInterpretation]: 'MONOCHROME2',
    [Tag.Rows]: SIZE,
    [Tag.Columns]: SIZE,
    [Tag.BitsAllocated]: 16,
    [Tag.BitsStored]: 12,
    [Tag.PixelRepresentation]: 0,
    [Tag.RescaleSlope]: 1,
    [Tag.RescaleIntercept]: INTERCEPT,
    [Tag.PixelSpacing]: [ROW_MM, COLUMN_MM],
  })
  const frame = seriesContent([{ ...dataset, ...more }], '/dicomweb').stacks[0]?.frames[0]
  if (!frame) throw new Error('no phantom')
  const values = greyValues(frame, new Uint8Array(stored.buffer))
  return {
    frame,
    pixels: { columns: SIZE, rows: SIZE, at: (column, row) => [values[row * SIZE + column] ?? Number.NaN] },
  }
}

const { frame, pixels } = phantom()
const written = (tool: MarkTool, ...points: Point2[]) =>
  linesOf('', measure({ tool, points, label: '' }, frame, pixels), PLAIN_WORDS, 'en')

describe('conventions 8: a phantom measures right to the digit shown', () => {
  test('Hounsfield units of single pixels', () => {
    expect(written('probe', [20.5, 30.5])).toEqual(['0 HU'])
    expect(written('probe', [19.9, 30.5])).toEqual(['−1,000 HU'])
    expect([written('probe', [70.5, 30.5]), written('probe', [71.5, 30.5])]).toEqual([['30 HU'], ['50 HU']])
  })

  test('distances along rows, columns and across', () => {
    expect(written('length', [20, 30], [60, 30])).toEqual(['16.0 mm'])
    expect(written('length', [20, 30], [20, 80])).toEqual(['25.0 mm'])
    expect(written('length', [20, 30], [95, 110])).toEqual(['50.0 mm'])
    expect(written('length', [20, 30], [27.5, 38])).toEqual(['5.00 mm'])
    expect(written('length', [0, 0], [100, 128])).toEqual(['75.5 mm'])
  })

  test('areas with mean, extremes and deviation', () => {
    expect(written('rectangle', [20, 30], [60, 80])).toEqual([
      'Area 400 mm²',
      'Mean 0.00 HU',
      'Max 0 HU',
      'Min 0 HU',
      'Std Dev 0.00 HU',
    ])
    expect(written('rectangle', [70, 30], [100, 60])).toEqual([
      'Area 180 mm²',
      'Mean 40.0 HU',
      'Max 50 HU',
      'Min 30 HU',
      'Std Dev 10.0 HU',
    ])
    expect(written('ellipse', [20, 30], [60, 80])).toEqual([
      'Area 314 mm²',
      'Mean 0.00 HU',
      'Max 0 HU',
      'Min 0 HU',
      'Std Dev 0.00 HU',
    ])
    // Ten millimetres across.
    expect(written('circle', [25, 40], [50, 60]).slice(0, 3)).toEqual([
      'Radius 5.00 mm',
      'Area 78.5 mm²',
      'Mean 0.00 HU',
    ])
  })

  test('half water and half air', () => {
    expect(written('rectangle', [10, 40], [30, 50]).slice(0, 4)).toEqual([
      'Area 40.0 mm²',
      'Mean −500 HU',
      'Max 0 HU',
      'Min −1,000 HU',
    ])
  })

  test('angles in space, not in pixels', () => {
    expect(written('angle', [70, 20], [20, 20], [20, 60])).toEqual(['90.0°'])
    expect(written('angle', [70, 20], [20, 20], [70, 60])).toEqual(['45.0°'])
    expect(written('cobb', [20, 20], [70, 20], [20, 80], [70, 40])).toEqual(['45.00°'])
  })

  test('PET counts become SUV by body weight', () => {
    const value = (values: readonly unknown[]) => ({ Value: values })
    const pet = phantom({
      [Tag.SOPClassUID]: value(['1.2.840.10008.5.1.4.1.1.128']),
      [Tag.Modality]: value(['PT']),
      [Tag.Units]: value(['BQML']),
      [Tag.RescaleIntercept]: value([0]),
      [Tag.RescaleSlope]: value([10]),
      [Tag.AcquisitionDate]: value(['20260102']),
      [Tag.AcquisitionTime]: value(['120000']),
      '00080021': value(['20260102']),
      '00080031': value(['120000']),
      '00541102': value(['ADMIN']),
      '00280051': value(['ATTN', 'DECY']),
      '00101030': value([80]),
      '00540016': value([
        { '00181075': value([6588]), '00181074': value([320e6]), '00181072': value(['110000']) },
      ]),
    })
    // Stored 1024, 10240 Bq/ml, 80 kg and 320 MBq: 10240 × 80000 / 320e6.
    const stats = measure({ tool: 'probe', points: [[30.5, 40.5]], label: '' }, pet.frame, pet.pixels)
    expect(linesOf('', stats, PLAIN_WORDS, 'en')).toEqual(['2.56 SUVbw'])
  })
})
