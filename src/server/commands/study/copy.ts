import { type Kysely, sql } from 'kysely'
import { studyClone, studyDuplicate, studySplit } from '#contract/study/copy.ts'
import type { Actor } from '../../access/actor.ts'
import {
  mayIn,
  type NamespaceAccess,
  namespaceAccess,
  namespacesOf,
  requireNamespace,
} from '../../access/namespaces.ts'
import { mayWithReports } from '../../access/report.ts'
import { type FoundStudy, findStudy, type StudyRow } from '../../access/study.ts'
import type { StudyRequestRow } from '../../access/study_request.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { isUID } from '../../dicom/instance.ts'
import { newUID } from '../../dicom/uid.ts'
import { Refusal } from '../../refusal.ts'
import { copyStudy, seriesOf, tellOfCopies } from '../../share/copy.ts'
import { noteAnswer, openRequest } from '../../share/study_request.ts'
import type { ShareTarget } from '../../share/target.ts'

const placeOf = ({ uuid, type, type_uuid, account_id, name }: NamespaceAccess): ShareTarget => ({
  namespace_id: uuid,
  type,
  type_uuid,
  account_id,
  name,
})

/** Images to copy: neither on their way nor elsewhere. */
const hasImages = (study: StudyRow): boolean => !study.phantom && !study.thin

const imagesOf = async (db: Kysely<Database>, study: StudyRow): Promise<number> =>
  (await seriesOf(db, study)).reduce((sum, { images }) => sum + images, 0)

/** NO_DESTINATION for a place of the actor's accounts that was deleted; any other that they do not hold is NOT_FOUND. */
async function destination(db: Kysely<Database>, actor: Actor, namespace_id: string): Promise<ShareTarget> {
  const held = await namespaceAccess(db, actor, namespace_id)
  if (held) {
    if (!mayIn(actor, held, 'study_upload')) throw new Refusal('NOT_PERMITTED')
    return placeOf(held)
  }
  const gone = await db
    .selectFrom('namespace')
    .select('account_id')
    .where('uuid', '=', namespace_id)
    .where('deleted', 'is not', null)
    .executeTakeFirst()
  const own = (await namespacesOf(db, actor)).some(({ account_id }) => account_id === gone?.account_id)
  throw new Refusal(gone?.account_id && own ? 'NO_DESTINATION' : 'NOT_FOUND')
}

/** The place that is named, or that a request asks to fill. */
async function placeFor(
  tx: Kysely<Database>,
  actor: Actor,
  { study, access }: FoundStudy,
  {
    namespace_id,
    study_request_id,
  }: { namespace_id?: string | undefined; study_request_id?: string | undefined },
): Promise<{ place: ShareTarget; request?: StudyRequestRow }> {
  if (namespace_id !== undefined) return { place: await destination(tx, actor, namespace_id) }
  if (!mayIn(actor, access, 'study_duplicate_request'))
    throw new Refusal('NOT_PERMITTED', 'study_duplicate_request')
  try {
    const found = await openRequest(tx, actor, study_request_id ?? '', study, 'study_duplicate_request')
    return { place: found.target, request: found.request }
  } catch (error) {
    const gone = error instanceof Refusal && error.error_subtype === 'NO_DESTINATION'
    throw gone ? new Refusal('NO_DESTINATION') : error
  }
}

export const duplicate = handle(studyDuplicate, async ({ params, actor, services: { db }, refuse }) => {
  const found = await findStudy(db, actor, { uuid: params.uuid }, 'study_duplicate')
  const { study } = found
  const job_id = await db.transaction().execute(async (tx) => {
    const { place, request } = await placeFor(tx, actor, found, params)
    if (!hasImages(study)) throw refuse('FAILED')
    const made = await copyStudy(tx, actor, study, place, {
      kind: 'duplicate',
      study_uid: study.study_uid,
      images: await imagesOf(tx, study),
      overwrite: params.overwrite === 1,
      exclude_phi: params.exclude_phi === 1,
      include_attachments:
        params.include_attachments === 1 && mayWithReports(actor, found.access, 'view', study),
    })
    await tellOfCopies(tx, actor, place, [made.copy])
    if (request) await noteAnswer(tx, actor, request, place)
    return made.job_id
  })
  return job_id ? { job_id } : {}
})

export const clone = handle(studyClone, async ({ params, actor, services: { db }, refuse }) => {
  const { uuid, study_uid = newUID(), phi_namespace } = params
  if (params.study_uid === undefined && phi_namespace !== undefined)
    throw refuse('MISSING_FIELDS', ['study_uid'])
  if (params.study_uid !== undefined && phi_namespace === undefined)
    throw refuse('MISSING_FIELDS', ['phi_namespace'])
  if (!isUID(study_uid)) throw refuse('FAILED', 'study_uid')
  const { study, access } = await findStudy(db, actor, { uuid }, 'study_clone')
  if (!mayIn(actor, access, 'study_view')) throw refuse('NOT_PERMITTED')
  // Without a place of its own the clone stays where the study is seen: nobody clones into another's storage.
  const place = await requireNamespace(db, actor, phi_namespace ?? study.phi_namespace, 'study_upload')
  if (place.uuid !== access.uuid && (!place.account_id || place.account_id !== access.account_id))
    throw refuse('NOT_IN_ACCOUNT')
  if (!hasImages(study)) throw refuse('NOT_AVAILABLE')
  const job_id = await db.transaction().execute(async (tx) => {
    const made = await copyStudy(tx, actor, study, placeOf(place), {
      kind: 'clone',
      study_uid,
      images: await imagesOf(tx, study),
      new_series_uids: params.new_series_uids === 1,
      new_image_uids: params.new_image_uids === 1,
    })
    await tellOfCopies(tx, actor, placeOf(place), [made.copy])
    return made.job_id
  })
  return job_id ? { study_uid, job_id } : { study_uid }
})

export const split = handle(studySplit, async ({ params, actor, services: { db }, refuse }) => {
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_split')
  const place = placeOf(await requireNamespace(db, actor, params.namespace_id, 'study_upload'))
  if (!hasImages(study)) throw refuse('NOT_AVAILABLE')
  const job_ids = await db.transaction().execute(async (tx) => {
    // Two who split at once: the second waits here and finds the first one running.
    await tx.selectFrom('study').select('uuid').where('uuid', '=', study.uuid).forUpdate().execute()
    const splits = tx.selectFrom('study_copy').select('uuid').where('kind', '=', 'split').limit(1)
    const recent = await splits
      .where('copy_id', '=', study.uuid)
      .where('namespace_id', '=', place.namespace_id)
      .where(sql<boolean>`created > now() - interval '24 hours'`)
      .executeTakeFirst()
    if (recent) throw refuse('RECENT_NAMESPACE_SPLIT')
    const running = await splits
      .where('study_id', '=', study.uuid)
      .where('state', 'in', ['SCHEDULED', 'RUNNING'])
      .executeTakeFirst()
    if (running) throw refuse('RUNNING')
    const series = await seriesOf(tx, study)
    if (series.length === 0) throw refuse('NOT_AVAILABLE')
    const parts =
      params.no_split === 1 ? [{ images: series.reduce((sum, { images }) => sum + images, 0) }] : series
    const made = []
    for (const part of parts)
      made.push(
        await copyStudy(tx, actor, study, place, {
          kind: 'split',
          study_uid: newUID(),
          images: part.images,
          ...('series_uid' in part ? { series_uids: [part.series_uid] } : {}),
        }),
      )
    await tellOfCopies(
      tx,
      actor,
      place,
      made.map(({ copy }) => copy),
    )
    return made.flatMap(({ job_id }) => job_id ?? [])
  })
  return { job_ids }
})
