import type { StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'

const LARGEST = 4 * 1024 * 1024

/** A small body as text. PAYLOAD_TOO_LARGE beyond 4 MiB. */
export async function bodyText({ request }: StorageCall): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.raw) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > LARGEST) throw new StorageFailure('PAYLOAD_TOO_LARGE', 'The body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
