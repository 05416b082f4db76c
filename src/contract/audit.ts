import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, jsonList, pageOut, text, uuid } from './value.ts'

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
  permission: anyOf('audit_view'),
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

const events = {
  report_id: z.string().optional(),
  page: pageOut.optional(),
}

export const auditUser = command('/audit/user', {
  permission: anyOf('audit_view'),
  params: z.object({
    user_id: uuid,
    account_id: uuid,
    reverse: flag.optional(),
    study_fields: jsonList.optional(),
    download: flag.optional(),
  }),
  list: ['filter', 'page'],
  returns: z.object({
    ...events,
    /** Left out with `download`. */
    events: z.array(auditEvent.extend({ study: z.record(z.string(), z.unknown()).optional() })).optional(),
  }),
  errors: [],
})

export const auditAccount = command('/audit/account', {
  permission: anyOf('audit_view'),
  params: z.object({ account_id: uuid, reverse: flag.optional(), download: flag.optional() }),
  list: ['filter', 'page'],
  returns: z.object({ ...events, events: z.array(auditEvent).optional() }),
  errors: [],
})

export const auditDeleted = command('/audit/deleted', {
  permission: anyOf('audit_view'),
  params: z.object({ account_id: uuid, type: text }),
  list: ['page'],
  returns: z.object({
    page: pageOut,
    objects: z.array(
      z.object({
        uuid: z.string(),
        who: z.string().nullable(),
        proxy: z.string().nullable(),
        when: z.string(),
        client_address: z.string().nullable(),
        sid: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
})
