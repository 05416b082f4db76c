import type { Services } from '../services.ts'
import type { Outcome } from './outcome.ts'
import { type Arrival, writeArrivals } from './write.ts'

const BATCH = 128

interface Waiting {
  arrival: Arrival
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

/**
 * Writes what arrives in as few transactions as possible: while one commits, the next batch gathers. Files are made
 * durable on their own, before they join a batch.
 */
export class IngestWriter {
  readonly #services: Services
  #waiting: Waiting[] = []
  #running = false

  constructor(services: Services) {
    this.#services = services
  }

  async store(arrival: Arrival): Promise<Outcome> {
    await arrival.staged.commit()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ arrival, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const batch = this.#take()
      await this.#write(batch)
    }
    this.#running = false
  }

  /** An instance may stand in a batch once: the second sight of it has to see the first. */
  #take(): Waiting[] {
    const keys = new Set<string>()
    const batch: Waiting[] = []
    const later: Waiting[] = []
    for (const waiting of this.#waiting) {
      const { target, instance } = waiting.arrival
      const key = `${target.storage_namespace} ${instance.StudyInstanceUID} ${instance.SOPInstanceUID}`
      if (batch.length < BATCH && !keys.has(key)) {
        keys.add(key)
        batch.push(waiting)
      } else later.push(waiting)
    }
    this.#waiting = later
    return batch
  }

  async #write(batch: Waiting[]): Promise<void> {
    try {
      const outcomes = await writeArrivals(
        this.#services.db,
        batch.map(({ arrival }) => arrival),
      )
      for (const [n, waiting] of batch.entries()) {
        const outcome = outcomes[n]
        if (outcome) waiting.resolve(outcome)
        else waiting.reject(new Error('an arrival was not written'))
      }
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.reject(error)
        return
      }
      // One image that cannot be written must not take the others down.
      for (const waiting of batch) await this.#write([waiting])
    }
  }
}

const writers = new WeakMap<Services, IngestWriter>()

/** The writer of a process. */
export function writerOf(services: Services): IngestWriter {
  const known = writers.get(services)
  if (known) return known
  const writer = new IngestWriter(services)
  writers.set(services, writer)
  return writer
}
