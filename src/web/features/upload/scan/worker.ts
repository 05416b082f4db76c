import type { PickedFile } from '../pick/walk.ts'
import { isDeflated, readHeader } from './header.ts'
import type { ScanAnswer, Scanned, ScanRequest } from './message.ts'
import { isLitter } from './path.ts'
import { isZip, unzipFiles } from './unzip.ts'

/** Reads headers away from the page: the first 64 KB of each file, more only where the header is longer. */

const FIRST = 64 * 1024
const MORE = 2 * 1024 * 1024
const BATCH = 50
const AT_ONCE = 8

let batch: Scanned[] = []
let found = 0
let queue = Promise.resolve()

function tell(done: boolean): void {
  const answer: ScanAnswer = { scanned: batch, found, done }
  batch = []
  self.postMessage(answer)
}

function add(scanned: Scanned): void {
  batch.push(scanned)
  if (batch.length >= BATCH) tell(false)
}

const read = async (file: File, end: number) => new Uint8Array(await file.slice(0, end).arrayBuffer())

async function scan({ path, file }: PickedFile, inArchive: boolean): Promise<void> {
  if (isLitter(path)) {
    found -= 1
    return
  }
  const bytes = await read(file, FIRST)
  if (isZip(bytes) && !inArchive) {
    found -= 1
    await unzipFiles(file, path, (name, entry) => {
      found += 1
      return scan({ path: name, file: entry }, true)
    })
    return
  }
  let result = isDeflated(bytes)
    ? readHeader(await read(file, file.size), true)
    : readHeader(bytes, file.size <= FIRST)
  if ('needsMore' in result) result = readHeader(await read(file, MORE), file.size <= MORE)
  if ('needsMore' in result) result = readHeader(await read(file, file.size), true)
  if ('needsMore' in result) return add({ path, file, reason: 'unreadable' })
  add('header' in result ? { path, file, header: result.header } : { path, file, reason: result.reason })
}

async function scanAll(files: readonly PickedFile[]): Promise<void> {
  found += files.length
  let next = 0
  const worker = async () => {
    for (let picked = files[next++]; picked !== undefined; picked = files[next++]) {
      const { path, file } = picked
      await scan(picked, false).catch(() => add({ path, file, reason: 'unreadable' }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

self.addEventListener('message', ({ data }: MessageEvent<ScanRequest>) => {
  queue = queue.then(() => scanAll(data.files)).then(() => tell(data.last))
})
