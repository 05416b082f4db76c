import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type ByteRange, ObjectMissing } from './store.ts'

interface Entry {
  file: Promise<FileHandle>
  users: number
  evicted: boolean
}

const CHUNK = 256 * 1024

/**
 * The most recently read objects stay open: objects never change, so a handle is as good as the name, and a frame
 * costs one read instead of open, read, close.
 */
export class OpenFiles {
  readonly #entries = new Map<string, Entry>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  async use<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
    const entry = this.#take(path)
    try {
      return await work(await this.#handle(path, entry))
    } finally {
      this.#release(entry)
    }
  }

  stream(path: string, range?: ByteRange): Readable {
    const take = () => this.#take(path)
    const handle = (entry: Entry) => this.#handle(path, entry)
    const release = (entry: Entry) => this.#release(entry)
    async function* chunks() {
      const entry = take()
      try {
        const file = await handle(entry)
        let at = range?.start ?? 0
        const end = range?.end ?? Number.POSITIVE_INFINITY
        while (at < end) {
          const chunk = Buffer.allocUnsafe(Math.min(CHUNK, end - at))
          const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
          if (bytesRead === 0) return
          at += bytesRead
          yield chunk.subarray(0, bytesRead)
        }
      } finally {
        release(entry)
      }
    }
    return Readable.from(chunks(), { objectMode: false, highWaterMark: CHUNK })
  }

  /** After a removal: the name may come back with a new file. */
  forget(path: string): void {
    const entry = this.#entries.get(path)
    if (!entry) return
    this.#entries.delete(path)
    this.#evict(entry)
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()]
    this.#entries.clear()
    for (const entry of entries) this.#evict(entry)
    await Promise.allSettled(entries.map(({ file }) => file))
  }

  async #handle(path: string, entry: Entry): Promise<FileHandle> {
    try {
      return await entry.file
    } catch (error) {
      if (this.#entries.get(path) === entry) this.#entries.delete(path)
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new ObjectMissing(path)
      throw error
    }
  }

  #take(path: string): Entry {
    const known = this.#entries.get(path)
    if (known) {
      // Most recently used last.
      this.#entries.delete(path)
      this.#entries.set(path, known)
      known.users++
      return known
    }
    const entry: Entry = { file: open(path, 'r'), users: 1, evicted: false }
    this.#entries.set(path, entry)
    if (this.#entries.size > this.#limit) {
      for (const [oldPath, old] of this.#entries) {
        if (this.#entries.size <= this.#limit) break
        this.#entries.delete(oldPath)
        this.#evict(old)
      }
    }
    return entry
  }

  #release(entry: Entry): void {
    entry.users--
    if (entry.evicted && entry.users === 0) void closeQuietly(entry)
  }

  #evict(entry: Entry): void {
    entry.evicted = true
    if (entry.users === 0) void closeQuietly(entry)
  }
}

async function closeQuietly(entry: Entry): Promise<void> {
  await entry.file.then((file) => file.close()).catch(() => undefined)
}
