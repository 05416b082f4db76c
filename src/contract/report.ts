import { z } from 'zod'
import { command } from './command.ts'
import { uuid } from './value.ts'

export const reportStatus = command('/report/status', {
  params: z.object({
    report_id: uuid,
  }),
  returns: z.object({
    percent: z.number(),
  }),
  errors: ['REPORT_FAILED'],
})

export const reportZip = command('/report/zip', {
  params: z.object({
    report_id: uuid,
  }),
  returns: z.object({}),
  raw: true,
  errors: [],
})
