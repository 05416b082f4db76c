import { once } from 'node:events'
import pino from 'pino'
import { retrieveStudy } from '../archive/retrieve.ts'
import { archiveDue } from '../archive/store.ts'
import { readConfiguration } from '../configuration.ts'
import { connect } from '../db/connection.ts'
import { EventHub } from '../events/hub.ts'
import { removeGarbage } from '../ingest/purge.ts'
import { openFileStore } from '../objects/file-store.ts'
import type { ObjectStore, StagedObject } from '../objects/store.ts'
import type { Services } from '../services.ts'

/**
 * A process of its own that archives, removes or brings back, and dies by SIGKILL at a step of it: before the nth change
 * of a store, or right after it.
 */

let left = Number(process.env.KILL_AT ?? 0)
const after = process.env.KILL_AFTER === '1'

async function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  await once(process, 'exit')
  throw new Error('still alive')
}

/** A change of a store: one of the steps. */
async function step<T>(change: () => Promise<T>): Promise<T> {
  left -= 1
  if (left === 0 && !after) await die()
  const result = await change()
  if (left === 0) await die()
  return result
}

const mortalFile = (staged: StagedObject): StagedObject => ({
  ...staged,
  commit: () => step(() => staged.commit()),
})

function mortal(store: ObjectStore): ObjectStore {
  return {
    stage: async (source, options) => mortalFile(await step(() => store.stage(source, options))),
    put: (source) => step(() => store.put(source)),
    delete: (hash, age) => step(() => store.delete(hash, age)),
    read: (hash, range) => store.read(hash, range),
    readInto: (hash, range, target, at) => store.readInto(hash, range, target, at),
    stream: (hash, range) => store.stream(hash, range),
    has: (hash) => store.has(hash),
    close: () => store.close(),
  }
}

const configuration = readConfiguration(process.env)
const { db, pool, close } = connect(configuration.database_url ?? '', 2)
const services: Services = {
  configuration,
  db,
  pool,
  objects: mortal(await openFileStore(configuration.storage)),
  archive: mortal(await openFileStore(configuration.archive ?? '')),
  events: new EventHub(configuration.database_url ?? ''),
  log: pino({ level: 'silent' }),
}
const tasks: Record<string, () => Promise<void>> = {
  archive: () => archiveDue(services),
  garbage: () => removeGarbage(services),
  retrieve: () => retrieveStudy(services, Number(process.env.STORED_STUDY)),
}
await tasks[process.env.TASK ?? '']?.()
await services.objects.close()
await services.archive?.close()
await close()
