import type { Kysely } from 'kysely'
import type { EventKind } from '#contract/event.ts'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'
import type { Wording } from '../mail/compose.ts'
import { notifyNamespace } from '../tenancy/notify.ts'

const WORDING_OF = {
  event_study_comment: 'comment',
  event_status_change: 'status',
  event_new_report: 'report',
  event_report_remove: 'reportRemoved',
} satisfies Partial<Record<EventKind, Wording>>

/** Tells those of the study's namespace who want to know what somebody has done to it. */
export async function notifyOfStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: { uuid: string; phi_namespace: string },
  kind: keyof typeof WORDING_OF,
): Promise<void> {
  await notifyNamespace(tx, {
    namespace_id: study.phi_namespace,
    kind,
    wording: WORDING_OF[kind],
    values: { sender: actor.name },
    path: `/studies/${study.uuid}/view`,
    by: actor.user_id,
  })
}
