import { createHash, randomUUID } from 'node:crypto'

/** UIDs made from uuids (PS3.5 §B.2). */
const ofHex = (hex: string): string => `2.25.${BigInt(`0x${hex}`)}`

export const newUID = (): string => ofHex(randomUUID().replaceAll('-', ''))

/** Always the same UID for the same seed and UID, so that what is repeated repeats it. */
export function derivedUID(seed: string, uid: string): string {
  const hex = createHash('sha256').update(`${seed} ${uid}`).digest('hex')
  // Version 8 of RFC 9562: a uuid whose other bits are the maker's own.
  return ofHex(`${hex.slice(0, 12)}8${hex.slice(13, 16)}a${hex.slice(17, 32)}`)
}
