import { anonymizedJson } from '../dicom/anonymization.ts'
import type { DecodedFrame } from '../dicom/decoded-frame.ts'
import { readHeader } from '../dicom/instance.ts'
import { encodeFile } from '../dicom/json-encode.ts'
import { itemsOf, type JsonAttribute, type JsonDataSet } from '../dicom/json-model.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { wholeJson } from '../dicom/whole-json.ts'
import type { Services } from '../services.ts'
import { decodedFrame } from './frames.ts'
import type { Region } from './regions.ts'
import type { StoredInstance } from './stored-study.ts'

/** Images with pixels painted over or cut off: derived instances in Explicit VR Little Endian, lossless. */

export type Derivation =
  | { kind: 'obscure'; regions: readonly Region[]; color: readonly [number, number, number] | undefined }
  | { kind: 'crop'; region: Region }

const SQUARE = 8
const PIXEL_GROUPS = /^(7FE00008|7FE00009|7FE00010|7FE00001|7FE00002)$/

/** The image as a file with its UIDs renamed and its pixels changed. */
export async function deriveInstance(
  services: Services,
  instance: StoredInstance,
  uids: ReadonlyMap<string, string>,
  derivation: Derivation,
): Promise<AsyncIterable<Uint8Array>> {
  const header = await readHeader(instance.size, (range) => services.objects.read(instance.hash, range))
  const json = anonymizedJson(wholeJson(header), instance.anonymization ?? [])
  const first = await decodedFrame(services, instance, 0)
  if (first.packed) throw new DicomRefusal('UNDECODABLE', 'Images of single bits are not changed')
  const sample = first.bitsAllocated / 8
  const box = derivation.kind === 'crop' ? within(derivation.region, first) : undefined
  const set = described(renamed(json, uids), first, derivation, box)
  const columns = box?.width ?? first.columns
  const rows = box?.height ?? first.rows
  async function* frames() {
    for (let n = 0; n < instance.frames; n++) {
      const frame = n === 0 ? first : await decodedFrame(services, instance, n)
      yield box ? cut(frame, box) : painted(frame, derivation)
    }
  }
  return encodeFile(set, {
    pixels: {
      vr: first.bitsAllocated > 8 ? 'OW' : 'OB',
      length: columns * rows * first.samplesPerPixel * sample * instance.frames,
      encapsulated: false,
      source: frames(),
    },
  })
}

/** The part of a region that lies in the image. */
function within({ x, y, width, height }: Region, { rows, columns }: DecodedFrame): Region {
  if (x >= columns || y >= rows)
    throw new DicomRefusal('INVALID_PIXEL_DESCRIPTION', 'The region lies outside of the image')
  return { x, y, width: Math.min(width, columns - x), height: Math.min(height, rows - y) }
}

function cut(frame: DecodedFrame, { x, y, width, height }: Region): Buffer {
  const pixel = (frame.samplesPerPixel * frame.bitsAllocated) / 8
  const output = Buffer.alloc(width * height * pixel)
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * frame.columns + x) * pixel
    frame.bytes.copy(output, row * width * pixel, from, from + width * pixel)
  }
  return output
}

function painted(frame: DecodedFrame, derivation: Derivation): Buffer {
  if (derivation.kind !== 'obscure') return frame.bytes
  const output = Buffer.from(frame.bytes)
  const pixel = (frame.samplesPerPixel * frame.bitsAllocated) / 8
  const ink = derivation.color && pixelOf(frame, derivation.color)
  const [dark, bright] = [pixelOf(frame, [0, 0, 0]), pixelOf(frame, [255, 255, 255])]
  for (const { x, y, width, height } of derivation.regions) {
    for (let row = y; row < Math.min(frame.rows, y + height); row++) {
      for (let column = x; column < Math.min(frame.columns, x + width); column++) {
        const even = (Math.floor(row / SQUARE) + Math.floor(column / SQUARE)) % 2 === 0
        const value = ink ?? (even ? dark : bright)
        value.copy(output, (row * frame.columns + column) * pixel)
      }
    }
  }
  return output
}

/** A colour as the bytes of one pixel of this image. */
function pixelOf(frame: DecodedFrame, [red, green, blue]: readonly [number, number, number]): Buffer {
  const { photometricInterpretation, samplesPerPixel, bitsAllocated, bitsStored, signed, float } = frame
  const luminance = 0.299 * red + 0.587 * green + 0.114 * blue
  if (samplesPerPixel === 3) {
    const ybr = photometricInterpretation.startsWith('YBR')
    const samples = ybr
      ? [
          luminance,
          128 - 0.168736 * red - 0.331264 * green + 0.5 * blue,
          128 + 0.5 * red - 0.418688 * green - 0.081312 * blue,
        ]
      : [red, green, blue]
    return written(
      samples.map((value) => Math.round((value / 255) * (2 ** bitsStored - 1))),
      bitsAllocated,
    )
  }
  // The entries of a palette are anybody's guess: the first one.
  if (photometricInterpretation === 'PALETTE COLOR' || float) return Buffer.alloc(bitsAllocated / 8)
  const share = photometricInterpretation === 'MONOCHROME1' ? 1 - luminance / 255 : luminance / 255
  const most = 2 ** bitsStored - 1
  return written([Math.round(share * most) - (signed ? 2 ** (bitsStored - 1) : 0)], bitsAllocated)
}

function written(samples: readonly number[], bits: number): Buffer {
  const size = bits / 8
  const bytes = Buffer.alloc(samples.length * size)
  for (const [n, value] of samples.entries()) bytes.writeIntLE(wrapped(value, bits), n * size, size)
  return bytes
}

/** The same bits as a signed number. */
const wrapped = (value: number, bits: number): number =>
  value >= 2 ** (bits - 1) ? value - 2 ** bits : value

const us = (value: number): JsonAttribute => ({ vr: 'US', Value: [value] })

/** What the derived image says of itself. */
function described(
  json: JsonDataSet,
  first: DecodedFrame,
  derivation: Derivation,
  box: Region | undefined,
): JsonDataSet {
  const set = Object.fromEntries(Object.entries(json).filter(([tag]) => !PIXEL_GROUPS.test(tag)))
  const type = set['00080008']?.Value?.map(String) ?? ['DERIVED', 'PRIMARY']
  set['00080008'] = { vr: 'CS', Value: ['DERIVED', ...type.slice(1)] }
  set['00280004'] = { vr: 'CS', Value: [first.photometricInterpretation] }
  if (first.samplesPerPixel > 1) set['00280006'] = us(0)
  set['00082111'] = {
    vr: 'ST',
    Value: [derivation.kind === 'crop' ? 'Cropped to a region' : 'Regions of pixels obscured'],
  }
  if (box) {
    set['00280010'] = us(box.height)
    set['00280011'] = us(box.width)
    move(set, box, set)
  }
  return set
}

/** The first pixel stands elsewhere now (PS3.3 C.7.6.2.1.1): in the image, and in each frame's own plane. */
function move(set: JsonDataSet, { x, y }: Region, outer: JsonDataSet): void {
  const group = (tag: string, within: JsonDataSet) => itemsOf(within[tag])[0]
  const shared = group('52009229', outer)
  const spacingOf = (place?: JsonDataSet) => place && numbers(group('00289110', place)?.['00280030'])
  const orientationOf = (place?: JsonDataSet) => place && numbers(group('00209116', place)?.['00200037'])
  const spacing = numbers(set['00280030']) ?? spacingOf(shared)
  const orientation = numbers(set['00200037']) ?? orientationOf(shared)
  const shift = (holder: JsonDataSet, between = spacing, along = orientation) => {
    const position = numbers(holder['00200032'])
    if (position?.length !== 3 || between?.length !== 2 || along?.length !== 6) return
    const [rowStep = 0, columnStep = 0] = between
    holder['00200032'] = {
      vr: 'DS',
      Value: position.map((value, axis) =>
        Number(
          (value + x * columnStep * (along[axis] ?? 0) + y * rowStep * (along[axis + 3] ?? 0)).toFixed(6),
        ),
      ),
    }
  }
  shift(set)
  for (const frame of itemsOf(set['52009230'])) {
    const plane = group('00209113', frame)
    if (plane) shift(plane, spacingOf(frame) ?? spacing, orientationOf(frame) ?? orientation)
  }
}

const numbers = (attribute: JsonAttribute | undefined): number[] | undefined => attribute?.Value?.map(Number)

function renamed(json: JsonDataSet, uids: ReadonlyMap<string, string>): JsonDataSet {
  return Object.fromEntries(
    Object.entries(json).map(([tag, attribute]) => {
      if (attribute.vr === 'UI' && attribute.Value)
        return [tag, { vr: 'UI', Value: attribute.Value.map((value) => uids.get(String(value)) ?? value) }]
      if (attribute.vr === 'SQ' && attribute.Value)
        return [tag, { vr: 'SQ', Value: itemsOf(attribute).map((item) => renamed(item, uids)) }]
      return [tag, attribute]
    }),
  )
}
