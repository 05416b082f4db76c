import type { ServerResponse } from 'node:http'

/**
 * Large answers are built in memory that is used again: handing half a megabyte to the garbage collector for every
 * image, or five for a long list, would cost more than sending it.
 */

const SMALLEST = 64 * 1024
const LARGEST = 8 * 1024 * 1024
const MOST_IDLE = 24 * 1024 * 1024

const idle = new Map<number, Buffer[]>()
let idleBytes = 0

const sizeFor = (length: number): number => {
  let size = SMALLEST
  while (size < length) size *= 2
  return size
}

/**
 * A buffer of `length` bytes with undefined content, to be sent as the body of this response. Its memory is used for
 * another response once this one was handed to the operating system: keep no reference to it.
 */
export function responseBuffer(response: ServerResponse, length: number): Buffer {
  if (length < SMALLEST || length > LARGEST) return Buffer.allocUnsafe(length)
  const size = sizeFor(length)
  const pooled = idle.get(size)?.pop()
  if (pooled) idleBytes -= size
  const memory = pooled ?? Buffer.allocUnsafeSlow(size)
  // A response that was cut off may still be read by the socket: only finished ones give back.
  response.once('finish', () => {
    if (idleBytes + size > MOST_IDLE) return
    const list = idle.get(size) ?? []
    idle.set(size, list)
    list.push(memory)
    idleBytes += size
  })
  return memory.subarray(0, length)
}
