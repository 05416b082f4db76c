import type { Picture } from './picture.ts'

const MEGABYTE = 1024 * 1024

/** Bytes of decoded pictures to keep: an eighth of the device's memory, between 256 MB and 1 GB. */
function budgetOfDevice(): number {
  const gigabytes =
    'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : 4
  return Math.min(1024, Math.max(256, gigabytes * 128)) * MEGABYTE
}

/** Decoded pictures by imageId, the ones used longest ago given up first. Volumes take their room from the same budget. */
export interface PictureCache {
  /** Bytes that pictures and volumes may take together. */
  readonly budget: number
  get(imageId: string): Picture | undefined
  has(imageId: string): boolean
  put(picture: Picture): void
  /** Whether less than this share of the budget is taken. */
  roomWithin(share: number): boolean
  /** Takes room for something else; answers the function that gives it back. */
  reserve(bytes: number): () => void
  clear(): void
}

export function createPictureCache(budget: number): PictureCache {
  const pictures = new Map<string, Picture>()
  let taken = 0
  let reserved = 0

  const giveUp = (picture: Picture) => {
    pictures.delete(picture.imageId)
    taken -= picture.data.byteLength
  }
  const makeRoom = () => {
    for (const oldest of pictures.values()) {
      // The newest stays, however large it is: somebody waits for it.
      if (taken + reserved <= budget || pictures.size === 1) return
      giveUp(oldest)
    }
  }

  return {
    budget,
    get(imageId) {
      const picture = pictures.get(imageId)
      if (!picture) return undefined
      pictures.delete(imageId)
      pictures.set(imageId, picture)
      return picture
    },
    has: (imageId) => pictures.has(imageId),
    put(picture) {
      const before = pictures.get(picture.imageId)
      if (before) giveUp(before)
      pictures.set(picture.imageId, picture)
      taken += picture.data.byteLength
      makeRoom()
    },
    roomWithin: (share) => taken + reserved < budget * share,
    reserve(bytes) {
      reserved += bytes
      makeRoom()
      let held = true
      return () => {
        if (held) reserved -= bytes
        held = false
      }
    },
    clear() {
      pictures.clear()
      taken = 0
    },
  }
}

let ofPage: PictureCache | undefined

/** The one of this page. */
export function pictureCache(): PictureCache {
  ofPage ??= createPictureCache(budgetOfDevice())
  return ofPage
}
