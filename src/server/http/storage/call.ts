import type { FastifyRequest } from 'fastify'
import type { Permission } from '#contract/permission.ts'
import { isUuid } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn, type NamespaceAccess, namespaceAccess } from '../../access/namespaces.ts'
import { type FoundStudy, findStudy, type StudyRow } from '../../access/study.ts'
import type { Substitution } from '../../dicom/anonymization.ts'
import { isUID } from '../../dicom/instance.ts'
import { findInstances, type StoredInstance } from '../../imaging/stored-study.ts'
import { Refusal } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { readingActor } from '../dicomweb/caller.ts'
import { queryText } from '../dicomweb/query.ts'
import { StorageFailure } from './failure.ts'

export interface StorageParams {
  engine?: string
  namespace?: string
  study?: string
  series?: string
  image?: string
  version?: string
  frame?: string
  attachment?: string
  filename?: string
  upload?: string
  order?: string
  document?: string
  hl7?: string
}

/** One call of the storage API. */
export interface StorageCall {
  services: Services
  request: FastifyRequest
  actor: Actor
  params: StorageParams
  /** A job does what was asked for, and says under the client's id when it is done. */
  goesOn?: true
}

export async function openStorageCall(
  request: FastifyRequest<{ Params: StorageParams }>,
  services: Services,
): Promise<StorageCall> {
  const actor = await readingActor(request, services)
  // A guest reads, and fills what an upload link opens: nothing of theirs to take away.
  if (actor.guest && request.method === 'DELETE') throw new Refusal('NOT_PERMITTED')
  return { services, request, actor, params: request.params }
}

/** A stored study as the call names it, the permission checked. */
export interface StorageStudy {
  storage_namespace: string
  study_uid: string
  account_id: string | null
  /** How the caller holds the record, or the storage namespace without one. */
  access: NamespaceAccess
  /** Absent while images were sent that no record leads to. */
  record: StudyRow | undefined
  /** The stored study's row; absent when it holds no image. */
  id: number | undefined
  /** What stands between the record and the images. */
  anonymization: Substitution[] | null
  revision: number
  instance_count: number
}

/** A flag of the query: 1 or 0, true or false. */
export function queryFlag(call: Pick<StorageCall, 'request'>, name: string): boolean {
  const value = queryText(call.request, name)
  return value === '1' || value?.toLowerCase() === 'true'
}

export const namespaceOf = (call: StorageCall): string => {
  const { namespace = '' } = call.params
  if (!isUuid(namespace)) throw new StorageFailure('NOT_FOUND', 'There is no such namespace')
  return namespace.toLowerCase()
}

/**
 * The study of the path. Through its record, of the phi_namespace where one is named; without a record, by holding the
 * storage namespace itself (images may come before `/study/add`, and stay after `/study/delete`).
 */
export async function studyOfCall(
  call: StorageCall,
  permission: Permission | readonly Permission[] = 'study_view',
): Promise<StorageStudy> {
  const { services, actor, params } = call
  const storage_namespace = namespaceOf(call)
  const study_uid = params.study ?? ''
  if (!isUID(study_uid)) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  const phi_namespace = queryText(call.request, 'phi_namespace')
  const found = await recordOf(call, storage_namespace, study_uid, phi_namespace, permission)
  const record = found?.study
  const access = found?.access ?? (await namespaceAccess(services.db, actor, storage_namespace))
  if (!access) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  if (!record) {
    // With a record it is the record that is not theirs to see.
    if (access.masks && (await hasRecord(call, storage_namespace, study_uid)))
      throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
    const wanted = typeof permission === 'string' ? [permission] : permission
    if (!wanted.some((one) => mayIn(actor, access, one))) throw new Refusal('NOT_PERMITTED')
  }
  const stored = await services.db
    .selectFrom('stored_study')
    .select(['id', 'revision', 'instance_count', 'account_id'])
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .executeTakeFirst()
  return {
    storage_namespace,
    study_uid,
    account_id: stored?.account_id ?? record?.account_id ?? null,
    access,
    record,
    id: stored?.id,
    anonymization: record?.anonymization ?? null,
    revision: stored?.revision ?? 0,
    instance_count: stored?.instance_count ?? 0,
  }
}

async function hasRecord(
  { services }: StorageCall,
  storage_namespace: string,
  study_uid: string,
): Promise<boolean> {
  const record = await services.db
    .selectFrom('study')
    .select('uuid')
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return record !== undefined
}

async function recordOf(
  { services, actor }: StorageCall,
  storage_namespace: string,
  study_uid: string,
  phi_namespace: string | undefined,
  permission: Permission | readonly Permission[],
): Promise<FoundStudy | undefined> {
  if (phi_namespace !== undefined && !isUuid(phi_namespace))
    throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  try {
    return await findStudy(services.db, actor, { storage_namespace, study_uid, phi_namespace }, permission)
  } catch (error) {
    if (error instanceof Refusal && error.error_type === 'NOT_FOUND') return undefined
    throw error
  }
}

/** As `studyOfCall`, for what needs images. */
export async function filledStudyOfCall(
  call: StorageCall,
  permission: Permission = 'study_view',
): Promise<StorageStudy & { id: number }> {
  const study = await studyOfCall(call, permission)
  if (study.id === undefined) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  return { ...study, id: study.id }
}

/** The image of the path: its current version, or an older one by its hash. */
export async function imageOfCall(
  call: StorageCall,
): Promise<{ study: StorageStudy & { id: number }; image: StoredInstance }> {
  const study = await filledStudyOfCall(call)
  const { image: uid = '', version } = call.params
  const [image] = await findInstances(call.services, study, { sop_instance_uid: uid, hash: version })
  if (!image) throw new StorageFailure('IMAGE_NOT_FOUND', 'There is no such image')
  return { study, image }
}
