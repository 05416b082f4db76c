import { randomBytes } from 'node:crypto'

/**
 * Answers in which one large object stands many times over: the rights of a role, in each of a thousand namespaces. Such
 * an object is written as JSON once, not once for each place.
 */

const mark = randomBytes(12).toString('hex')
/** How a shared object stands in the text: in quotes, the mark and the number of the object. */
const OPENING = Buffer.from(`"${mark}`)
const QUOTE = 0x22
const ZERO = 0x30

/** The objects of the answer that is being written, each with its place; nothing at any other time. */
let written: Map<object, number> | undefined

const shared = new WeakMap<object, Record<string, unknown>>()
const bodies = new WeakMap<object, Buffer>()

function bodyOf(value: object): Buffer {
  const known = bodies.get(value)
  if (known) return known
  const body = Buffer.from(JSON.stringify(value))
  bodies.set(value, body)
  return body
}

/** The object for an answer that has it in several places. It must not change any more. */
export function sharedJson(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = shared.get(value)
  if (known) return known
  const copy: Record<string, unknown> = { ...value }
  Object.defineProperty(copy, 'toJSON', {
    enumerable: false,
    value: () => {
      if (!written) return { ...value }
      const place = written.get(value) ?? written.size
      written.set(value, place)
      return mark + place
    },
  })
  shared.set(value, copy)
  return copy
}

/**
 * An answer as JSON, in bytes where it has shared objects.
 *
 * @param allocate memory of so many bytes for such an answer
 */
export function jsonBody(
  answer: unknown,
  allocate: (length: number) => Buffer = Buffer.allocUnsafe,
): string | Buffer {
  const own = new Map<object, number>()
  written = own
  let text: string
  try {
    text = JSON.stringify(answer)
  } finally {
    written = undefined
  }
  if (own.size === 0) return text
  return filled(Buffer.from(text), [...own.keys()].map(bodyOf), allocate)
}

interface Place {
  /** In the text, with the quotes. */
  start: number
  end: number
  part: Buffer
}

function placesIn(text: Buffer, parts: readonly Buffer[]): Place[] {
  const places: Place[] = []
  for (let start = text.indexOf(OPENING); start >= 0; start = text.indexOf(OPENING, start)) {
    let at = start + OPENING.length
    let number = 0
    for (let digit = text[at]; digit !== undefined && digit !== QUOTE; digit = text[++at])
      number = number * 10 + digit - ZERO
    const part = parts[number]
    if (!part) throw new Error('a shared object has no place')
    places.push({ start, end: at + 1, part })
    start = at + 1
  }
  return places
}

/** The text with each shared object in its places. */
function filled(text: Buffer, parts: readonly Buffer[], allocate: (length: number) => Buffer): Buffer {
  const places = placesIn(text, parts)
  const body = allocate(
    places.reduce((sum, { start, end, part }) => sum + part.length - (end - start), text.length),
  )
  let at = 0
  let read = 0
  for (const { start, end, part } of places) {
    at += text.copy(body, at, read, start)
    at += part.copy(body, at)
    read = end
  }
  text.copy(body, at, read)
  return body
}
