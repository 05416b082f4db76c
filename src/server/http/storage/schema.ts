import type { FastifyReply } from 'fastify'
import { sql } from 'kysely'
import { isReportOut, mayWithReports, seesOnlyOwnReports } from '../../access/report.ts'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { textOf } from '../../ingest/attributes.ts'
import { attachmentPlaces } from '../../study/attachment.ts'
import { queryFlag, type StorageCall, type StorageStudy, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'

interface ImageRow {
  series_uid: string
  modality: string | null
  series_number: number | null
  attributes: JsonDataSet
  sop_instance_uid: string
  sop_class_uid: string
  instance_number: number | null
  hash: string
  size: number
  rows: number | null
  columns: number | null
  frames: number
  transfer_syntax_uid: string
  created: string
}

/** `/study/{namespace}/{studyUid}/schema`: series, images and attachments, each with its id and version. */
export async function studySchema(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call)
  const attachments = await attachmentsOf(call, study)
  if (study.id === undefined && attachments.length === 0)
    throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  const identity = {
    id: study.study_uid,
    study_uid: study.study_uid,
    storage_namespace: study.storage_namespace,
    version: String(study.revision),
  }
  if (queryFlag(call, 'attachments_only')) return reply.send({ ...identity, attachments })
  const extended = queryFlag(call, 'extended')
  const rows = study.id === undefined ? [] : await imageRows(call, study.id)
  const series = new Map<string, ReturnType<typeof seriesOf>>()
  for (const row of rows) {
    const known = series.get(row.series_uid) ?? seriesOf(row)
    series.set(row.series_uid, known)
    known.images.push(imageOf(row, extended))
  }
  return reply.send({
    ...identity,
    image_count: rows.length,
    ...(extended ? { phi_version: study.record?.updated ?? null } : {}),
    series: [...series.values()],
    attachments,
  })
}

async function imageRows({ services }: StorageCall, stored_study_id: number): Promise<ImageRow[]> {
  const { rows } = await sql<ImageRow>`
    select e.series_uid, e.modality, e.series_number, e.attributes, i.sop_instance_uid, i.sop_class_uid, i.instance_number,
      encode(i.hash, 'hex') as hash, i.size, i.rows, i.columns, i.frames, i.transfer_syntax_uid, i.created
    from stored_instance i join stored_series e on e.id = i.stored_series_id
    where i.stored_study_id = ${stored_study_id} and i.current
    order by e.series_number, e.series_uid, i.instance_number, i.sop_instance_uid`.execute(services.db)
  return rows
}

const seriesOf = (row: ImageRow) => ({
  series_uid: row.series_uid,
  modality: row.modality ?? '',
  series_number: row.series_number,
  series_description: textOf(row.attributes, '0008103E') ?? '',
  images: [] as ReturnType<typeof imageOf>[],
})

const imageOf = (row: ImageRow, extended: boolean) => ({
  id: row.sop_instance_uid,
  version: row.hash,
  sop_class_uid: row.sop_class_uid,
  instance_number: row.instance_number,
  frame_count: row.frames,
  rows: row.rows,
  columns: row.columns,
  size: row.size,
  transfer_syntax_uid: row.transfer_syntax_uid,
  ...(extended ? { phi_version: row.hash, transfer_attributes: { stored: row.created } } : {}),
})

export interface Attachment {
  id: string
  version: string
  filename: string
  mime_type: string
  size: number
  stored: string
  phi_namespace: string
}

/**
 * The attachments of a study that the caller may read: of the storage namespace, and of the copy that the call is about;
 * newest first.
 */
export async function attachmentsOf(
  { services, actor }: StorageCall,
  study: StorageStudy,
): Promise<Attachment[]> {
  if (!mayWithReports(actor, study.access, 'view', study.record)) return []
  const own = seesOnlyOwnReports(actor, study.access) ? [actor.user_id] : undefined
  const namespaces = attachmentPlaces(study.record ?? { ...study, phi_namespace: study.storage_namespace })
  const attached = await services.db
    .selectFrom('attachment')
    .select(['id', 'version', 'filename', 'mime_type', 'size', 'stored', 'phi_namespace'])
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('phi_namespace', 'in', namespaces)
    .$if(own !== undefined, (query) => query.where('created_by', 'in', own ?? []))
    .orderBy('stored', 'desc')
    .execute()
  return attached.filter(({ stored }) => isReportOut(study.access, stored))
}

/** `/study/{namespace}/{studyUid}/count`. */
export async function studyCount(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call)
  const attachments = (await attachmentsOf(call, study)).length
  if (study.id === undefined && attachments === 0 && !study.record)
    throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  const images = queryFlag(call, 'count_files') ? await countFiles(call, study) : study.instance_count
  if (queryFlag(call, 'images_only')) return reply.send({ images })
  if (queryFlag(call, 'attachments_only')) return reply.send({ attachments })
  return reply.send({ images, attachments })
}

/** Images whose files are really there. */
async function countFiles({ services }: StorageCall, study: StorageStudy): Promise<number> {
  if (study.id === undefined) return 0
  const rows = await services.db
    .selectFrom('stored_instance')
    .select('hash')
    .where('stored_study_id', '=', study.id)
    .where('current', '=', true)
    .execute()
  let there = 0
  for (const { hash } of rows) if (await services.objects.has(hash.toString('hex'))) there++
  return there
}
