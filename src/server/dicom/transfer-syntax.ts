/** How the pixel data of a transfer syntax is compressed; each has one decoder. */
export type Compression =
  | 'none'
  | 'rle'
  | 'jpeg'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'jpeg-xl'
  | 'deflated-frame'
  | 'video'

export interface TransferSyntax {
  uid: string
  name: string
  implicit: boolean
  bigEndian: boolean
  /** The whole data set after the file meta information is deflated (PS3.5 Annex A.5). */
  deflated: boolean
  encapsulated: boolean
  compression: Compression
  /** Media type of a frame in WADO-RS (PS3.18 §8.7.3.3.2). */
  mediaType: string
}

export const IMPLICIT_LE = '1.2.840.10008.1.2'
export const EXPLICIT_LE = '1.2.840.10008.1.2.1'
export const DEFLATED_LE = '1.2.840.10008.1.2.1.99'
export const EXPLICIT_BE = '1.2.840.10008.1.2.2'
export const RLE_LOSSLESS = '1.2.840.10008.1.2.5'

const NATIVE = { implicit: false, bigEndian: false, deflated: false, encapsulated: false } as const
const OCTETS = 'application/octet-stream'

function native(uid: string, name: string, form: Partial<TransferSyntax> = {}): TransferSyntax {
  return { uid, name, ...NATIVE, compression: 'none', mediaType: OCTETS, ...form }
}

function encapsulated(
  uid: string,
  name: string,
  compression: Compression,
  mediaType: string,
): TransferSyntax {
  return { uid, name, ...NATIVE, encapsulated: true, compression, mediaType }
}

const JPEG = '1.2.840.10008.1.2.4.'

const TABLE: TransferSyntax[] = [
  native(IMPLICIT_LE, 'Implicit VR Little Endian', { implicit: true }),
  native(EXPLICIT_LE, 'Explicit VR Little Endian'),
  native(DEFLATED_LE, 'Deflated Explicit VR Little Endian', { deflated: true }),
  native(EXPLICIT_BE, 'Explicit VR Big Endian', { bigEndian: true }),
  encapsulated(
    '1.2.840.10008.1.2.1.98',
    'Encapsulated Uncompressed Explicit VR Little Endian',
    'none',
    OCTETS,
  ),
  encapsulated(`${JPEG}50`, 'JPEG Baseline (Process 1)', 'jpeg', 'image/jpeg'),
  encapsulated(`${JPEG}51`, 'JPEG Extended (Process 2 and 4)', 'jpeg', 'image/jpeg'),
  encapsulated(`${JPEG}53`, 'JPEG Spectral Selection (Process 6 and 8)', 'jpeg', 'image/jpeg'),
  encapsulated(`${JPEG}55`, 'JPEG Full Progression (Process 10 and 12)', 'jpeg', 'image/jpeg'),
  encapsulated(`${JPEG}57`, 'JPEG Lossless (Process 14)', 'jpeg-lossless', 'image/jpeg'),
  encapsulated(`${JPEG}70`, 'JPEG Lossless (Process 14, Selection Value 1)', 'jpeg-lossless', 'image/jpeg'),
  encapsulated(`${JPEG}80`, 'JPEG-LS Lossless', 'jpeg-ls', 'image/jls'),
  encapsulated(`${JPEG}81`, 'JPEG-LS Near-Lossless', 'jpeg-ls', 'image/jls'),
  encapsulated(`${JPEG}90`, 'JPEG 2000 (Lossless Only)', 'jpeg-2000', 'image/jp2'),
  encapsulated(`${JPEG}91`, 'JPEG 2000', 'jpeg-2000', 'image/jp2'),
  encapsulated(`${JPEG}92`, 'JPEG 2000 Part 2 (Lossless Only)', 'jpeg-2000', 'image/jpx'),
  encapsulated(`${JPEG}93`, 'JPEG 2000 Part 2', 'jpeg-2000', 'image/jpx'),
  encapsulated(`${JPEG}100`, 'MPEG2 Main Profile / Main Level', 'video', 'video/mpeg'),
  encapsulated(`${JPEG}100.1`, 'Fragmentable MPEG2 Main Profile / Main Level', 'video', 'video/mpeg'),
  encapsulated(`${JPEG}101`, 'MPEG2 Main Profile / High Level', 'video', 'video/mpeg'),
  encapsulated(`${JPEG}101.1`, 'Fragmentable MPEG2 Main Profile / High Level', 'video', 'video/mpeg'),
  encapsulated(`${JPEG}102`, 'MPEG-4 AVC/H.264 High Profile / Level 4.1', 'video', 'video/mp4'),
  encapsulated(
    `${JPEG}102.1`,
    'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1',
    'video',
    'video/mp4',
  ),
  encapsulated(`${JPEG}103`, 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', 'video', 'video/mp4'),
  encapsulated(`${JPEG}103.1`, 'Fragmentable MPEG-4 AVC/H.264 BD-compatible', 'video', 'video/mp4'),
  encapsulated(`${JPEG}104`, 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', 'video', 'video/mp4'),
  encapsulated(`${JPEG}104.1`, 'Fragmentable MPEG-4 AVC/H.264 High 4.2 For 2D Video', 'video', 'video/mp4'),
  encapsulated(`${JPEG}105`, 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', 'video', 'video/mp4'),
  encapsulated(`${JPEG}105.1`, 'Fragmentable MPEG-4 AVC/H.264 High 4.2 For 3D Video', 'video', 'video/mp4'),
  encapsulated(`${JPEG}106`, 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', 'video', 'video/mp4'),
  encapsulated(`${JPEG}106.1`, 'Fragmentable MPEG-4 AVC/H.264 Stereo High Profile', 'video', 'video/mp4'),
  encapsulated(`${JPEG}107`, 'HEVC/H.265 Main Profile / Level 5.1', 'video', 'video/mp4'),
  encapsulated(`${JPEG}108`, 'HEVC/H.265 Main 10 Profile / Level 5.1', 'video', 'video/mp4'),
  encapsulated(`${JPEG}110`, 'JPEG XL Lossless', 'jpeg-xl', 'image/jxl'),
  encapsulated(`${JPEG}111`, 'JPEG XL JPEG Recompression', 'jpeg-xl', 'image/jxl'),
  encapsulated(`${JPEG}112`, 'JPEG XL', 'jpeg-xl', 'image/jxl'),
  encapsulated(`${JPEG}201`, 'High-Throughput JPEG 2000 (Lossless Only)', 'htj2k', 'image/jphc'),
  encapsulated(`${JPEG}202`, 'High-Throughput JPEG 2000 with RPCL (Lossless Only)', 'htj2k', 'image/jphc'),
  encapsulated(`${JPEG}203`, 'High-Throughput JPEG 2000', 'htj2k', 'image/jphc'),
  encapsulated(RLE_LOSSLESS, 'RLE Lossless', 'rle', 'image/dicom-rle'),
  encapsulated('1.2.840.10008.1.2.8.1', 'Deflated Image Frame Compression', 'deflated-frame', OCTETS),
]

const LOSSLESS = new Set(['57', '70', '80', '90', '92', '110', '201', '202'].map((end) => `${JPEG}${end}`))

/** Whether an image that is stored so has lost nothing by it. */
export const isLossless = ({ uid, compression }: TransferSyntax): boolean =>
  compression === 'none' || compression === 'rle' || compression === 'deflated-frame' || LOSSLESS.has(uid)

const byUid = new Map(TABLE.map((syntax) => [syntax.uid, syntax]))

/** A transfer syntax that can be stored; nothing for the ones this server does not know. */
export const transferSyntax = (uid: string): TransferSyntax | undefined => byUid.get(uid)
