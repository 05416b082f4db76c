import type { FastifyReply } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import { requireOwnImages } from '../../access/images.ts'
import { mayIn, type NamespaceAccess, requireNamespace } from '../../access/namespaces.ts'
import type { StudyRow } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import type { Database } from '../../db/tables.ts'
import { isUID } from '../../dicom/instance.ts'
import { newUID } from '../../dicom/uid.ts'
import { colorOf, regionsBody } from '../../imaging/regions.ts'
import { enqueue } from '../../jobs/queue.ts'
import { type CopyOptions, copyStudy, seriesOf } from '../../share/copy.ts'
import type { ShareTarget } from '../../share/target.ts'
import { auditOf } from '../../study/change.ts'
import { queryText } from '../dicomweb/query.ts'
import { bodyText } from './body.ts'
import { queryFlag, type StorageCall, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { jobIdOf } from './job.ts'

/**
 * Studies out of studies (v3 storage: split, clone, crop, anonymize, merge). A job writes the images; existing clients
 * read the new Study Instance UID as bare text and wait for the study to appear.
 */

interface Source {
  study: StudyRow
  access: NamespaceAccess
}

async function sourceOf(call: StorageCall, permission: Permission): Promise<Source> {
  const { record, access, id } = await studyOfCall(call, permission)
  if (!record || id === undefined) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  return { study: record, access }
}

/** Where the new study goes: `to_namespace`, else where the old one is stored. Clones stay where they are from. */
async function placeOf(
  call: StorageCall,
  { study }: Source,
  kind: CopyOptions['kind'],
): Promise<ShareTarget> {
  const { services, actor } = call
  const uuid = (kind !== 'clone' && queryText(call.request, 'to_namespace')) || study.storage_namespace
  const access = await requireNamespace(services.db, actor, uuid.toLowerCase(), 'study_upload')
  const { type, type_uuid, account_id, name } = access
  return { namespace_id: access.uuid, type, type_uuid, account_id, name }
}

const listOf = (text: string | undefined): string[] | undefined => {
  const items = (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  return items.length > 0 ? items : undefined
}

function newStudyUID(call: StorageCall): string {
  const given = queryText(call.request, 'new_study_uid')
  if (given === undefined || given === '') return newUID()
  if (!isUID(given)) throw new StorageFailure('VALIDATION_ERROR', 'new_study_uid is a UID')
  return given
}

async function derive(
  call: StorageCall,
  reply: FastifyReply,
  source: Source,
  options: Omit<CopyOptions, 'storage_job'>,
): Promise<FastifyReply> {
  const { services, actor } = call
  const place = await placeOf(call, source, options.kind)
  const storage_job = jobIdOf(call)
  const { series_uids } = options
  const made = await services.db.transaction().execute(async (tx) => {
    const series = (await seriesOf(tx, source.study)).filter(
      ({ series_uid }) => !series_uids || series_uids.includes(series_uid),
    )
    if (series.length === 0) throw new StorageFailure('SERIES_NOT_FOUND', 'There are no such series')
    const images = series.reduce((sum, one) => sum + one.images, 0)
    return copyStudy(tx, actor, source.study, place, {
      ...options,
      ...(storage_job === undefined ? {} : { storage_job }),
      images,
    })
  })
  if (made.job_id !== undefined) call.goesOn = true
  return reply
    .code(202)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(options.study_uid)
}

/** `POST .../split`: some series, or all, as a study of their own; from the original they go where that is asked for. */
export async function splitStudy(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const source = await sourceOf(call, 'study_split')
  const series_uids = listOf(queryText(call.request, 'series_uid'))
  const delete_original = queryFlag(call, 'delete_series_from_original') && series_uids !== undefined
  if (delete_original)
    await requireOwnImages(call.services.db, call.actor, source.study, ['study_delete_image', 'study_delete'])
  return derive(call, reply, source, {
    kind: 'split',
    study_uid: newUID(),
    delete_original,
    ...(series_uids ? { series_uids } : {}),
  })
}

/** `POST .../clone`. */
export async function cloneStudy(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const source = await sourceOf(call, 'study_view')
  return derive(call, reply, source, {
    kind: 'clone',
    study_uid: newUID(),
    new_series_uids: queryFlag(call, 'new_series_uids'),
    new_image_uids: queryFlag(call, 'new_image_uids'),
  })
}

/** `POST .../crop` and `.../anonymize`: a copy in which pixels are cut off or painted over. */
const withRegions =
  (kind: 'crop' | 'anonymize') =>
  async (call: StorageCall, reply: FastifyReply): Promise<FastifyReply> => {
    const source = await sourceOf(call, 'study_view')
    const color = queryText(call.request, 'color') || undefined
    if (color !== undefined && !colorOf(color))
      throw new StorageFailure('VALIDATION_ERROR', 'color is #rrggbb')
    const regions = regionsBody.safeParse(jsonOf(await bodyText(call)))
    if (!regions.success)
      throw new StorageFailure('JSON_DESERIALIZE_EXCEPTION', 'The body is no JSON object of regions')
    const keep = queryFlag(call, 'keep_image_uids')
    return derive(call, reply, source, {
      kind,
      study_uid: newStudyUID(call),
      regions: regions.data,
      new_series_uids: true,
      new_image_uids: !keep,
      ...(color === undefined ? {} : { color }),
    })
  }

export const cropStudy = withRegions('crop')
export const anonymizeStudy = withRegions('anonymize')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `GET .../merge`: the images of other studies of the same storage and patient become images of this one. */
export async function mergeStudies(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor } = call
  const { study, access } = await sourceOf(call, 'study_merge')
  const uids = listOf(queryText(call.request, 'secondary_study_uid'))
  if (!uids) throw new StorageFailure('VALIDATION_ERROR', 'secondary_study_uid is missing')
  const delete_original = queryFlag(call, 'delete_secondary_study')
  // The document has a 500 for it.
  if (delete_original && !mayIn(actor, access, 'study_delete'))
    throw new StorageFailure('UNKNOWN', 'You may not delete the other study')
  await requireOwnImages(services.db, actor, study, ['study_merge'])
  const series_uids = listOf(queryText(call.request, 'series_uids')) ?? null
  await services.db.transaction().execute(async (tx) => {
    for (const study_uid of uids) {
      const other = await secondary(tx, study, study_uid)
      const series = (await seriesOf(tx, other)).filter(
        ({ series_uid }) => !series_uids || series_uids.includes(series_uid),
      )
      if (series.length === 0) throw new StorageFailure('SERIES_NOT_FOUND', 'There are no such series')
      const { uuid } = await tx
        .insertInto('study_copy')
        .values({
          kind: 'merge',
          study_id: other.uuid,
          copy_id: study.uuid,
          namespace_id: study.storage_namespace,
          series_uids,
          delete_original,
          total: series.reduce((sum, { images }) => sum + images, 0),
          user_id: actor.user_id,
          storage_job: uids.at(-1) === study_uid ? (jobIdOf(call) ?? null) : null,
        })
        .returning('uuid')
        .executeTakeFirstOrThrow()
      await recordAudit(tx, actor, { ...auditOf(study), action: 'MERGE', detail: { study_id: other.uuid } })
      await enqueue(tx, 'study_copy', { copy: uuid })
    }
  })
  call.goesOn = true
  return reply.code(202).header('cache-control', 'no-store').send()
}

/** Another study in the same place, of the same patient: one study is about one. */
async function secondary(tx: Kysely<Database>, study: StudyRow, study_uid: string): Promise<StudyRow> {
  const other = await tx
    .selectFrom('study')
    .selectAll()
    .where('storage_namespace', '=', study.storage_namespace)
    .where('phi_namespace', '=', study.phi_namespace)
    .where('study_uid', '=', study_uid)
    .where('uuid', '!=', study.uuid)
    .where('deleted', 'is', null)
    .where(sql<boolean>`not phantom and not thin`)
    .executeTakeFirst()
  if (!other) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such secondary study')
  if (other.is_frozen || study.is_frozen) throw new StorageFailure('CONFLICT', 'A frozen study is not merged')
  if ((other.patientid ?? '') !== (study.patientid ?? ''))
    throw new StorageFailure('CONFLICT', 'The studies are of different patients')
  return other
}
