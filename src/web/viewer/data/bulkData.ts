import { fetchSigned } from '#web/api/fetch.ts'
import type { Attribute } from './dicomJson.ts'

/**
 * The bytes of a binary attribute, little endian: from the metadata, or from where the metadata points (PS3.18
 * §10.4.1.1.5). Rejects when there are none.
 */
export async function bytesOf(
  attribute: Attribute | undefined,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { InlineBinary, BulkDataURI } = attribute ?? {}
  if (typeof InlineBinary === 'string') return Uint8Array.from(atob(InlineBinary), (c) => c.charCodeAt(0))
  if (typeof BulkDataURI !== 'string') throw new Error('bulk data: there is none')
  const response = await fetchSigned(new URL(BulkDataURI, window.location.href).href, {
    headers: { Accept: 'application/octet-stream' },
    ...(signal ? { signal } : {}),
  })
  if (!response.ok) throw new Error(`bulk data: HTTP ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
