import { EVENT_KINDS, type EventKind } from '#contract/event.ts'

/** What concerns a person directly is on until they switch it off. */
const ON: ReadonlySet<EventKind> = new Set([
  'event_share',
  'event_approve',
  'event_message',
  'event_new_report',
])

type Flag = 0 | 1

/** All event flags from what is stored of them. */
export function eventFlags(stored: Readonly<Record<string, unknown>>): Record<EventKind, Flag> {
  const flag = (kind: EventKind): Flag => {
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
    event_join: flag('event_join'),
    event_purge: flag('event_purge'),
    event_new_report: flag('event_new_report'),
    event_report_remove: flag('event_report_remove'),
    event_study_comment: flag('event_study_comment'),
    event_status_change: flag('event_status_change'),
    event_message: flag('event_message'),
    event_node: flag('event_node'),
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

/** The event flags that a call gives, over what is stored. */
export function withEvents(
  stored: Readonly<Record<string, unknown>>,
  params: Readonly<Partial<Record<EventKind, Flag | undefined>>>,
): Record<string, unknown> {
  const given = EVENT_KINDS.flatMap((kind) => (params[kind] === undefined ? [] : [[kind, params[kind]]]))
  return { ...stored, ...Object.fromEntries(given) }
}
