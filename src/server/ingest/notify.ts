import { type Kysely, sql } from 'kysely'
import { nobody } from '../access/actor.ts'
import { actorOfUser } from '../access/user_actor.ts'
import type { Database } from '../db/tables.ts'
import { publish } from '../events/hub.ts'
import { saveSeriesMetadata } from '../imaging/series-metadata.ts'
import { enqueue } from '../jobs/queue.ts'
import { ensurePatient } from '../patient/automatic.ts'
import type { Services } from '../services.ts'
import { loadMessages } from '../study/load_hl7.ts'
import { loadOrdersOf } from '../study/load_orders.ts'
import { loadTags } from '../study/load_tags.ts'
import { tellOfQuota } from '../study/quota.ts'
import { notifyNamespace } from '../tenancy/notify.ts'

export interface StoredStudyReference {
  storage_namespace: string
  study_uid: string
}

interface Arrived {
  uuid: string
  phi_namespace: string
  image_count: number
  source: string | null
  must_approve: boolean
  created_by: string | null
  /** By how many bytes it has grown. */
  grown: number
  /** Its first images. */
  first: boolean
  /** The namespace has a cover page. */
  covered: boolean
}

/** By where a record came from. Copies and shares were told of when they were made. */
const ARRIVALS = {
  upload: { kind: 'event_upload', wording: 'uploaded' },
  DICOMweb: { kind: 'event_harvest', wording: 'harvested' },
} as const

/** What comes in without anybody's approval is approved. */
async function patientOf(tx: Kysely<Database>, { uuid, created_by }: Arrived): Promise<void> {
  const actor = created_by && (await actorOfUser(tx, created_by))
  if (!actor) return
  const study = await tx.selectFrom('study').selectAll().where('uuid', '=', uuid).executeTakeFirstOrThrow()
  await ensurePatient(tx, actor, study)
}

async function tellOfArrival(
  tx: Kysely<Database>,
  { uuid, phi_namespace, source, must_approve, created_by }: Arrived,
): Promise<void> {
  if (source !== 'upload' && source !== 'DICOMweb') return
  await notifyNamespace(tx, {
    namespace_id: phi_namespace,
    ...(must_approve ? { kind: 'event_approve', wording: 'arrivalWaits' } : ARRIVALS[source]),
    values: {},
    path: must_approve ? `/inbox?study=${uuid}` : `/studies/${uuid}/view`,
    by: created_by,
  })
}

/**
 * What follows when a stored study has changed: the records over it learn its counts and stop being phantoms, READY
 * goes to their channels, the metadata of its series is gathered. May be repeated at any time.
 */
export async function notifyStudy(services: Services, reference: StoredStudyReference): Promise<Arrived[]> {
  const { storage_namespace, study_uid } = reference
  const arrived = await services.db.transaction().execute(async (tx) => {
    // Images that are being written are waited for: their transaction may have left the telling to this one.
    await sql`select from stored_study where storage_namespace = ${storage_namespace} and study_uid = ${study_uid} for share`.execute(
      tx,
    )
    const { rows } = await sql<Arrived>`
      update study r set
        image_count = coalesce(s.instance_count, 0),
        size = coalesce(s.size, 0),
        compressed_size = coalesce(s.size, 0),
        attachment_count = (select count(distinct a.id) from attachment a
          where a.storage_namespace = ${storage_namespace} and a.study_uid = ${study_uid}
            and (a.phi_namespace = r.phi_namespace or a.phi_namespace = r.storage_namespace and r.anonymization is null)),
        modality = case when 'modality' = any(r.edited) or cardinality(coalesce(s.modalities, '{}')) = 0 then r.modality
          else left(array_to_string(image_modalities, '\\'), 512) end,
        transfer_syntax_uid = (select i.transfer_syntax_uid from stored_instance i
          where i.stored_study_id = s.id and i.current order by i.id limit 1),
        seconds_to_ingest = coalesce(r.seconds_to_ingest, extract(epoch from coalesce(s.updated, now()) - r.created)::integer),
        phantom = r.phantom and coalesce(s.instance_count, 0) = 0,
        thin = case when coalesce(s.instance_count, 0) = 0 then r.thin else s.storage_state is not null end,
        updated = now()
      from study target
      left join stored_study s on s.storage_namespace = target.storage_namespace and s.study_uid = target.study_uid
      left join lateral (select array_agg(m order by m in ('SR', 'PR', 'KO', 'SEG', 'DOC'), m) as image_modalities
        from unnest(s.modalities) m) ordered on true
      where r.uuid = target.uuid and r.deleted is null
        and target.storage_namespace = ${storage_namespace} and target.study_uid = ${study_uid}
      returning r.uuid, r.phi_namespace, r.image_count, r.source, r.must_approve, r.created_by,
        target.seconds_to_ingest is null as first, (r.size - target.size)::float8 as grown,
        (select n.coverpage is not null from namespace n where n.uuid = r.phi_namespace) as covered`.execute(
      tx,
    )
    if (rows.some(({ image_count }) => image_count > 0)) await loadTags(tx, nobody(null), reference)
    for (const record of rows) {
      const { uuid, phi_namespace, image_count } = record
      if (phi_namespace === storage_namespace) await tellOfQuota(tx, record, record.grown)
      if (image_count > 0) {
        if (record.first) {
          await tellOfArrival(tx, record)
          // Orders come before their images.
          await loadMessages(
            tx,
            nobody(null),
            uuid,
            (field, study) => study.customfields[field.uuid] !== undefined,
          )
          await loadOrdersOf(tx, nobody(null), uuid)
          if (!record.must_approve) await patientOf(tx, record)
          // Images of a share are their owner's.
          if (record.covered && phi_namespace === storage_namespace)
            await enqueue(tx, 'study_coverpage', { study_id: uuid }, { key: `study_coverpage:${uuid}` })
        }
        await publish(tx, {
          channel: `study.${phi_namespace}`,
          event: 'READY',
          study_id: uuid,
          uuid,
          study_uid,
          storage_namespace,
          phi_namespace,
          image_count,
        })
      }
    }
    return rows
  })
  await saveSeriesMetadata(services.db, reference)
  return arrived
}
