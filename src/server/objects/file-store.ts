import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DirectorySync } from './directory-sync.ts'
import { OpenFiles } from './open-files.ts'
import {
  type ByteRange,
  ObjectMissing,
  type ObjectStore,
  ObjectTooLarge,
  type StagedObject,
  type StageOptions,
} from './store.ts'

/** Objects up to this size are kept in memory while staged, and written with one call. */
const IN_MEMORY = 8 * 1024 * 1024
const FOLDERS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))
const INCOMING = 'incoming'

const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/**
 * The object store on a folder: `aa/<sha256>`, with what is on its way in under `incoming/`.
 * One process opens a folder for writing many objects at once; any number may share it.
 */
export class FileStore implements ObjectStore {
  readonly #root: string
  readonly #open = new OpenFiles(512)
  readonly #sync = new DirectorySync()

  private constructor(root: string) {
    this.#root = root
  }

  /** Opens or makes the folder and removes what a process that is gone left in `incoming/`. */
  static async open(root: string): Promise<FileStore> {
    await mkdir(root, { recursive: true, mode: 0o700 })
    const present = new Set(await readdir(root))
    for (const name of [...FOLDERS, INCOMING])
      if (!present.has(name)) await mkdir(join(root, name), { mode: 0o700, recursive: true })
    const store = new FileStore(root)
    if (present.size < FOLDERS.length) await store.#sync.sync(root)
    await store.#removeOrphans()
    return store
  }

  async #removeOrphans(): Promise<void> {
    const folder = join(this.#root, INCOMING)
    for (const name of await readdir(folder)) {
      const [pid] = name.split('.')
      if (Number(pid) !== process.pid && isRunning(Number(pid))) continue
      await unlink(join(folder, name)).catch(() => undefined)
    }
  }

  #path(hash: string): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new ObjectMissing(hash)
    return join(this.#root, hash.slice(0, 2), hash)
  }

  async stage(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: StageOptions = {},
  ): Promise<StagedObject> {
    const digest = createHash('sha256')
    const limit = options.limit ?? Number.POSITIVE_INFINITY
    let chunks: Uint8Array[] = []
    let size = 0
    let spilled: { file: FileHandle; path: string } | undefined
    try {
      for await (const chunk of source) {
        size += chunk.length
        if (size > limit) throw new ObjectTooLarge(limit)
        digest.update(chunk)
        if (spilled) {
          await spilled.file.writeFile(chunk)
          continue
        }
        chunks.push(chunk)
        if (size > IN_MEMORY) {
          spilled = await this.#create()
          for (const held of chunks) await spilled.file.writeFile(held)
          chunks = []
        }
      }
    } catch (error) {
      if (spilled) await discardFile(spilled)
      throw error
    }
    const hash = digest.digest('hex')
    if (spilled) return this.#staged(hash, size, undefined, spilled)
    return this.#staged(hash, size, chunks, undefined)
  }

  async #create(): Promise<{ file: FileHandle; path: string }> {
    const path = join(this.#root, INCOMING, `${process.pid}.${randomUUID()}`)
    return { file: await open(path, 'wx+', 0o600), path }
  }

  #staged(
    hash: string,
    size: number,
    chunks: readonly Uint8Array[] | undefined,
    spilled: { file: FileHandle; path: string } | undefined,
  ): StagedObject {
    let temporary = spilled
    return {
      hash,
      size,
      read: async ({ start, end }) => {
        const until = Math.min(end, size)
        if (chunks) return sliceOf(chunks, start, until)
        if (!temporary) throw new ObjectMissing(hash)
        const target = Buffer.allocUnsafe(Math.max(0, until - start))
        const read = await readFully(temporary.file, target, 0, start, target.length)
        return target.subarray(0, read)
      },
      commit: async () => {
        const written = temporary ?? (await this.#create())
        temporary = written
        if (chunks) await writeAll(written.file, chunks, size)
        await written.file.datasync()
        const path = this.#path(hash)
        await rename(written.path, path)
        temporary = undefined
        // What is durable need not wait for its handle.
        await Promise.all([this.#sync.sync(join(this.#root, hash.slice(0, 2))), written.file.close()])
      },
      discard: async () => {
        const left = temporary
        temporary = undefined
        if (left) await discardFile(left)
      },
    }
  }

  async read(hash: string, range?: ByteRange): Promise<Buffer> {
    return this.#open.use(this.#path(hash), async (file) => {
      const start = range?.start ?? 0
      const end = range?.end ?? (await file.stat()).size
      const target = Buffer.allocUnsafe(Math.max(0, end - start))
      const read = await readFully(file, target, 0, start, target.length)
      return target.subarray(0, read)
    })
  }

  readInto(hash: string, { start, end }: ByteRange, target: Buffer, at: number): Promise<number> {
    return this.#open.use(this.#path(hash), (file) => readFully(file, target, at, start, end - start))
  }

  stream(hash: string, range?: ByteRange): Readable {
    return this.#open.stream(this.#path(hash), range)
  }

  async has(hash: string): Promise<boolean> {
    return stat(this.#path(hash)).then(
      () => true,
      () => false,
    )
  }

  async put(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ hash: string; size: number }> {
    const staged = await this.stage(source)
    await staged.commit()
    return { hash: staged.hash, size: staged.size }
  }

  async delete(hash: string, age = 0): Promise<boolean> {
    const path = this.#path(hash)
    try {
      if (age > 0 && Date.now() - (await stat(path)).mtimeMs < age) return false
      await unlink(path)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
    }
    this.#open.forget(path)
    return true
  }

  async close(): Promise<void> {
    await Promise.all([this.#open.close(), this.#sync.close()])
  }
}

/** A range of bytes that stand in several pieces; not copied where one piece holds it. */
function sliceOf(chunks: readonly Uint8Array[], start: number, end: number): Buffer {
  const parts: Uint8Array[] = []
  let at = 0
  for (const chunk of chunks) {
    if (at >= end) break
    if (at + chunk.length > start) parts.push(chunk.subarray(Math.max(0, start - at), end - at))
    at += chunk.length
  }
  const [only] = parts
  if (parts.length === 1 && only) return Buffer.from(only.buffer, only.byteOffset, only.byteLength)
  return Buffer.concat(parts)
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[], size: number): Promise<void> {
  if (size === 0) return
  const { bytesWritten } = await file.writev([...chunks], 0)
  if (bytesWritten < size)
    await file.write(sliceOf(chunks, bytesWritten, size), 0, size - bytesWritten, bytesWritten)
}

async function discardFile({ file, path }: { file: FileHandle; path: string }): Promise<void> {
  await file.close().catch(() => undefined)
  await unlink(path).catch(() => undefined)
}

async function readFully(
  file: FileHandle,
  target: Buffer,
  at: number,
  position: number,
  length: number,
): Promise<number> {
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(target, at + done, length - done, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** Opens or makes the object store on a folder. */
export const openFileStore = (root: string): Promise<ObjectStore> => FileStore.open(root)
