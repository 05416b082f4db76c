import { z } from 'zod'
import { askBatch } from '../ai/question.ts'
import { whileAlone } from '../db/session-lock.ts'
import { job } from './queue.ts'

/** Asks the AI stack the questions of one call, one after the other. */
export const aiQuestion = job('ai_question', z.object({ batch: z.string() }), async (services, { batch }) => {
  await whileAlone(services.pool, `ai ${batch}`, () => askBatch(services, batch))
})
