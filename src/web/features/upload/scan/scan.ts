import type { PickedFile } from '../pick/walk.ts'
import type { ScanAnswer, Scanned, ScanRequest } from './message.ts'

const SENT_AT_ONCE = 500

/**
 * Looks at files in a worker. `onScanned` gets what was found as it is found, with the count of files known so far;
 * resolves when all were looked at, rejects when aborted or when the worker fails.
 */
export function scanFiles(
  files: AsyncIterable<readonly PickedFile[]>,
  signal: AbortSignal,
  onScanned: (scanned: readonly Scanned[], found: number) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const end = (finish: () => void) => {
    worker.terminate()
    finish()
  }
  worker.onmessage = ({ data }: MessageEvent<ScanAnswer>) => {
    onScanned(data.scanned, data.found)
    if (data.done) end(resolve)
  }
  worker.onerror = (event) => end(() => reject(new Error(event.message)))
  signal.addEventListener('abort', () => end(() => reject(signal.reason)))

  const send = (request: ScanRequest) => worker.postMessage(request)
  const feed = async () => {
    for await (const some of files) {
      for (let at = 0; at < some.length; at += SENT_AT_ONCE)
        send({ files: some.slice(at, at + SENT_AT_ONCE), last: false })
    }
    send({ files: [], last: true })
  }
  feed().catch((error: unknown) => end(() => reject(error)))
  return promise
}
