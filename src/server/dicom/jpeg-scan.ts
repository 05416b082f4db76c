import { DicomRefusal } from './refusal.ts'

/** The entropy-coded part of a JPEG image: Huffman codes to coefficients (ISO/IEC 10918-1 Annexes F and G). */

export interface Component {
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

export interface Huffman {
  /** By code length: the largest code, the first code, the index of its first value. */
  max: Int32Array
  min: Int32Array
  first: Int32Array
  values: Uint8Array
}

/** Place in its block of the n-th coefficient in the stream. */
export const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]) // prettier-ignore

export const broken = (what: string) =>
  new DicomRefusal('UNDECODABLE', `The JPEG image cannot be decoded: ${what}`)

/** Reads the coefficients of one scan, block by block. */
export class Scan {
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
