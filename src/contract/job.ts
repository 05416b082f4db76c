import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { text } from './value.ts'

/**
 * The state of a storage call that carried `X-AmbraHealth-Job-Id` (v3-clients, "Commands"), or of a copy of a study. Of a
 * copy, ours: how many of its images are written.
 */
export const jobGet = command('/job/get', {
  permission: anyOf('job_view'),
  params: z.object({ id: text }),
  returns: z.object({
    id: z.string(),
    state: z.enum(['SCHEDULED', 'RUNNING', 'FINISHED', 'DONE', 'ERROR']),
    done: z.number().int().optional(),
    total: z.number().int().optional(),
    error: z.string().optional(),
  }),
  errors: [],
})
