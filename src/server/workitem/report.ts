import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { jsonText } from '../dicom/json-encode.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { publish } from '../events/hub.ts'
import type { WorkitemRow } from './workitem.ts'

/** Event reports of a step (PS3.4 table CC.2.4-1), on the channel of its namespace. */

export const UPS_EVENTS = { state: 1, cancel: 2, progress: 3 } as const
export type UpsEvent = keyof typeof UPS_EVENTS

export const workitemChannel = (namespace: string): string => `workitem.${namespace}`

const UPS_PUSH = '1.2.840.10008.5.1.4.34.6.1'

/** Delivered when the transaction commits, to one subscriber alone where one is named. Who is subscribed is found when it arrives. */
export async function reportState(
  db: Kysely<Database>,
  { uuid, uid, namespace_id, state, attributes }: WorkitemRow,
  kind: UpsEvent = 'state',
  { reason = {}, only }: { reason?: JsonDataSet; only?: { user_id: string; aetitle: string } } = {},
): Promise<void> {
  await publish(db, {
    channel: workitemChannel(namespace_id),
    event: kind.toUpperCase(),
    workitem: uuid,
    uid,
    state,
    at: new Date().toISOString(),
    ...(only ? { only } : {}),
    readiness: jsonText(attributes, '00404041') ?? null,
    ...(kind === 'cancel'
      ? {
          reason: jsonText(reason, '00741238') ?? null,
          contact: jsonText(reason, '0074100E') ?? null,
        }
      : {}),
  })
}

const text = (vr: string, value: unknown) =>
  typeof value === 'string' && value !== '' ? { vr, Value: [value] } : { vr }

/** The event as a subscriber reads it (PS3.18 §11.13). */
export function eventReport(event: Readonly<Record<string, unknown>>): JsonDataSet {
  const kind = String(event.event).toLowerCase()
  const type = Object.entries(UPS_EVENTS).find(([name]) => name === kind)?.[1] ?? UPS_EVENTS.state
  return {
    '00000002': { vr: 'UI', Value: [UPS_PUSH] },
    '00001000': text('UI', event.uid),
    '00001002': { vr: 'US', Value: [type] },
    '00741000': text('CS', event.state),
    '00404041': text('CS', event.readiness),
    ...(kind === 'cancel'
      ? { '00741238': text('LT', event.reason), '0074100E': text('LO', event.contact) }
      : {}),
  }
}
