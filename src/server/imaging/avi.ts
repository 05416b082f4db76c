/** JPEG pictures as a film: Motion JPEG in AVI (RIFF with `hdrl`, `movi` and `idx1`), which every player of old reads. */

const HAS_INDEX = 0x10
const KEY_FRAME = 0x10

const chunk = (id: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.write(id, 0, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

const list = (type: string, ...content: Buffer[]): Buffer =>
  chunk('LIST', Buffer.from(type, 'latin1'), ...content)

const words = (...values: (number | string)[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      if (typeof value === 'string') return Buffer.from(value, 'latin1')
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(value)
      return bytes
    }),
  )

/**
 * An AVI file of pictures of one size.
 *
 * @param frameRate pictures a second
 */
export function aviOf(
  pictures: readonly Buffer[],
  { width, height, frameRate }: { width: number; height: number; frameRate: number },
): Buffer {
  const largest = Math.max(...pictures.map(({ length }) => length), 0)
  const microseconds = Math.round(1_000_000 / frameRate)
  const count = pictures.length
  const main = words(
    microseconds,
    Math.ceil(largest * frameRate),
    0,
    HAS_INDEX,
    count,
    0,
    1,
    largest,
    width,
    height,
    0,
    0,
    0,
    0,
  ) // prettier-ignore
  const frame = Buffer.alloc(8)
  frame.writeUInt16LE(width, 4)
  frame.writeUInt16LE(height, 6)
  const stream = Buffer.concat([
    words('vids', 'MJPG', 0, 0, 0, microseconds, 1_000_000, 0, count, largest, 0xffffffff, 0),
    frame,
  ])
  const planes = Buffer.alloc(4)
  planes.writeUInt16LE(1, 0)
  planes.writeUInt16LE(24, 2)
  const format = Buffer.concat([
    words(40, width, height),
    planes,
    words('MJPG', width * height * 3, 0, 0, 0, 0),
  ])
  let at = 4
  const index = pictures.map(({ length }) => {
    const entry = words('00dc', KEY_FRAME, at, length)
    at += 8 + length + (length % 2)
    return entry
  })
  const header = list('hdrl', chunk('avih', main), list('strl', chunk('strh', stream), chunk('strf', format)))
  const movie = list('movi', ...pictures.map((picture) => chunk('00dc', picture)))
  return chunk('RIFF', Buffer.from('AVI ', 'latin1'), header, movie, chunk('idx1', ...index))
}
