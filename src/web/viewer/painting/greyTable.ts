import type { Picture, Samples } from '../loading/picture.ts'
import { between, type CurvePoint, THRESHOLD } from '../voi/curve.ts'

/** Steps of the table for values that are no whole numbers: sixteen for each grey level. */
const FINE = 4096
const OPAQUE = 0xff000000

type Whole = Exclude<Samples, Float32Array>

const level = (part: number): number => Math.min(255, Math.max(0, Math.round(part * 255)))

const abgr = (red: number, green: number, blue: number): number =>
  OPAQUE | (level(blue) << 16) | (level(green) << 8) | level(red)

/** What is painted at a value, straight between the points of the curve; it walks upwards with the values. */
function walker(curve: readonly CurvePoint[]): (value: number) => number {
  let next = 0
  const coloured = curve.some(({ colour }) => colour !== undefined)
  return (value) => {
    while (next < curve.length && (curve[next]?.value ?? 0) <= value) next++
    const [before, after] = [curve[next - 1], curve[next]]
    if (coloured) return abgr(...between(before, after, value))
    const [first, last] = [before ?? after, after ?? before]
    if (!first || !last) return OPAQUE
    const share = first === last ? 0 : (value - first.value) / (last.value - first.value)
    const grey = first.grey + share * (last.grey - first.grey)
    return abgr(grey, grey, grey)
  }
}

/** What is painted for each whole number: by its lowest 8 or 16 bits, as ABGR. */
function wholeTable(curve: readonly CurvePoint[], data: Whole): Uint32Array {
  const bits = data.BYTES_PER_ELEMENT * 8
  const count = 2 ** bits
  const signed = data instanceof Int16Array || data instanceof Int8Array
  const paintedAt = walker(curve)
  const table = new Uint32Array(count)
  for (let n = 0; n < count; n++) {
    const value = signed ? n - count / 2 : n
    table[value & (count - 1)] = paintedAt(value)
  }
  return table
}

function fineTable(curve: readonly CurvePoint[], lower: number, upper: number): Uint32Array {
  const paintedAt = walker(curve)
  return Uint32Array.from({ length: FINE + 1 }, (_, n) => paintedAt(lower + (n / FINE) * (upper - lower)))
}

const kindOf = (data: Samples): string =>
  data instanceof Float32Array
    ? 'fine'
    : `${data.BYTES_PER_ELEMENT}${data instanceof Int16Array || data instanceof Int8Array}`

/** Turns pictures into colours by a curve. Its table is made once for a curve and a kind of values. */
export function createGreyTable(curve: readonly CurvePoint[]) {
  const tables = new Map<string, Uint32Array>()
  const lower = curve[0]?.value ?? 0
  const upper = curve.at(-1)?.value ?? lower + 1

  const tableFor = (data: Samples): Uint32Array => {
    const kind = kindOf(data)
    const known = tables.get(kind)
    if (known) return known
    const made = data instanceof Float32Array ? fineTable(curve, lower, upper) : wholeTable(curve, data)
    tables.set(kind, made)
    return made
  }

  /** Paints into pixels of ABGR, one for each of the picture. What is no number is black. */
  return function paint({ data, components }: Picture, into: Uint32Array): void {
    const table = tableFor(data)
    if (components > 1) {
      for (let n = 0, at = 0; n < into.length; n++, at += components) {
        const red = (table[data[at] ?? 0] ?? 0) & 0xff
        const green = (table[data[at + 1] ?? 0] ?? 0) & 0xff
        const blue = (table[data[at + 2] ?? 0] ?? 0) & 0xff
        into[n] = OPAQUE | (blue << 16) | (green << 8) | red
      }
      return
    }
    if (data instanceof Float32Array) {
      // A window of one value: what is above it is white, however little.
      const scale = upper - lower > THRESHOLD ? FINE / (upper - lower) : Number.MAX_VALUE
      for (let n = 0; n < into.length; n++) {
        const step = ((data[n] ?? 0) - lower) * scale
        into[n] = table[step > 0 ? (step < FINE ? (step + 0.5) | 0 : FINE) : 0] ?? OPAQUE
      }
      return
    }
    const mask = table.length - 1
    for (let n = 0; n < into.length; n++) into[n] = table[(data[n] ?? 0) & mask] ?? OPAQUE
  }
}
