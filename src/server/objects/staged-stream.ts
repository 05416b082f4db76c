import { Readable } from 'node:stream'
import type { StagedObject } from './store.ts'

const CHUNK = 1024 * 1024

/** The bytes of what was staged, a piece at a time. */
export function streamStaged({ size, read }: StagedObject): Readable {
  async function* pieces() {
    for (let start = 0; start < size; start += CHUNK)
      yield await read({ start, end: Math.min(size, start + CHUNK) })
  }
  return Readable.from(pieces())
}
