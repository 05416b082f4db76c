import { open } from 'node:fs/promises'

/** Makes names durable: one fsync of a folder serves everyone who asked before it began. */
export class DirectorySync {
  readonly #next = new Map<string, Promise<void>>()
  readonly #running = new Map<string, Promise<void>>()

  sync(folder: string): Promise<void> {
    const waiting = this.#next.get(folder)
    if (waiting) return waiting
    const before = this.#running.get(folder) ?? Promise.resolve()
    const mine = before.then(async () => {
      this.#next.delete(folder)
      this.#running.set(folder, mine)
      try {
        const handle = await open(folder, 'r')
        try {
          await handle.sync()
        } finally {
          await handle.close()
        }
      } finally {
        if (this.#running.get(folder) === mine) this.#running.delete(folder)
      }
    })
    this.#next.set(folder, mine)
    return mine
  }
}
