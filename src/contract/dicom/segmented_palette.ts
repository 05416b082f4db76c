const DISCRETE = 0
const LINEAR = 1
const INDIRECT = 2
const MOST_ENTRIES = 65_536

/**
 * Expands a segmented palette (PS3.3 C.7.9.2) to one entry for each value: runs of entries, straight lines to an entry,
 * and repeats of segments that stood before. `bits` is the size of an entry, 8 or 16. Stops at what makes no sense.
 */
export function expandedPalette(bytes: Uint8Array, bits: number, count: number): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = bits > 8 ? 2 : 1
  const numbers = Math.floor(bytes.byteLength / size)
  const at = (index: number): number => (size === 2 ? view.getUint16(index * 2, true) : view.getUint8(index))
  const entries: number[] = []
  const most = Math.min(count, MOST_ENTRIES)

  /** Reads one segment that begins at `from`; answers where the next one does, or nothing at the end. */
  const segment = (from: number, repeating: boolean): number | undefined => {
    if (from + 1 >= numbers || entries.length >= most) return undefined
    const kind = at(from)
    const length = at(from + 1)
    if (kind === DISCRETE) {
      const end = Math.min(numbers, from + 2 + length)
      for (let index = from + 2; index < end && entries.length < most; index++) entries.push(at(index))
      return end
    }
    if (kind === LINEAR && from + 2 < numbers) {
      const start = entries.at(-1) ?? 0
      const end = at(from + 2)
      for (let step = 1; step <= length && entries.length < most; step++)
        entries.push(Math.round(start + ((end - start) * step) / length))
      return from + 3
    }
    // A repeat of repeats is not allowed, and would never end.
    if (kind === INDIRECT && !repeating) {
      const parts = size === 2 ? 2 : 4
      if (from + 1 + parts >= numbers) return undefined
      let offset = 0
      for (let part = parts - 1; part >= 0; part--) offset = offset * 2 ** (size * 8) + at(from + 2 + part)
      let next: number | undefined = offset / size
      for (let repeat = 0; repeat < length && next !== undefined; repeat++) next = segment(next, true)
      return from + 2 + parts
    }
    return undefined
  }

  for (let next: number | undefined = 0; next !== undefined; ) next = segment(next, false)
  return Uint16Array.from(entries)
}
