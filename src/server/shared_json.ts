import { randomBytes } from 'node:crypto'

/**
 * Answers in which one large object stands many times over: the rights of a role, in each of a thousand namespaces. Such
 * an object is written as JSON once, not once for each place.
 */

const mark = randomBytes(12).toString('hex')
const MARKS = new RegExp(`"${mark}(\\d+)"`)

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

/** An answer as JSON, in bytes where it has shared objects. */
export function jsonBody(answer: unknown): string | Buffer {
  const own = new Map<object, number>()
  written = own
  let text: string
  try {
    text = JSON.stringify(answer)
  } finally {
    written = undefined
  }
  if (own.size === 0) return text
  const parts = [...own.keys()].map(bodyOf)
  // Text and the numbers of shared objects in turn.
  const pieces = text.split(MARKS).map((piece, n) => (n % 2 === 0 ? piece : (parts[Number(piece)] ?? '')))
  const size = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  const body = Buffer.allocUnsafe(size)
  let at = 0
  for (const piece of pieces) at += typeof piece === 'string' ? body.write(piece, at) : piece.copy(body, at)
  return body
}
