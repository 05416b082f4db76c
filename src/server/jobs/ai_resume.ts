import { z } from 'zod'
import { resumeQuestions } from '../ai/question.ts'
import { job } from './queue.ts'

/** Lets questions go on whose process has died. Runs every minute. */
export const aiResume = job('ai_resume', z.object({}), (services) => resumeQuestions(services.db))
