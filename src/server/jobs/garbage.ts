import { z } from 'zod'
import { removeGarbage } from '../ingest/purge.ts'
import { job } from './queue.ts'

/** Removes bytes that nothing points to and uploads that nobody finished. Runs every hour. */
export const garbage = job('garbage', z.object({}), async (services) => {
  await removeGarbage(services)
})
