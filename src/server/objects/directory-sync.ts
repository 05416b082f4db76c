import { type FileHandle, open } from 'node:fs/promises'

/**
 * Makes names durable: one fsync of a folder serves everyone who asked before it began. Folders stay open; they are as
 * many as the store has.
 */
export class DirectorySync {
  readonly #next = new Map<string, Promise<void>>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #handles = new Map<string, Promise<FileHandle>>()

  sync(folder: string): Promise<void> {
    const waiting = this.#next.get(folder)
    if (waiting) return waiting
    // A failure before is the failure of those who waited for it.
    const before = this.#running.get(folder)?.catch(() => undefined) ?? Promise.resolve()
    const mine = before.then(async () => {
      this.#next.delete(folder)
      this.#running.set(folder, mine)
      try {
        await (await this.#open(folder)).sync()
      } finally {
        if (this.#running.get(folder) === mine) this.#running.delete(folder)
      }
    })
    this.#next.set(folder, mine)
    return mine
  }

  #open(folder: string): Promise<FileHandle> {
    const known = this.#handles.get(folder)
    if (known) return known
    const opened = open(folder, 'r')
    this.#handles.set(folder, opened)
    opened.catch(() => this.#handles.delete(folder))
    return opened
  }

  async close(): Promise<void> {
    const handles = [...this.#handles.values()]
    this.#handles.clear()
    await Promise.allSettled(handles.map(async (handle) => (await handle).close()))
  }
}
