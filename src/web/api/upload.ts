import { z } from 'zod'
import { ConnectionError } from './refusal.ts'
import { sessionHeaders, whenSignedInAgain } from './session.ts'

/** The storage engine took the request and refused the file; `message` is its reason, in words. */
export class StorageError extends Error {
  readonly http: number

  constructor(http: number, message: string) {
    super(message)
    this.name = 'StorageError'
    this.http = http
  }
}

const storageError = z.object({ message: z.string() })

/** Statuses after which the same request may well succeed. */
const PASSING = [408, 425, 429, 500, 502, 503, 504]

function reasonOf(request: XMLHttpRequest): string {
  try {
    const read = storageError.safeParse(JSON.parse(request.responseText))
    if (read.success && read.data.message !== '') return read.data.message
  } catch {
    // A proxy's page, not the engine's answer.
  }
  return `HTTP ${request.status}`
}

function post(
  url: string,
  body: Blob,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<XMLHttpRequest> {
  const { promise, resolve, reject } = Promise.withResolvers<XMLHttpRequest>()
  const request = new XMLHttpRequest()
  const abort = () => request.abort()
  request.open('POST', url)
  request.setRequestHeader('Content-Type', 'application/dicom')
  for (const [name, value] of Object.entries(sessionHeaders())) request.setRequestHeader(name, value)
  request.upload.onprogress = ({ loaded }) => onProgress(loaded)
  request.onload = () => resolve(request)
  request.onerror = () => reject(new ConnectionError(url))
  request.ontimeout = () => reject(new ConnectionError(url))
  request.onabort = () => reject(signal.reason)
  request.onloadend = () => signal.removeEventListener('abort', abort)
  signal.addEventListener('abort', abort)
  request.send(body)
  return promise
}

/**
 * Sends one file to storage (`POST /namespace/{namespace}/image`) and reports the bytes sent; `fetch` cannot. Waits for
 * the user to sign in again on 401. Throws StorageError for a refused file and ConnectionError when it is worth trying
 * again.
 */
export async function sendImage(
  namespace: string,
  body: Blob,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<void> {
  const url = `/api/v3/storage/namespace/${namespace}/image`
  for (;;) {
    signal.throwIfAborted()
    const request = await post(url, body, signal, onProgress)
    if (request.status >= 200 && request.status < 300) return
    if (request.status !== 401) {
      if (PASSING.includes(request.status)) throw new ConnectionError(url, request.status)
      throw new StorageError(request.status, reasonOf(request))
    }
    await whenSignedInAgain(signal)
  }
}
