import { z } from 'zod'
import { command } from './command.ts'
import { flag, pageOut, uuid } from './value.ts'

/** What happened to an object. EDIT has `{field: [old, new]}` as its detail. */
export const auditEvent = z.object({
  uuid: z.string(),
  action: z.string(),
  what: z.string().nullable(),
  who: z.string().nullable(),
  proxy: z.string().nullable(),
  when: z.string(),
  type: z.string(),
  detail: z.unknown(),
  with: z.string().optional(),
  track: z.record(z.string(), z.unknown()).optional(),
  client_address: z.string().nullable(),
  sid: z.string().nullable(),
})
export type AuditEvent = z.output<typeof auditEvent>

export const auditObject = command('/audit/object', {
  guests: true,
  params: z.object({
    uuid,
    reverse: flag.optional(),
    download: flag.optional(),
    customfield_detail: flag.optional(),
  }),
  list: ['filter', 'page'],
  returns: z.object({
    report_id: z.string().optional(),
    page: pageOut.optional(),
    /** Left out with `download`. */
    events: z.array(auditEvent).optional(),
  }),
  errors: [],
})
