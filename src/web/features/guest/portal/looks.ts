import type { AuditEvent } from '#contract/audit.ts'
import type { StudyRecord } from '#contract/study/record.ts'

type LookedAt = Pick<StudyRecord, 'uuid' | 'study_description'>

/** That somebody has looked at a study. */
export interface Look {
  who: string | null
  study: LookedAt
  /** ISO 8601 */
  when: string
  by_link: boolean
}

type Event = Pick<AuditEvent, 'who' | 'when' | 'action'>

const MINUTE_LENGTH = 'yyyy-mm-ddThh:mm'.length

/**
 * What was looked at, the latest first. That a link was used, a study opened and its images fetched is one look, if
 * it was the same person within the same minute.
 */
export function looksOf(events: readonly { event: Event; study: LookedAt }[]): Look[] {
  const looks = new Map<string, Look>()
  const latest = events.toSorted((a, b) => b.event.when.localeCompare(a.event.when))
  for (const { event, study } of latest) {
    const { who, when } = event
    const key = `${study.uuid} ${who} ${when.slice(0, MINUTE_LENGTH)}`
    const by_link = event.action === 'LINK_USED' || looks.get(key)?.by_link === true
    looks.set(key, { who, study, when: looks.get(key)?.when ?? when, by_link })
  }
  return [...looks.values()]
}
