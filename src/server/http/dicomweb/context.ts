import type { FastifyRequest } from 'fastify'
import type { Permission } from '#contract/permission.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn, type NamespaceAccess, namespacesOf, requireNamespace } from '../../access/namespaces.ts'
import { type StudyScope, studyScope } from '../../access/study.ts'
import { isUID } from '../../dicom/instance.ts'
import {
  findInstances,
  findVisibleInstance,
  findVisibleStudy,
  type SeenThrough,
  type StoredInstance,
  type VisibleStudy,
} from '../../imaging/stored-study.ts'
import { Refusal } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { readingActor } from './caller.ts'
import { DicomwebFailure } from './failure.ts'

/** Path parameters of the DICOMweb routes; each route has some of them. */
export interface PathParams {
  namespace?: string
  study?: string
  series?: string
  instance?: string
  frames?: string
  workitem?: string
  aetitle?: string
  '*'?: string
}

/** One DICOMweb request: who asks, and through which door. */
export interface DicomwebCall {
  services: Services
  request: FastifyRequest
  actor: Actor
  params: PathParams
  /** Absolute address of the service the client talks to, without a trailing slash. */
  base: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export async function openCall(
  request: FastifyRequest<{ Params: PathParams }>,
  services: Services,
): Promise<DicomwebCall> {
  const actor = await readingActor(request, services)
  const { params } = request
  if (params.namespace !== undefined && !UUID.test(params.namespace)) throw new Refusal('NOT_FOUND')
  for (const uid of [params.study, params.series, params.instance, params.workitem]) {
    if (uid !== undefined && !isUID(uid)) throw new DicomwebFailure(404, 'Not a UID')
  }
  const door = params.namespace === undefined ? '/dicomweb' : `/dicomweb/namespaces/${params.namespace}`
  return { services, request, actor, params, base: `${request.protocol}://${request.host}${door}` }
}

/** The namespaces that the request may look into. */
export async function scopeOf(
  call: DicomwebCall,
  permission: Permission = 'study_view',
): Promise<StudyScope> {
  const { services, actor, params } = call
  const { namespace } = params
  if (namespace === undefined) return studyScope(services.db, actor, permission)
  const scope = await studyScope(services.db, actor, permission, [namespace])
  // Of a namespace that is not held, single studies may be granted.
  if (!actor.guest && !scope.namespaces.includes(namespace))
    await requireNamespace(services.db, actor, namespace, permission)
  return { ...scope, namespaces: scope.namespaces.filter((uuid) => uuid === namespace) }
}

/** The study that the path names. 404 for one that is not there and for one that the actor may not see. */
export async function studyOf(
  call: DicomwebCall,
  uid: string | undefined = call.params.study,
): Promise<VisibleStudy> {
  const study =
    uid === undefined ? undefined : await findVisibleStudy(call.services, await scopeOf(call), uid)
  if (!study) throw new DicomwebFailure(404, 'There is no such study')
  return study
}

/** The current instances that the path names, in their order, and what they are seen through. 404 where there is none for this actor. */
export async function foundInstances(
  call: DicomwebCall,
): Promise<{ instances: StoredInstance[]; through: SeenThrough }> {
  const { services, params } = call
  const { study: study_uid, series: series_uid, instance: sop_instance_uid } = params
  if (study_uid !== undefined && series_uid !== undefined && sop_instance_uid !== undefined) {
    const found = await findVisibleInstance(services, await scopeOf(call), {
      study_uid,
      series_uid,
      sop_instance_uid,
    })
    if (!found) throw new DicomwebFailure(404, 'There is no such object')
    return { instances: [found.instance], through: found.through }
  }
  const through = await studyOf(call)
  const instances = await findInstances(services, through, { series_uid, sop_instance_uid })
  if (instances.length === 0) throw new DicomwebFailure(404, 'There is no such object')
  return { instances, through }
}

/** The instances alone. */
export const instancesOf = async (call: DicomwebCall): Promise<StoredInstance[]> =>
  (await foundInstances(call)).instances

/** Where images that are sent here go: the named namespace, else the actor's first account, else what they may fill. */
export async function uploadNamespace(call: DicomwebCall): Promise<NamespaceAccess> {
  const { services, actor, params } = call
  if (params.namespace !== undefined)
    return requireNamespace(services.db, actor, params.namespace, 'study_upload')
  const held = (await namespacesOf(services.db, actor)).filter((access) =>
    mayIn(actor, access, 'study_upload'),
  )
  const namespace = held.find(({ type }) => type === 'account_id') ?? held[0]
  if (!namespace) throw new Refusal('NOT_PERMITTED')
  return namespace
}
