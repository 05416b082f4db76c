import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { tagOfName } from '../../dicom/dictionary.ts'
import { editsOfRecord } from '../../imaging/edited.ts'
import { findInstances } from '../../imaging/stored-study.ts'
import { queryText } from '../dicomweb/query.ts'
import { filledStudyOfCall, imageOfCall, queryFlag, type StorageCall, type StorageStudy } from './call.ts'
import { StorageFailure } from './failure.ts'
import { type TagFilter, tagsOfImage } from './tags.ts'

/** Groups whose elements say who the patient is and what the study is about. */
const PHI_GROUPS = new Set([0x0010])
const STUDY_TAGS = [
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'InstitutionName',
  'ReferringPhysicianName',
  'StudyDescription',
  'StudyInstanceUID',
  'StudyID',
  'Modality',
] // prettier-ignore

function list(call: StorageCall, name: string): string[] | undefined {
  const text = queryText(call.request, name)
  const parts = text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return parts && parts.length > 0 ? parts : undefined
}

function groupsOf(call: StorageCall): Set<number> | undefined {
  const groups = list(call, 'groups')?.map(Number)
  if (groups?.some((group) => !Number.isInteger(group)))
    throw new StorageFailure('BAD_REQUEST', 'groups are numbers, decimal or 0x')
  return groups && new Set(groups)
}

function tagsOf(call: StorageCall): Set<number> | undefined {
  const tags = list(call, 'include_tags')?.map((text) => tagOfName(text.split(':')[0] ?? ''))
  return tags && new Set(tags.filter((tag) => tag !== undefined))
}

const filterOf = async (
  call: StorageCall,
  { record }: StorageStudy,
): Promise<Omit<TagFilter, 'substitutions'>> => ({
  groups: groupsOf(call),
  tags: tagsOf(call),
  excludeUnnamed: queryFlag(call, 'exclude_unnamed'),
  allValues: queryFlag(call, 'all_dicom_values'),
  edits: await editsOfRecord(call.services.db, record),
})

/** `image/{imageUid}/version/{imageVersion}/json` and `/attribute`: every element of an image. */
export async function imageAttributes(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { study, image } = await imageOfCall(call)
  return reply.send({
    id: image.sop_instance_uid,
    version: image.hash,
    tags: await tagsOfImage(call.services, image, await filterOf(call, study)),
  })
}

/** `image/{imageUid}/version/{imageVersion}/phi`: the patient's elements of an image. */
export async function imagePhi(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { study, image } = await imageOfCall(call)
  const filter = { ...(await filterOf(call, study)), groups: PHI_GROUPS, tags: phiTags() }
  return reply.send({
    id: image.sop_instance_uid,
    version: image.hash,
    tags: await tagsOfImage(call.services, image, filter),
  })
}

const phiTags = (): Set<number> => new Set(STUDY_TAGS.map(tagOfName).filter((tag) => tag !== undefined))

/** `/study/{namespace}/{studyUid}/tag` and `/phi`: the patient's and the study's elements, of its first image. */
export async function studyPhi(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await filledStudyOfCall(call)
  const [image] = await findInstances(call.services, study)
  if (!image) throw new StorageFailure('IMAGES_NOT_FOUND', 'The study has no images')
  const filter = { ...(await filterOf(call, study)), groups: PHI_GROUPS, tags: phiTags() }
  return reply.send({ study_uid: study.study_uid, tags: await tagsOfImage(call.services, image, filter) })
}

/** `/study/{namespace}/{studyUid}/json`: every element of every image, as they are read. */
export async function studyJson(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await filledStudyOfCall(call)
  const images = await findInstances(call.services, study, {
    series_uid: queryText(call.request, 'series_uid'),
  })
  if (images.length === 0) throw new StorageFailure('SERIES_NOT_FOUND', 'There is no such series')
  const filter = await filterOf(call, study)
  async function* pieces() {
    for (const [n, image] of images.entries()) {
      const tags = await tagsOfImage(call.services, image, filter)
      yield `${n === 0 ? '[' : ','}${JSON.stringify({ id: image.sop_instance_uid, version: image.hash, series_uid: image.series_uid, tags })}`
    }
    yield ']'
  }
  return reply.type('application/json').send(Readable.from(pieces()))
}
