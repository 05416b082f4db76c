import { z } from 'zod'
import { resumeRetrievals } from '../archive/retrieve.ts'
import { archiveDue } from '../archive/store.ts'
import { whileAlone } from '../db/session-lock.ts'
import { job } from './queue.ts'

/** Copies what has become quiet into the archive, and lets retrievals that were broken off go on. Runs every minute. */
export const archive = job('archive', z.object({}), async (services) => {
  await resumeRetrievals(services.db)
  await whileAlone(services.pool, 'archive', () => archiveDue(services))
})
