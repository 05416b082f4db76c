/** The HTTP requests of the image loader: which representation is asked for, and how they are called off. */

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'

/** Stored forms that the browser's decoders cannot read: the server sends them as plain pixels instead. */
const NOT_IN_THE_BROWSER = new Set([
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.8.1',
  '1.2.840.10008.1.2.1.98',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.53',
  '1.2.840.10008.1.2.4.55',
])

const plain = new Set<string>()
const running = new Map<string, XMLHttpRequest>()

/** From now on the image is asked for as plain pixels. Answers whether that is any different from before. */
export function askForPlainPixels(imageId: string): boolean {
  if (plain.has(imageId)) return false
  plain.add(imageId)
  return true
}

export const needsPlainPixels = (transferSyntax: string | undefined): boolean =>
  transferSyntax !== undefined && NOT_IN_THE_BROWSER.has(transferSyntax)

/** Called by the loader before each request. */
export function prepareRequest(xhr: XMLHttpRequest, imageId: string): Record<string, string> {
  running.set(imageId, xhr)
  xhr.addEventListener('loadend', () => {
    if (running.get(imageId) === xhr) running.delete(imageId)
  })
  if (!plain.has(imageId)) return {}
  return {
    Accept: `multipart/related; type="application/octet-stream"; transfer-syntax=${EXPLICIT_LITTLE_ENDIAN}`,
  }
}

/** Calls off what is still on its way. */
export function abortRequests(imageIds: Iterable<string>): void {
  for (const imageId of imageIds) {
    running.get(imageId)?.abort()
    running.delete(imageId)
  }
}
