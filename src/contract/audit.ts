import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, integer, jsonList, pageOut, text, uuid } from './value.ts'

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

/** What made a change go on to an object that nobody changed itself; each only where it did. */
const causality = z.object({
  /** The study that was shared from this one. */
  parent_study_id: z.string().optional(),
  /** Another record of the same images. */
  other_study_id: z.string().optional(),
  other_customfield_ids: z.array(z.string()).optional(),
  customfield_mapping_ids: z.array(z.string()).optional(),
})

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
    events: z.array(auditEvent.extend({ causality: causality.optional() })).optional(),
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

/** Whatever else is passed is what is logged. */
export const auditLog = command('/audit/log', {
  auth: 'optional',
  guests: true,
  params: z.object({ bucket: text }),
  open: [''],
  returns: z.object({}),
  errors: ['INVALID_BUCKET'],
})

/** Each event: epoch seconds, LOCKOUT or PRIMARY, vanity, address, and what was typed. */
export const auditFailedlogins = command('/audit/failedlogins', {
  permission: anyOf('audit_view'),
  params: z.object({ account_id: uuid, from_time: integer.optional() }),
  returns: z.object({ events: z.array(z.array(z.union([z.string(), z.number(), z.null()]))) }),
  errors: [],
})

/**
 * Ours: whether the chain of hashes over the whole audit holds. `verify` computes it anew, in the background; `broken` is
 * the first seal that does not fit.
 */
export const auditChain = command('/audit/chain', {
  permission: anyOf('audit_view'),
  params: z.object({ account_id: uuid, verify: flag.optional() }),
  returns: z.object({
    sealed: z.number().int(),
    checked: z.string().nullable(),
    checked_seals: z.number().int(),
    broken: z.number().int().nullable(),
  }),
  errors: [],
})
