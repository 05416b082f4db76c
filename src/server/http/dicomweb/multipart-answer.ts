import { randomBytes } from 'node:crypto'

/** A part of a multipart answer: its header lines and its bytes. */
export interface AnswerPart {
  contentType: string
  location?: string
  bytes: Buffer
}

export const newBoundary = (): string => `collimate-${randomBytes(12).toString('hex')}`

export const multipartType = (root: string, boundary: string): string =>
  `multipart/related; type="${root}"; boundary=${boundary}`

/** What stands before a part's bytes. */
export function partHead(boundary: string, first: boolean, contentType: string, location?: string): Buffer {
  const place = location === undefined ? '' : `Content-Location: ${location}\r\n`
  return Buffer.from(
    `${first ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${contentType}\r\n${place}\r\n`,
    'latin1',
  )
}

export const closing = (boundary: string): Buffer => Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1')

/** A whole multipart body in memory. */
export function multipartBody(boundary: string, parts: readonly AnswerPart[]): Buffer {
  const pieces: Buffer[] = []
  for (const part of parts) {
    pieces.push(partHead(boundary, pieces.length === 0, part.contentType, part.location), part.bytes)
  }
  pieces.push(closing(boundary))
  return Buffer.concat(pieces)
}
