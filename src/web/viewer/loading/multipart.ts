/** The first part of a multipart/related answer (PS3.18 §8.6.1.2), or the answer itself when it is no multipart. */
export interface Part {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const LONGEST_HEADER = 4096
const ascii = new TextDecoder('latin1')

/** A parameter of a media type: `transfer-syntax=1.2.840.10008.1.2.1`, with or without quotes. */
export const parameterOf = (contentType: string, name: string): string | undefined =>
  new RegExp(`;\\s*${name}="?([^";]+)"?`, 'i').exec(contentType)?.[1]?.trim()

const indexOf = (bytes: Uint8Array, text: string, from: number): number => {
  const wanted = Uint8Array.from(text, (character) => character.charCodeAt(0))
  const first = wanted[0] ?? 0
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at
  }
  return -1
}

export function firstPart(contentType: string, bytes: Uint8Array<ArrayBuffer>): Part {
  const boundary = /^multipart\//i.test(contentType) ? parameterOf(contentType, 'boundary') : undefined
  if (boundary === undefined) return { contentType, bytes }
  const start = indexOf(bytes, `--${boundary}`, 0)
  const header = start < 0 ? -1 : indexOf(bytes, '\r\n\r\n', start)
  if (header < 0 || header - start > LONGEST_HEADER) throw new Error('multipart: no part')
  const fields = ascii.decode(bytes.subarray(start, header))
  const length = Number(/content-length:\s*(\d+)/i.exec(fields)?.[1] ?? Number.NaN)
  const from = header + 4
  const end = Number.isNaN(length) ? indexOf(bytes, `\r\n--${boundary}`, from) : from + length
  if (end < 0 || end > bytes.length) throw new Error('multipart: the part does not end')
  return {
    contentType: /content-type:\s*([^\r\n]+)/i.exec(fields)?.[1] ?? '',
    bytes: bytes.subarray(from, end),
  }
}
