import { mediaType } from './multipart.ts'

/** One acceptable representation, the most wanted first. */
export interface Acceptable {
  /** A media type or range. */
  type: string
  /** The type of the parts of a multipart answer. */
  root: string
  /** `*`, a UID, or nothing when the client leaves it open. */
  transferSyntax: string | undefined
  q: number
}

/** What the client accepts: the `accept` query parameter wins over the header (PS3.18 §8.3.3.1). */
export function acceptables(header: string | undefined, query: string | undefined): Acceptable[] {
  const text = query ?? header ?? ''
  const list = splitOutsideQuotes(text)
    .map((entry) => mediaType(entry))
    .filter(({ type }) => type !== '')
    .map(({ type, parameters }): Acceptable => {
      const root =
        parameters.get('type')?.toLowerCase() ?? (type === 'multipart/related' ? 'application/dicom' : type)
      return {
        type,
        root,
        transferSyntax: parameters.get('transfer-syntax') ?? parameters.get('transfersyntax'),
        q: Number(parameters.get('q') ?? '1'),
      }
    })
    .filter(({ q }) => !(q <= 0))
  if (list.length === 0) return [{ type: '*/*', root: '*/*', transferSyntax: undefined, q: 1 }]
  return list.sort((a, b) => b.q - a.q)
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted
    else if (text[at] === ',' && !quoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts.map((part) => part.trim())
}

/** Does a media range (`image/*`) cover a type? */
export function covers(range: string, type: string): boolean {
  if (range === '*/*' || range === type) return true
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1))
}
