import { z } from 'zod'
import { command } from './command.ts'
import { text } from './value.ts'

export const helpGet = command('/help/get', {
  params: z.object({
    key: text,
  }),
  returns: z.object({
    text: z.string(),
  }),
  errors: [],
})

export const helpSet = command('/help/set', {
  params: z.object({
    key: text,
    text,
  }),
  returns: z.object({}),
  errors: ['NOT_SYSADMIN_OR_SUPPORT'],
})
