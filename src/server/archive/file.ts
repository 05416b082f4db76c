import { createHash } from 'node:crypto'
import { ObjectMissing, type ObjectStore } from '../objects/store.ts'

/** A file is not where it has to be, or is not what it was. */
export class FileLost extends Error {
  constructor(hash: string, why: string) {
    super(`${hash} ${why}`)
  }
}

/** Whether a store has the file, whole: its bytes are read and hashed. */
export async function isWhole(store: ObjectStore, hash: string): Promise<boolean> {
  if (!(await store.has(hash))) return false
  const digest = createHash('sha256')
  for await (const chunk of store.stream(hash)) digest.update(chunk)
  return digest.digest('hex') === hash
}

/** Copies a file between stores: durable in the second, and the same to the last bit, when it resolves. */
export async function copyFile(from: ObjectStore, to: ObjectStore, hash: string): Promise<void> {
  try {
    const staged = await to.stage(from.stream(hash))
    try {
      if (staged.hash !== hash) throw new FileLost(hash, 'is damaged')
      await staged.commit()
    } finally {
      await staged.discard()
    }
  } catch (error) {
    if (error instanceof ObjectMissing) throw new FileLost(hash, 'is missing')
    throw error
  }
}
