import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { publish } from '../events/hub.ts'

/**
 * What listeners of `study.{namespace}` hear. READY, EDIT and the locks of reports are v3's; the rest are our own, so that two readers of one
 * study see each other's work.
 */
export type StudyEventName =
  | 'READY'
  | 'EDIT'
  | 'DELETE'
  | 'STATUS'
  | 'COMMENT'
  | 'TAG'
  | 'ANNOTATION'
  | 'KEYIMAGE'
  | 'RADREPORT'
  | 'RADREPORT_LOCKED'
  | 'RADREPORT_UNLOCKED'
  | 'RETRIEVE'

interface EventStudy {
  uuid: string
  study_uid: string
  phi_namespace: string
  storage_namespace: string
}

export async function publishStudy(
  db: Kysely<Database>,
  event: StudyEventName,
  study: EventStudy,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await publish(db, {
    ...detail,
    channel: `study.${study.phi_namespace}`,
    event,
    uuid: study.uuid,
    study_id: study.uuid,
    study_uid: study.study_uid,
    storage_namespace: study.storage_namespace,
    phi_namespace: study.phi_namespace,
  })
}

/** For what belongs to the images: every record of the stored study hears it. */
export async function publishStored(
  db: Kysely<Database>,
  event: StudyEventName,
  stored: { storage_namespace: string; study_uid: string },
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const records = await db
    .selectFrom('study')
    .select(['uuid', 'study_uid', 'phi_namespace', 'storage_namespace'])
    .where('storage_namespace', '=', stored.storage_namespace)
    .where('study_uid', '=', stored.study_uid)
    .where('deleted', 'is', null)
    .execute()
  for (const study of records) await publishStudy(db, event, study, detail)
}
