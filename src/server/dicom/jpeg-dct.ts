import { broken, type Component, type Huffman, Scan, ZIGZAG } from './jpeg-scan.ts'
import { DicomRefusal } from './refusal.ts'

/**
 * JPEG by DCT, sequential and progressive, with 8 or 12 bits (ISO/IEC 10918-1, processes 1, 2, 4, 6, 8, 10, 12): the
 * precision of 12 bits is what the WebAssembly codec does not have. Samples come out as they were coded, without
 * colour conversion.
 */
export interface DctImage {
  rows: number
  columns: number
  components: number
  precision: number
  /** Interleaved by pixel. */
  samples: Uint16Array
  /** Adobe marker: 0 RGB or CMYK, 1 YCbCr, 2 YCCK; nothing without the marker. */
  adobeTransform: number | undefined
  jfif: boolean
  componentIds: number[]
}

interface Frame {
  precision: number
  rows: number
  columns: number
  progressive: boolean
  components: Component[]
  mcusAcross: number
  mcusDown: number
  hMax: number
  vMax: number
}

/** Decodes one image; refuses one larger than `limit` samples before anything is allocated for it. */
export function decodeDct(bytes: Buffer, limit: number): DctImage {
  const quantization: (Uint16Array | undefined)[] = []
  const dc: (Huffman | undefined)[] = []
  const ac: (Huffman | undefined)[] = []
  let frame: Frame | undefined
  let restart = 0
  let adobeTransform: number | undefined
  let jfif = false
  let at = bytes.indexOf(Buffer.from([0xff, 0xd8]))
  if (at < 0) throw broken('no start of image')
  at += 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      at++
      continue
    }
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xd9) break
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    const segment = bytes.subarray(at + 4, at + 2 + length)
    at += 2 + length
    if (marker === 0xdb) readQuantization(segment, quantization)
    else if (marker === 0xc4) readHuffman(segment, dc, ac)
    else if (marker === 0xdd) restart = segment.length >= 2 ? segment.readUInt16BE(0) : 0
    else if (marker === 0xe0) jfif = segment.toString('latin1', 0, 4) === 'JFIF'
    else if (marker === 0xee && segment.toString('latin1', 0, 5) === 'Adobe') adobeTransform = segment[11]
    else if (marker >= 0xc0 && marker <= 0xc2) frame = readFrame(segment, marker === 0xc2, limit)
    else if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc)
      throw broken('not a DCT process')
    else if (marker === 0xda) {
      if (!frame) throw broken('a scan before its frame')
      at += decodeScan(bytes.subarray(at), segment, frame, dc, ac, restart)
    }
  }
  if (!frame) throw broken('no frame')
  return {
    ...reconstruct(frame, quantization),
    adobeTransform,
    jfif,
    componentIds: frame.components.map(({ id }) => id),
  }
}

function readQuantization(segment: Buffer, tables: (Uint16Array | undefined)[]): void {
  let at = 0
  while (at < segment.length) {
    const spec = segment[at++] ?? 0
    const wide = spec >> 4 !== 0
    if (at + (wide ? 128 : 64) > segment.length) throw broken('a quantization table is cut short')
    const table = new Uint16Array(64)
    for (let n = 0; n < 64; n++) {
      table[ZIGZAG[n] ?? 0] = wide ? segment.readUInt16BE(at + n * 2) : (segment[at + n] ?? 0)
    }
    at += wide ? 128 : 64
    tables[spec & 15] = table
  }
}

function readHuffman(segment: Buffer, dc: (Huffman | undefined)[], ac: (Huffman | undefined)[]): void {
  let at = 0
  while (at + 17 <= segment.length) {
    const spec = segment[at] ?? 0
    const counts = segment.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    at += 17
    if (at + total > segment.length) throw broken('a Huffman table is cut short')
    const values = Uint8Array.from(segment.subarray(at, at + total))
    at += total
    const max = new Int32Array(17).fill(-1)
    const min = new Int32Array(17)
    const first = new Int32Array(17)
    let code = 0
    let index = 0
    for (let size = 1; size <= 16; size++) {
      const count = counts[size - 1] ?? 0
      min[size] = code
      first[size] = index
      if (count > 0) max[size] = code + count - 1
      index += count
      code = (code + count) << 1
    }
    const table = spec >> 4 === 0 ? dc : ac
    table[spec & 15] = { max, min, first, values }
  }
}

function readFrame(segment: Buffer, progressive: boolean, limit: number): Frame {
  if (segment.length < 6) throw broken('a frame header is cut short')
  const precision = segment[0] ?? 0
  const rows = segment.readUInt16BE(1)
  const columns = segment.readUInt16BE(3)
  const count = segment[5] ?? 0
  if (precision !== 8 && precision !== 12) throw broken(`samples of ${precision} bits`)
  if (rows === 0 || columns === 0 || count === 0 || count > 4 || segment.length < 6 + count * 3)
    throw broken('its size')
  if (rows * columns * count > limit)
    throw new DicomRefusal('TOO_LARGE', 'The JPEG image is too large to be decoded')
  const raw = Array.from({ length: count }, (_, n) => {
    const sampling = segment[7 + n * 3] ?? 0
    return {
      id: segment[6 + n * 3] ?? 0,
      h: sampling >> 4,
      v: sampling & 15,
      quantization: segment[8 + n * 3] ?? 0,
    }
  })
  if (raw.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw broken('its sampling factors')
  const hMax = Math.max(...raw.map(({ h }) => h))
  const vMax = Math.max(...raw.map(({ v }) => v))
  const mcusAcross = Math.ceil(columns / (8 * hMax))
  const mcusDown = Math.ceil(rows / (8 * vMax))
  const components = raw.map(
    (one): Component => ({
      ...one,
      blocksAcross: Math.ceil(Math.ceil((columns * one.h) / hMax) / 8),
      blocksDown: Math.ceil(Math.ceil((rows * one.v) / vMax) / 8),
      stride: mcusAcross * one.h,
      coefficients: new Int32Array(mcusAcross * one.h * mcusDown * one.v * 64),
      predictor: 0,
      dc: undefined,
      ac: undefined,
    }),
  )
  return { precision, rows, columns, progressive, components, mcusAcross, mcusDown, hMax, vMax }
}

/** Reads one scan's entropy-coded data; the number of bytes it took. */
function decodeScan(
  data: Buffer,
  header: Buffer,
  frame: Frame,
  dcTables: readonly (Huffman | undefined)[],
  acTables: readonly (Huffman | undefined)[],
  restart: number,
): number {
  const count = header[0] ?? 0
  const components: Component[] = []
  for (let n = 0; n < count; n++) {
    const component = frame.components.find(({ id }) => id === header[1 + n * 2])
    if (!component) throw broken('a scan of an unknown component')
    const tables = header[2 + n * 2] ?? 0
    component.dc = dcTables[tables >> 4]
    component.ac = acTables[tables & 15]
    component.predictor = 0
    components.push(component)
  }
  const spectralStart = header[1 + count * 2] ?? 0
  const spectralEnd = Math.min(63, header[2 + count * 2] ?? 63)
  const approximation = header[3 + count * 2] ?? 0
  const scan = new Scan(
    data,
    frame.progressive,
    spectralStart,
    spectralEnd,
    approximation >> 4,
    approximation & 15,
  )
  const [only] = components
  const alone = components.length === 1 && only !== undefined
  const units = alone ? only.blocksAcross * only.blocksDown : frame.mcusAcross * frame.mcusDown
  for (let unit = 0; unit < units; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      if (!scan.restart()) break
      for (const component of components) component.predictor = 0
    }
    if (alone) {
      scan.block(only, Math.floor(unit / only.blocksAcross) * only.stride + (unit % only.blocksAcross))
      continue
    }
    const row = Math.floor(unit / frame.mcusAcross)
    const column = unit % frame.mcusAcross
    for (const component of components) {
      for (let v = 0; v < component.v; v++) {
        for (let h = 0; h < component.h; h++) {
          scan.block(component, (row * component.v + v) * component.stride + column * component.h + h)
        }
      }
    }
  }
  return scan.end()
}

/** COS[x][u] = C(u)/2 cos((2x+1)uπ/16) */
const COS = new Float64Array(64)
for (let x = 0; x < 8; x++) {
  for (let u = 0; u < 8; u++) {
    COS[x * 8 + u] = ((u === 0 ? Math.SQRT1_2 : 1) / 2) * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
  }
}

function reconstruct(frame: Frame, tables: readonly (Uint16Array | undefined)[]) {
  const { rows, columns, precision, hMax, vMax } = frame
  const count = frame.components.length
  const samples = new Uint16Array(rows * columns * count)
  for (const [n, component] of frame.components.entries()) {
    const plane = inverse(component, tables[component.quantization], precision)
    const width = component.stride * 8
    for (let y = 0; y < rows; y++) {
      const line = Math.floor((y * component.v) / vMax) * width
      for (let x = 0; x < columns; x++) {
        samples[(y * columns + x) * count + n] = plane[line + Math.floor((x * component.h) / hMax)] ?? 0
      }
    }
  }
  return { rows, columns, components: count, precision, samples }
}

function inverse(component: Component, table: Uint16Array | undefined, precision: number): Uint16Array {
  if (!table) throw broken('a quantization table is missing')
  const { coefficients, stride } = component
  const width = stride * 8
  const plane = new Uint16Array(coefficients.length)
  const temporary = new Float64Array(64)
  const level = 1 << (precision - 1)
  const most = (1 << precision) - 1
  for (let block = 0; block * 64 < coefficients.length; block++) {
    const base = block * 64
    for (let v = 0; v < 8; v++) {
      for (let x = 0; x < 8; x++) {
        let sum = 0
        for (let u = 0; u < 8; u++) {
          sum += (COS[x * 8 + u] ?? 0) * (coefficients[base + v * 8 + u] ?? 0) * (table[v * 8 + u] ?? 0)
        }
        temporary[v * 8 + x] = sum
      }
    }
    const origin = Math.floor(block / stride) * 8 * width + (block % stride) * 8
    for (let x = 0; x < 8; x++) {
      for (let y = 0; y < 8; y++) {
        let sum = 0
        for (let v = 0; v < 8; v++) sum += (COS[y * 8 + v] ?? 0) * (temporary[v * 8 + x] ?? 0)
        plane[origin + y * width + x] = Math.min(most, Math.max(0, Math.round(sum) + level))
      }
    }
  }
  return plane
}
