import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { integer, pageOut, text, uuid } from '../value.ts'

export const studyTimingEvent = command('/study/timing/event', {
  node: 'node_id',
  permission: anyOf('study_upload'),
  guests: true,
  params: z.object({ study_uid: text, storage_namespace: uuid, event: text, size: integer.optional() }),
  returns: z.object({}),
  errors: [],
})

export const studyTimingLog = command('/study/timing/log', {
  permission: anyOf('study_timing_view'),
  params: z.object({ uuid }),
  list: ['page', 'sort'],
  returns: z.object({
    page: pageOut,
    events: z.array(
      z.object({
        created: z.string(),
        event: z.string(),
        size: z.number().nullable(),
        /** Gateways come later. */
        node_id: z.string().nullable(),
        node_name: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
})
