import { expect, test } from 'vitest'
import { decodeFrame } from '../imaging/codecs.ts'
import { textReader } from './character-set.ts'
import { nativeFrame } from './decoded-frame.ts'
import { frameOfRange, frameRange } from './frame-index.ts'
import { readInstance } from './instance.ts'
import { parseHeader } from './part10.ts'
import { DicomRefusal } from './refusal.ts'
import { buildFile, buildPixels, type FileOptions } from './testing/build.ts'
import { DEFLATED_LE, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, RLE_LOSSLESS } from './transfer-syntax.ts'
import { explicitElement } from './write.ts'

const read = (file: Buffer) => readInstance(file.length, ({ start, end }) => file.subarray(start, end))

/** Frame `n` of a file as plain numbers. */
async function pixelsOf(file: Buffer, n: number): Promise<Buffer> {
  const { frameIndex } = await read(file)
  if (!frameIndex) throw new Error('no image')
  const header = parseHeader(file)
  const source = frameIndex.kind === 'inflated' ? header.bytes : file
  const { start, end } = frameRange(frameIndex, n)
  const frame = frameOfRange(frameIndex, n, source.subarray(start, end))
  const { transferSyntax } = header
  const decoded = transferSyntax.encapsulated
    ? await decodeFrame(frame, frameIndex.pixels, transferSyntax.compression)
    : nativeFrame(frame, frameIndex.pixels, transferSyntax.bigEndian, 'OB')
  return decoded.bytes
}

const SYNTAXES = [EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE, DEFLATED_LE, RLE_LOSSLESS, '1.2.840.10008.1.2.1.98']
const SHAPES: FileOptions[] = [
  { rows: 9, columns: 13 },
  { rows: 8, columns: 8, frames: 3 },
  { rows: 8, columns: 10, samples: 3, frames: 2 },
]

for (const transferSyntaxUID of SYNTAXES) {
  test(`every frame of ${transferSyntaxUID} has the pixels that were put in`, async () => {
    for (const shape of SHAPES) {
      // Eight bit samples of big endian files are written as OB here, which is not swapped.
      const options = { ...shape, transferSyntaxUID }
      const whole = buildPixels(options)
      const { frames = 1 } = options
      const length = whole.length / frames
      for (let n = 0; n < frames; n++) {
        const got = await pixelsOf(buildFile(options), n)
        expect(got.equals(whole.subarray(n * length, (n + 1) * length))).toBe(true)
      }
    }
  })
}

test('the JSON model holds values as their VR asks for', async () => {
  const file = buildFile({
    characterSet: 'ISO_IR 192',
    patientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    windowCenter: 40.5,
    windowWidth: 400,
    extra: [
      { tag: 0x00280106, vr: 'US', value: Buffer.from([1, 0]) },
      { tag: 0x00080064, vr: 'CS', value: Buffer.alloc(0) },
    ],
  })
  const { json } = await read(file)
  expect(json['00100010']).toEqual({
    vr: 'PN',
    Value: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }],
  })
  expect(json['00281050']).toEqual({ vr: 'DS', Value: [40.5] })
  expect(json['00280106']).toEqual({ vr: 'US', Value: [1] })
  expect(json['00080064']).toEqual({ vr: 'CS' })
  expect(json['7FE00010']?.BulkDataURI).toContain('/bulkdata/7FE00010')
})

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

test.each([
  ['Latin 1', ['ISO_IR 100'], 'c4 6e 65 61 73', 'Äneas'],
  ['Cyrillic', ['ISO_IR 144'], 'bb ee 6b', 'Люk'.normalize()],
  ['Greek', ['ISO_IR 126'], 'c4 e9 ef', 'Διο'],
  [
    'Japanese, PS3.5 H.3.1',
    ['', 'ISO 2022 IR 87'],
    '59 61 3d 1b 24 42 3b 33 45 44 1b 28 42 5e 1b 24 42 42 40 4f 3a 1b 28 42',
    'Ya=山田^太郎',
  ],
  [
    'half-width Katakana, PS3.5 H.3.2',
    ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
    'd4 cf c0 de 5e c0 db b3',
    'ﾔﾏﾀﾞ^ﾀﾛｳ',
  ],
  [
    'Korean, PS3.5 I.2',
    ['', 'ISO 2022 IR 149'],
    '48 6f 6e 67 3d 1b 24 29 43 fb f3 5e 1b 24 29 43 d1 ce d4 d7',
    'Hong=洪^吉洞',
  ],
  ['Chinese, PS3.5 K', ['', 'ISO 2022 IR 58'], '5a 3d 1b 24 29 41 d5 c5 5e 1b 24 29 41 d0 a1', 'Z=张^小'],
  [
    'GB18030 with a backslash as second byte',
    ['GB18030'],
    '81 5c',
    '乗'.length === 1 ? new TextDecoder('gb18030').decode(bytes('815c')) : '',
  ],
  ['damaged UTF-8', ['ISO_IR 192'], '41 ff 42', 'A\ufffdB'],
  ['bytes without a declared set', [], '41 c4', 'A\ufffd'],
])('text: %s', (_, terms, hex, expected) => {
  expect(textReader(terms)(bytes(hex))).toBe(expected)
})

test.each([
  ['an empty file', Buffer.alloc(0), 'NOT_DICOM'],
  ['a PDF', Buffer.from('%PDF-1.7 something'.padEnd(400)), 'NOT_DICOM'],
  ['a missing series', buildFile({ seriesUID: '' }), 'MISSING_UID'],
  ['a UID that is a path', buildFile({ studyUID: '../../etc' }), 'INVALID_UID'],
  ['an unknown transfer syntax', buildFile({ transferSyntaxUID: '1.2.3.999' }), 'UNKNOWN_TRANSFER_SYNTAX'],
  [
    'less than one frame',
    buildFile({ extra: [{ tag: 0x00280010, vr: 'US', value: Buffer.from([0xff, 0xff]) }] }),
    'INVALID_PIXEL_DESCRIPTION',
  ],
  ['the end cut off', buildFile({}).subarray(0, -40), 'TRUNCATED'],
])('refused with its reason: %s', async (_, file, reason) => {
  await expect(read(file)).rejects.toMatchObject({ reason })
})

test('a length beyond the file is refused without allocating it', async () => {
  const huge = explicitElement(0x00091001, 'UN', Buffer.alloc(4))
  huge.writeUInt32LE(0x7ffffff0, 8)
  const file = buildFile({ samples: 0 })
  await expect(read(Buffer.concat([file, huge]))).rejects.toMatchObject({ reason: 'TRUNCATED' })
})

test('a stray byte after the last element is no fault', async () => {
  const file = Buffer.concat([buildFile({ samples: 0 }), Buffer.from([0x41])])
  expect((await read(file)).SOPInstanceUID).toBe('1.2.3.4')
})

test('a file that is cut short is refused, or has no image where the cut is between two elements', async () => {
  const file = buildFile({ frames: 2, transferSyntaxUID: RLE_LOSSLESS })
  for (let length = 0; length < file.length; length += 3) {
    const outcome = await read(file.subarray(0, length)).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DicomRefusal)
    else expect(outcome).toMatchObject({ frameIndex: undefined })
  }
})
