import type { z } from 'zod'
import { flag, flagOut } from './value.ts'

/** The kinds of events that a person may be told of, in a namespace (`event_*` of users, accounts, groups, locations). */
export const EVENT_KINDS = [
  'event_share',
  'event_approve',
  'event_upload',
  'event_upload_fail',
  'event_harvest',
  'event_copy',
  'event_join',
  'event_purge',
  'event_new_report',
  'event_report_remove',
  'event_study_comment',
  'event_status_change',
  'event_message',
  'event_node',
  'event_link',
  'event_link_mine',
  'event_thin_study_success',
  'event_thin_study_fail',
  'event_case_assignment',
  'event_incoming_study_request',
  'event_query_add',
  'event_query_edit',
  'event_query_new_recipient',
  'event_query_reply',
  'event_site_qualified',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Those that happen in what is built so far, so that choosing them has an effect. */
export const MAILED_EVENT_KINDS = [
  'event_share',
  'event_approve',
  'event_message',
  'event_incoming_study_request',
  'event_upload',
  'event_upload_fail',
  'event_harvest',
  'event_copy',
  'event_new_report',
  'event_report_remove',
  'event_study_comment',
  'event_status_change',
  'event_link',
  'event_link_mine',
  'event_site_qualified',
  'event_thin_study_success',
  'event_thin_study_fail',
  /** Of an account alone. */
  'event_join',
] as const satisfies readonly EventKind[]

const each = <T extends z.ZodType>(type: T) => {
  const shape: Record<EventKind, T> = {
    event_share: type,
    event_approve: type,
    event_upload: type,
    event_upload_fail: type,
    event_harvest: type,
    event_copy: type,
    event_join: type,
    event_purge: type,
    event_new_report: type,
    event_report_remove: type,
    event_study_comment: type,
    event_status_change: type,
    event_message: type,
    event_node: type,
    event_link: type,
    event_link_mine: type,
    event_thin_study_success: type,
    event_thin_study_fail: type,
    event_case_assignment: type,
    event_incoming_study_request: type,
    event_query_add: type,
    event_query_edit: type,
    event_query_new_recipient: type,
    event_query_reply: type,
    event_site_qualified: type,
  }
  return shape
}

/** Event flags as parameters: those that are not given stay as they are. */
export const eventParams = each(flag.optional())
/** All event flags of an answer. */
export const eventsOut = each(flagOut)
