import type { Labels } from './labels.ts'

/**
 * Labels as text: runs of one value, each its value and its length as a number of seven bits a byte, the lowest first,
 * in base64. A painted picture is a few hundred bytes.
 */

/** Bytes that are turned into characters at once: more arguments than this overflow the stack of some browsers. */
const AT_ONCE = 0x2000

function toBase64(bytes: readonly number[]): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += AT_ONCE)
    text += String.fromCharCode(...bytes.slice(at, at + AT_ONCE))
  return btoa(text)
}

export function encodeRuns(labels: Labels): string {
  const bytes: number[] = []
  for (let at = 0; at < labels.length; ) {
    const value = labels[at] ?? 0
    let end = at + 1
    while (end < labels.length && labels[end] === value) end++
    bytes.push(value)
    let length = end - at
    for (; length > 0x7f; length >>>= 7) bytes.push((length & 0x7f) | 0x80)
    bytes.push(length)
    at = end
  }
  return toBase64(bytes)
}

/** The labels of a picture of so many pixels; undefined for a text that is not theirs. */
export function decodeRuns(text: string, pixels: number): Labels | undefined {
  let bytes: string
  try {
    bytes = atob(text)
  } catch {
    return undefined
  }
  const labels = new Uint8Array(pixels)
  let filled = 0
  for (let at = 0; at < bytes.length; ) {
    const value = bytes.charCodeAt(at++)
    let length = 0
    for (let factor = 1; ; factor *= 0x80) {
      if (at >= bytes.length || factor > 2 ** 35) return undefined
      const byte = bytes.charCodeAt(at++)
      length += (byte & 0x7f) * factor
      if (byte < 0x80) break
    }
    if (filled + length > pixels) return undefined
    labels.fill(value, filled, filled + length)
    filled += length
  }
  return filled === pixels ? labels : undefined
}
