/** The kinds of events a person may be told of, in a namespace (`event_*` of users, groups and locations). */
export const EVENT_KINDS = [
  'event_share',
  'event_approve',
  'event_upload',
  'event_upload_fail',
  'event_harvest',
  'event_copy',
  'event_new_report',
  'event_report_remove',
  'event_study_comment',
  'event_status_change',
  'event_message',
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

/** What concerns a person directly is on until they switch it off. */
const ON: ReadonlySet<EventKind> = new Set([
  'event_share',
  'event_approve',
  'event_message',
  'event_new_report',
])

export function eventFlags(stored: Readonly<Record<string, unknown>>): Record<EventKind, 0 | 1> {
  const flag = (kind: EventKind): 0 | 1 => {
    const value = stored[kind]
    return value === 1 || value === 0 ? value : ON.has(kind) ? 1 : 0
  }
  return {
    event_share: flag('event_share'),
    event_approve: flag('event_approve'),
    event_upload: flag('event_upload'),
    event_upload_fail: flag('event_upload_fail'),
    event_harvest: flag('event_harvest'),
    event_copy: flag('event_copy'),
    event_new_report: flag('event_new_report'),
    event_report_remove: flag('event_report_remove'),
    event_study_comment: flag('event_study_comment'),
    event_status_change: flag('event_status_change'),
    event_message: flag('event_message'),
    event_link: flag('event_link'),
    event_link_mine: flag('event_link_mine'),
    event_thin_study_success: flag('event_thin_study_success'),
    event_thin_study_fail: flag('event_thin_study_fail'),
    event_case_assignment: flag('event_case_assignment'),
    event_incoming_study_request: flag('event_incoming_study_request'),
    event_query_add: flag('event_query_add'),
    event_query_edit: flag('event_query_edit'),
    event_query_new_recipient: flag('event_query_new_recipient'),
    event_query_reply: flag('event_query_reply'),
    event_site_qualified: flag('event_site_qualified'),
  }
}
