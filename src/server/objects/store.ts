import type { Readable } from 'node:stream'

/** Bytes from `start` up to and without `end`. */
export interface ByteRange {
  start: number
  end: number
}

/** Bytes on their way in: nothing is visible or durable before `commit`. */
export interface StagedObject {
  /** SHA-256 in hexadecimal. */
  hash: string
  size: number
  /** Reads back what was staged. Shorter than asked for at its end. */
  read(range: ByteRange): Promise<Buffer>
  /** Durable under its hash when this resolves; a re-send of what is there replaces it by itself. */
  commit(): Promise<void>
  /** Forgets it. Harmless after `commit`. */
  discard(): Promise<void>
}

/** Objects by content: the key is the SHA-256 of the bytes, so an object never changes. */
export interface ObjectStore {
  /** Takes bytes in, hashing them; with a signal that aborts, or a source that fails, nothing is left behind. */
  stage(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: StageOptions,
  ): Promise<StagedObject>
  /** Reads a range, or all. `ObjectMissing` when there is no such object. */
  read(hash: string, range?: ByteRange): Promise<Buffer>
  /** Reads a range into `target` at `at`, without copying; the number of bytes read. */
  readInto(hash: string, range: ByteRange, target: Buffer, at: number): Promise<number>
  /** Streams a range, or all. */
  stream(hash: string, range?: ByteRange): Readable
  has(hash: string): Promise<boolean>
  /** Stages and commits in one. */
  put(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<{ hash: string; size: number }>
  /** Removes an object; with `age`, only one that has been there for that many milliseconds. False where it stays. */
  delete(hash: string, age?: number): Promise<boolean>
  close(): Promise<void>
}

export interface StageOptions {
  /** Refuses with `ObjectTooLarge` beyond this many bytes. */
  limit?: number
}

export class ObjectMissing extends Error {
  constructor(hash: string) {
    super(`no object ${hash}`)
  }
}

export class ObjectTooLarge extends Error {
  readonly limit: number

  constructor(limit: number) {
    super(`more than ${limit} bytes`)
    this.limit = limit
  }
}
