import { extentOf } from './extent.ts'

/** Values in the smallest form that holds them: whole numbers need half the room. */
export function compact(
  values: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  if (!values.every(Number.isInteger)) return values
  const { lower, upper } = extentOf(values, undefined)
  if (lower >= 0 && upper <= 65_535) return Uint16Array.from(values)
  return lower >= -32_768 && upper <= 32_767 ? Int16Array.from(values) : values
}
