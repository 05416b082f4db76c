import { type Kysely, sql } from 'kysely'
import { type Condition, column, columns } from '../db/list/column.ts'
import type { Database } from '../db/tables.ts'
import type { Causality } from './record.ts'

/** Audit rows as v3's events. */

export interface AuditEvent {
  uuid: string
  action: string
  what: string | null
  who: string | null
  proxy: string | null
  when: string
  type: string
  detail: unknown
  with?: string
  causality?: Causality
  client_address: string | null
  sid: string | null
}

export interface AuditRow extends Omit<AuditEvent, 'with' | 'causality'> {
  with: string | null
  causality: Causality | null
}

export const auditSelect = sql`a.uuid, a.action, a.what, a.who, a.proxy, a."when", a.type, a.detail, a."with",
  a.client_address, a.sid_md5 as sid, a.causality`

export const auditColumns = {
  columns: {
    ...columns('text', 'a', ['action', 'type', 'client_address']),
    ...columns('citext', 'a', ['what', 'who', 'with']),
    ...columns('uuid', 'a', ['uuid', 'user_id']),
    when: column('datetime', 'a."when"'),
    // What clients filter a time range by (`/audit/account`).
    created: column('datetime', 'a."when"'),
  },
  virtual: {
    // Of a patient: the studies that say so, whether or not they were deleted, and the patient record itself.
    patientid: (condition: Condition, value: string) =>
      condition === 'equals'
        ? sql<boolean>`(a.uuid in (select s.uuid from study s where lower(s.patientid) = lower(${value}))
            or a.uuid in (select p.uuid from patient p where p.mrn = ${value}))`
        : undefined,
    study_uid: (condition: Condition, value: string) =>
      condition === 'equals'
        ? sql<boolean>`a.uuid in (select s.uuid from study s where s.study_uid = ${value})`
        : undefined,
  },
}

export const ID = column('integer', 'a.id')

export const presentEvent = ({ with: other, causality, ...row }: AuditRow): AuditEvent => ({
  ...row,
  ...(causality === null ? {} : { causality }),
  ...(other === null ? {} : { with: other }),
})

const CUSTOMFIELD_KEY = /^customfield-([0-9a-f-]{36})$/

/** Puts the custom fields' names beside their uuids in the details of edits. */
export async function nameCustomfields(db: Kysely<Database>, events: AuditEvent[]): Promise<AuditEvent[]> {
  const ids = new Set<string>()
  for (const { detail } of events) {
    if (typeof detail !== 'object' || detail === null) continue
    for (const key of Object.keys(detail)) {
      const uuid = CUSTOMFIELD_KEY.exec(key)?.[1]
      if (uuid) ids.add(uuid)
    }
  }
  if (ids.size === 0) return events
  const fields = await db
    .selectFrom('customfield')
    .select(['uuid', 'name'])
    .where('uuid', 'in', [...ids])
    .execute()
  const names = new Map(fields.map((field) => [field.uuid, field.name]))
  return events.map((event) => {
    if (typeof event.detail !== 'object' || event.detail === null) return event
    const detail = Object.entries(event.detail).map(([key, value]) => {
      const name = names.get(CUSTOMFIELD_KEY.exec(key)?.[1] ?? '')
      return [name ? `${key} (${name})` : key, value]
    })
    return { ...event, detail: Object.fromEntries(detail) }
  })
}
