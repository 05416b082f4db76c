import { expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Frame } from '../stacks/frame.ts'
import { seriesContent } from '../stacks/stack.ts'
import { extentOf } from './extent.ts'
import { greyValues, isUnusual, paddingOf, rgbBytes } from './plainPixels.ts'

function frameOf(values: Partial<Record<keyof typeof Tag, readonly unknown[]>>, more: Dataset = {}): Frame {
  const tags: Readonly<Record<string, string>> = Tag
  const dataset = Object.fromEntries(
    Object.entries({
      StudyInstanceUID: ['1'],
      SeriesInstanceUID: ['1.2'],
      SOPInstanceUID: ['1.2.3'],
      SOPClassUID: ['1.2.840.10008.5.1.4.1.1.7'],
      Rows: [1],
      Columns: [4],
      PhotometricInterpretation: ['MONOCHROME2'],
      ...values,
    }).map(([keyword, Value]) => [tags[keyword] ?? keyword, { Value }]),
  )
  const frame = seriesContent([{ ...dataset, ...more }], '/dicomweb').stacks[0]?.frames[0]
  if (!frame) throw new Error('no frame')
  return frame
}
const bytes = (array: { readonly buffer: ArrayBuffer }) => new Uint8Array(array.buffer)
const bits = (BitsAllocated: number, BitsStored = BitsAllocated, signed = false) => ({
  BitsAllocated: [BitsAllocated],
  BitsStored: [BitsStored],
  PixelRepresentation: [signed ? 1 : 0],
})

test('samples of every depth, signed and not, without the bits above', () => {
  const read = (form: Parameters<typeof frameOf>[0], raw: Uint8Array) => [...greyValues(frameOf(form), raw)]
  expect(read(bits(1), Uint8Array.of(0b1010))).toEqual([0, 1, 0, 1])
  expect(read(bits(8, 6), Uint8Array.of(0xff, 1, 0x40, 63))).toEqual([63, 1, 0, 63])
  expect(read(bits(16, 12), bytes(Uint16Array.of(0xffff, 1, 0x1000, 4095)))).toEqual([4095, 1, 0, 4095])
  expect(read(bits(16, 12, true), bytes(Uint16Array.of(0x0fff, 1, 0x0800, 0x07ff)))).toEqual([
    -1, 1, -2048, 2047,
  ])
  expect(read(bits(32, 32, true), bytes(Int32Array.of(-70_000, 0, 1, 70_000)))).toEqual([
    -70_000, 0, 1, 70_000,
  ])
  expect(read(bits(32), bytes(Uint32Array.of(4e9, 0, 1, 2)))).toEqual([4e9, 0, 1, 2])
})

test('float and double pixel data, and what is unusual', () => {
  const float = frameOf(bits(32), { '7FE00008': {} })
  expect([...greyValues(float, bytes(Float32Array.of(0.5, -1.25, 0, 3)))]).toEqual([0.5, -1.25, 0, 3])
  const double = frameOf(bits(64), { '7FE00009': {} })
  expect([...greyValues(double, bytes(Float64Array.of(0.5, -1.25, 0, 3)))]).toEqual([0.5, -1.25, 0, 3])
  expect([isUnusual(float.instance), isUnusual(frameOf(bits(16, 12)).instance)]).toEqual([true, false])
  expect(isUnusual(frameOf({ ...bits(16), PhotometricInterpretation: ['RGB'] }).instance)).toBe(true)
})

test('slope and intercept, or a modality LUT in their place', () => {
  const scaled = frameOf({ ...bits(16), RescaleSlope: [2], RescaleIntercept: [-1000] })
  expect([...greyValues(scaled, bytes(Uint16Array.of(0, 500, 520, 4000)))]).toEqual([-1000, 0, 40, 7000])
  const table = frameOf(
    { ...bits(8), RescaleSlope: [2] },
    {
      '00283000': { Value: [{ '00283002': { Value: [3, 1, 16] }, '00283006': { Value: [100, 200, 400] } }] },
    },
  )
  expect([...greyValues(table, Uint8Array.of(0, 1, 2, 9))]).toEqual([100, 100, 200, 400])
})

test('colour of any depth, by pixel or by plane, and YBR', () => {
  const deep = frameOf({
    ...bits(16),
    SamplesPerPixel: [3],
    PhotometricInterpretation: ['RGB'],
    Columns: [1],
  })
  expect([...rgbBytes(deep, bytes(Uint16Array.of(65_535, 0, 32_768)))]).toEqual([255, 0, 128])
  const planes = frameOf({
    ...bits(8),
    SamplesPerPixel: [3],
    PlanarConfiguration: [1],
    PhotometricInterpretation: ['RGB'],
    Columns: [2],
  })
  expect([...rgbBytes(planes, Uint8Array.of(1, 2, 3, 4, 5, 6))]).toEqual([1, 3, 5, 2, 4, 6])
  const ybr = frameOf({
    ...bits(8),
    SamplesPerPixel: [3],
    PhotometricInterpretation: ['YBR_FULL'],
    Columns: [1],
  })
  expect([...rgbBytes(ybr, Uint8Array.of(76, 85, 255))]).toEqual([254, 0, 0])
  // Two pixels share their colours; decoders that undo it give three samples to each.
  const halved = frameOf({
    ...bits(8),
    Columns: [2],
    SamplesPerPixel: [3],
    PhotometricInterpretation: ['YBR_FULL_422'],
  })
  expect([...rgbBytes(halved, Uint8Array.of(76, 255, 128, 128))]).toEqual([76, 76, 76, 255, 255, 255])
  expect([...rgbBytes(halved, Uint8Array.of(76, 128, 128, 255, 128, 128))]).toEqual([
    76, 76, 76, 255, 255, 255,
  ])
})

test('padding is known after the modality LUT and left out of the range', () => {
  const frame = frameOf({
    ...bits(16, 16, true),
    RescaleIntercept: [-1000],
    PixelPaddingValue: [63_536],
    PixelPaddingRangeLimit: [-1990],
  })
  const padding = paddingOf(frame)
  expect(padding).toEqual({ lower: -3000, upper: -2990 })
  expect(extentOf([-3000, -2995, -1000, 40, Number.NaN], padding)).toEqual({ lower: -1000, upper: 40 })
  expect(extentOf([], undefined)).toEqual({ lower: 0, upper: 0 })
})

test('a frame that is cut short is refused', () => {
  expect(() => greyValues(frameOf(bits(16)), new Uint8Array(7))).toThrow('shorter')
})
