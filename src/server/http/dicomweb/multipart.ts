/** A part of a multipart body: drain the body before asking for the next part. */
export interface Part {
  /** Names in lower case. */
  headers: Map<string, string>
  body: AsyncIterable<Buffer>
}

/** The body is no multipart body of that boundary. */
export class MultipartError extends Error {}

const CRLF = Buffer.from('\r\n')
const HEADER_END = Buffer.from('\r\n\r\n')
const MAX_HEADER = 16 * 1024
const MOST_PARTS = 5000

/** Parameters of a media type: `multipart/related; type="application/dicom"; boundary="a b"` (RFC 9110 §5.6.6). */
export function mediaType(header: string): { type: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>()
  const [type = ''] = header.split(';', 1)
  for (const match of header
    .slice(type.length)
    .matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g)) {
    const [, name = '', quoted, token = ''] = match
    parameters.set(name.toLowerCase(), quoted === undefined ? token.trim() : quoted.replace(/\\(.)/g, '$1'))
  }
  return { type: type.trim().toLowerCase(), parameters }
}

/** The parts of a multipart body as they stream in (RFC 2046 §5.1). */
export async function* multipartParts(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  const reader = new Reader(source, Buffer.from(`\r\n--${boundary}`))
  if (!(await reader.toFirst(Buffer.from(`--${boundary}`))))
    throw new MultipartError('the boundary does not occur in the body')
  for (let n = 1; !(await reader.atClose()); n++) {
    if (n > MOST_PARTS) throw new MultipartError(`it has more than ${MOST_PARTS} parts; send several`)
    const headers = await reader.headers()
    let drained = false
    async function* body() {
      yield* reader.body()
      drained = true
    }
    const iterable = body()
    yield { headers, body: iterable }
    // A part that nobody wanted is passed over.
    if (!drained) for await (const _ of iterable);
  }
}

class Reader {
  readonly #source: AsyncIterator<Buffer>
  readonly #delimiter: Buffer
  #held: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>, delimiter: Buffer) {
    this.#source = source[Symbol.asyncIterator]()
    this.#delimiter = delimiter
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next()
    if (next.done) return false
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value])
    return true
  }

  /** Past the preamble and the first delimiter line, which may stand at the very beginning. */
  async toFirst(delimiter: Buffer): Promise<boolean> {
    for (;;) {
      const at = this.#held.indexOf(delimiter)
      if (at === 0 || (at > 0 && this.#held[at - 1] === 0x0a)) {
        this.#held = this.#held.subarray(at + delimiter.length)
        return true
      }
      if (this.#held.length > MAX_HEADER || !(await this.#more())) return false
    }
  }

  /** After a delimiter: `--` closes the body, a line break opens a part. */
  async atClose(): Promise<boolean> {
    while (this.#held.length < 2 && (await this.#more()));
    if (this.#held.length < 2) throw new MultipartError('the body ends after a boundary')
    return this.#held[0] === 0x2d && this.#held[1] === 0x2d
  }

  async headers(): Promise<Map<string, string>> {
    for (;;) {
      // No header at all: the line of the delimiter ends and an empty line follows.
      const at = this.#held.indexOf(HEADER_END)
      if (at >= 0) {
        const text = this.#held.toString('latin1', 0, at)
        this.#held = this.#held.subarray(at + HEADER_END.length)
        return parseHeaders(text)
      }
      if (this.#held.length > MAX_HEADER) throw new MultipartError('a part header is too long')
      if (!(await this.#more())) throw new MultipartError('the body ends inside a part header')
    }
  }

  /** The bytes up to the next delimiter, as slices of what arrived. */
  async *body(): AsyncGenerator<Buffer> {
    const delimiter = this.#delimiter
    const keep = delimiter.length - 1
    // What may be the beginning of a delimiter whose rest is still to come.
    let tail: Buffer = EMPTY
    for (;;) {
      if (tail.length > 0) {
        const seam = Buffer.concat([tail, this.#held.subarray(0, keep)])
        const at = seam.indexOf(delimiter)
        if (at >= 0) {
          if (at > 0) yield tail.subarray(0, at)
          this.#held = this.#held.subarray(at + delimiter.length - tail.length)
          return
        }
        if (this.#held.length >= keep) yield tail
        else this.#held = seam
        tail = EMPTY
      }
      const at = this.#held.indexOf(delimiter)
      if (at >= 0) {
        if (at > 0) yield this.#held.subarray(0, at)
        this.#held = this.#held.subarray(at + delimiter.length)
        return
      }
      const safe = Math.max(0, this.#held.length - keep)
      if (safe > 0) yield this.#held.subarray(0, safe)
      tail = this.#held.subarray(safe)
      this.#held = EMPTY
      if (!(await this.#more())) throw new MultipartError('the body ends inside a part')
    }
  }
}

const EMPTY = Buffer.alloc(0)

function parseHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of text.split(CRLF.toString())) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return headers
}
