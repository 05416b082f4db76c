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

interface Component {
  id: number
  h: number
  v: number
  quantization: number
  blocksAcross: number
  blocksDown: number
  /** Blocks a line in memory: whole MCUs. */
  stride: number
  coefficients: Int32Array
  predictor: number
  dc: Huffman | undefined
  ac: Huffman | undefined
}

interface Huffman {
  /** By code length: the largest code, the first code, the index of its first value. */
  max: Int32Array
  min: Int32Array
  first: Int32Array
  values: Uint8Array
}

const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]) // prettier-ignore

const broken = (what: string) => new DicomRefusal('UNDECODABLE', `The JPEG image cannot be decoded: ${what}`)

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

class Scan {
  readonly #data: Buffer
  readonly #progressive: boolean
  readonly #start: number
  readonly #end: number
  readonly #high: number
  readonly #low: number
  #at = 0
  #bits = 0
  #available = 0
  #endOfBandRun = 0

  constructor(data: Buffer, progressive: boolean, start: number, end: number, high: number, low: number) {
    this.#data = data
    this.#progressive = progressive
    this.#start = start
    this.#end = end
    this.#high = high
    this.#low = low
  }

  #bit(): number {
    if (this.#available === 0) {
      const byte = this.#data[this.#at]
      // Past the end, or at a marker: zeros, as libjpeg feeds them.
      if (byte === undefined) this.#bits = 0
      else if (byte === 0xff) {
        if (this.#data[this.#at + 1] === 0) {
          this.#bits = 0xff
          this.#at += 2
        } else this.#bits = 0
      } else {
        this.#bits = byte
        this.#at++
      }
      this.#available = 8
    }
    this.#available--
    return (this.#bits >> this.#available) & 1
  }

  #receive(length: number): number {
    let value = 0
    for (let n = 0; n < length; n++) value = (value << 1) | this.#bit()
    return value
  }

  /** A signed value of `length` bits (figure F.12, EXTEND). */
  #extend(length: number): number {
    if (length === 0) return 0
    const value = this.#receive(length)
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  #huffman(table: Huffman | undefined): number {
    if (!table) throw broken('a Huffman table is missing')
    let code = 0
    for (let size = 1; size <= 16; size++) {
      code = (code << 1) | this.#bit()
      if (code <= (table.max[size] ?? -1)) {
        return table.values[(table.first[size] ?? 0) + code - (table.min[size] ?? 0)] ?? 0
      }
    }
    throw broken('a code that is in no table')
  }

  /** To the next restart marker; false when there is none. */
  restart(): boolean {
    this.#available = 0
    this.#endOfBandRun = 0
    for (let at = this.#at; at + 1 < this.#data.length; at++) {
      if (this.#data[at] !== 0xff) continue
      const marker = this.#data[at + 1] ?? 0
      if (marker >= 0xd0 && marker <= 0xd7) {
        this.#at = at + 2
        return true
      }
      if (marker !== 0 && marker !== 0xff) return false
    }
    return false
  }

  /** Where the next marker stands. */
  end(): number {
    for (let at = this.#at; at + 1 < this.#data.length; at++) {
      const next = this.#data[at + 1] ?? 0
      if (this.#data[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
    }
    return this.#data.length
  }

  block(component: Component, index: number): void {
    const { coefficients } = component
    const base = index * 64
    if (base + 64 > coefficients.length) return
    if (!this.#progressive) this.#sequential(component, coefficients, base)
    else if (this.#start === 0) this.#dcProgressive(component, coefficients, base)
    else if (this.#high === 0) this.#acFirst(component, coefficients, base)
    else this.#acRefine(component, coefficients, base)
  }

  #sequential(component: Component, coefficients: Int32Array, base: number): void {
    component.predictor += this.#extend(this.#huffman(component.dc) & 15)
    coefficients[base] = component.predictor
    for (let k = 1; k < 64; ) {
      const code = this.#huffman(component.ac)
      const size = code & 15
      const run = code >> 4
      if (size === 0) {
        if (run < 15) break
        k += 16
        continue
      }
      k += run
      if (k > 63) break
      coefficients[base + (ZIGZAG[k] ?? 0)] = this.#extend(size)
      k++
    }
  }

  #dcProgressive(component: Component, coefficients: Int32Array, base: number): void {
    if (this.#high === 0) {
      component.predictor += this.#extend(this.#huffman(component.dc) & 15)
      coefficients[base] = component.predictor * (1 << this.#low)
    } else if (this.#bit() === 1) coefficients[base] = (coefficients[base] ?? 0) | (1 << this.#low)
  }

  #acFirst(component: Component, coefficients: Int32Array, base: number): void {
    if (this.#endOfBandRun > 0) {
      this.#endOfBandRun--
      return
    }
    for (let k = this.#start; k <= this.#end; ) {
      const code = this.#huffman(component.ac)
      const size = code & 15
      const run = code >> 4
      if (size === 0) {
        if (run < 15) {
          this.#endOfBandRun = (1 << run) + this.#receive(run) - 1
          break
        }
        k += 16
        continue
      }
      k += run
      if (k > 63) break
      coefficients[base + (ZIGZAG[k] ?? 0)] = this.#extend(size) * (1 << this.#low)
      k++
    }
  }

  #acRefine(component: Component, coefficients: Int32Array, base: number): void {
    const one = 1 << this.#low
    let k = this.#start
    if (this.#endOfBandRun === 0) {
      for (; k <= this.#end; k++) {
        const code = this.#huffman(component.ac)
        let run = code >> 4
        let value = 0
        if ((code & 15) === 0) {
          if (run < 15) {
            this.#endOfBandRun = (1 << run) + this.#receive(run)
            break
          }
        } else value = this.#bit() === 1 ? one : -one
        for (; k <= this.#end; k++) {
          const at = base + (ZIGZAG[k] ?? 0)
          if (coefficients[at] !== 0) this.#refine(coefficients, at, one)
          else if (run-- === 0) {
            if (value !== 0) coefficients[at] = value
            break
          }
        }
      }
    }
    if (this.#endOfBandRun > 0) {
      for (; k <= this.#end; k++) {
        const at = base + (ZIGZAG[k] ?? 0)
        if (coefficients[at] !== 0) this.#refine(coefficients, at, one)
      }
      this.#endOfBandRun--
    }
  }

  #refine(coefficients: Int32Array, at: number, one: number): void {
    const value = coefficients[at] ?? 0
    if (this.#bit() === 1 && (Math.abs(value) & one) === 0)
      coefficients[at] = value + (value > 0 ? one : -one)
  }
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
