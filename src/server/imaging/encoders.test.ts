import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { DecodedFrame } from '../dicom/decoded-frame.ts'
import type { PixelDescription } from '../dicom/pixel-description.ts'
import { transferSyntax } from '../dicom/transfer-syntax.ts'
import { decodeFrame } from './codecs.ts'
import { canEncode, encodeFrame } from './encoders.ts'

const LOSSLESS = [
  '1.2.840.10008.1.2.5',
  '1.2.840.10008.1.2.4.80',
  '1.2.840.10008.1.2.4.90',
  '1.2.840.10008.1.2.4.201',
  '1.2.840.10008.1.2.4.202',
]
const JPEG = '1.2.840.10008.1.2.4.50'

const SIZE = { rows: 37, columns: 53 }

function described(more: Partial<PixelDescription>): PixelDescription {
  return {
    ...SIZE,
    samplesPerPixel: 1,
    bitsAllocated: 16,
    bitsStored: 16,
    highBit: (more.bitsStored ?? 16) - 1,
    signed: false,
    float: false,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    numberOfFrames: 1,
    ...more,
  }
}

function framed(pixels: PixelDescription, value: (n: number) => number): DecodedFrame {
  const count = pixels.rows * pixels.columns * pixels.samplesPerPixel
  const bytes = Buffer.alloc((count * pixels.bitsAllocated) / 8)
  for (let n = 0; n < count; n++) {
    if (pixels.bitsAllocated === 8) bytes.writeUInt8(value(n) & 0xff, n)
    else bytes.writeUInt16LE(value(n) & 0xffff, n * 2)
  }
  return { ...pixels, packed: false, bytes }
}

const noise = (n: number) => (n * 2654435761) % 4093

const CASES: [string, PixelDescription, (n: number) => number][] = [
  ['8 bits', described({ bitsAllocated: 8, bitsStored: 8 }), (n) => noise(n) % 256],
  ['12 of 16 bits', described({ bitsStored: 12 }), noise],
  ['8 of 16 bits', described({ bitsStored: 8 }), (n) => noise(n) % 256],
  ['16 bits', described({}), (n) => noise(n) * 16],
  ['12 of 16 bits, signed', described({ bitsStored: 12, signed: true }), (n) => (noise(n) % 4096) - 2048],
  ['16 bits, signed', described({ signed: true }), (n) => noise(n) - 1024],
  ['more than Bits Stored says', described({ bitsStored: 12 }), (n) => noise(n) + (n % 2) * 0x8000],
  ['runs of one value', described({ bitsStored: 12 }), (n) => Math.floor(n / 400) * 3],
  ['one pixel', described({ rows: 1, columns: 1 }), () => 77],
  ['three rows', described({ rows: 3, columns: 200 }), noise],
  [
    'red, green and blue',
    described({ samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, photometricInterpretation: 'RGB' }),
    (n) => noise(n) % 256,
  ],
]

for (const syntax of LOSSLESS)
  test(`${transferSyntax(syntax)?.name}: every kind of frame comes back bit for bit`, async () => {
    for (const [name, pixels, value] of CASES) {
      expect(canEncode(syntax, pixels, 'none'), name).toBe(true)
      const frame = framed(pixels, value)
      const { bytes, photometricInterpretation } = await encodeFrame(frame, syntax)
      const compression = transferSyntax(syntax)?.compression ?? 'none'
      const back = await decodeFrame(bytes, { ...pixels, photometricInterpretation }, compression)
      expect(back.bytes.equals(frame.bytes), name).toBe(true)
      expect(back.photometricInterpretation, name).toBe(pixels.photometricInterpretation)
    }
  })

test('JPEG is for eight bits, and close to what was there', async () => {
  const colour = { samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, photometricInterpretation: 'RGB' }
  const pixels = described(colour)
  expect(canEncode(JPEG, pixels, 'none')).toBe(true)
  const frame = framed(pixels, (n) => Math.floor(n / 3 / SIZE.columns) * 5)
  const { bytes, photometricInterpretation } = await encodeFrame(frame, JPEG)
  expect(photometricInterpretation).toBe('YBR_FULL')
  expect((await sharp(bytes).metadata()).format).toBe('jpeg')
  const back = await decodeFrame(bytes, { ...pixels, photometricInterpretation }, 'jpeg')
  const far = back.bytes.reduce(
    (most, value, n) => Math.max(most, Math.abs(value - (frame.bytes[n] ?? 0))),
    0,
  )
  expect(far).toBeLessThan(8)
})

test('what has no place in a transfer syntax is not put there', () => {
  expect(canEncode(JPEG, described({ bitsStored: 12 }), 'none')).toBe(false)
  expect(
    canEncode(
      JPEG,
      described({ bitsAllocated: 8, bitsStored: 8, photometricInterpretation: 'PALETTE COLOR' }),
      'none',
    ),
  ).toBe(false)
  const ybr = described({
    samplesPerPixel: 3,
    bitsAllocated: 8,
    bitsStored: 8,
    photometricInterpretation: 'YBR_FULL',
  })
  expect(canEncode('1.2.840.10008.1.2.4.90', ybr, 'none')).toBe(false)
  expect(canEncode('1.2.840.10008.1.2.4.90', ybr, 'jpeg')).toBe(true)
  expect(canEncode('1.2.840.10008.1.2.5', described({ bitsAllocated: 1, bitsStored: 1 }), 'none')).toBe(false)
  expect(canEncode('1.2.840.10008.1.2.5', described({ bitsAllocated: 32, float: true }), 'none')).toBe(false)
  expect(canEncode('1.2.840.10008.1.2.4.90', described({}), 'video')).toBe(false)
  expect(canEncode('1.2.840.10008.1.2.4.91', described({}), 'none')).toBe(false)
})
