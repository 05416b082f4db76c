import { z } from 'zod'
import { retrieveStudy } from '../archive/retrieve.ts'
import { whileAlone } from '../db/session-lock.ts'
import { job } from './queue.ts'

/** Brings a study back from the archive. */
export const studyRetrieve = job('study_retrieve', z.object({ id: z.number() }), async (services, { id }) => {
  await whileAlone(services.pool, `retrieve ${id}`, () => retrieveStudy(services, id))
})
