import { reachOf } from '../access/guest.ts'
import { type Instance, readInstance } from '../dicom/instance.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import type { StagedObject } from '../objects/store.ts'
import { ObjectTooLarge } from '../objects/store.ts'
import type { Services } from '../services.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import { textOf } from './attributes.ts'
import { ingressOf, restage } from './ingress.ts'
import type { Outcome, Refused } from './outcome.ts'
import type { IngestTarget } from './target.ts'
import { writerOf } from './writer.ts'

/** Larger files are refused: 2^31 - 1 bytes, as the storage API documents it. */
export const MAX_FILE = 2 ** 31 - 1

/**
 * Takes one file in: staged and hashed as it streams, read, checked, made durable, written to the database. When this
 * resolves as stored, the image survives the loss of the process. A refused file leaves nothing behind.
 */
export async function receiveFile(
  services: Services,
  target: IngestTarget,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Outcome> {
  return finishFile(services, target, await stageFile(services, source))
}

/** The first half: drains the source. Several files of one request come in one after the other. */
export async function stageFile(
  services: Services,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<StagedObject | Refused> {
  try {
    return await services.objects.stage(source, { limit: MAX_FILE })
  } catch (error) {
    return refusedBy(error)
  }
}

/** The second half, which may run beside the next file's first. */
export async function finishFile(
  services: Services,
  target: IngestTarget,
  staged: StagedObject | Refused,
): Promise<Outcome> {
  const outcome = 'state' in staged ? staged : await received(services, target, staged)
  if (outcome.state === 'refused') await tellOfFailure(services, target)
  return outcome
}

async function received(services: Services, target: IngestTarget, staged: StagedObject): Promise<Outcome> {
  try {
    return await receiveStaged(services, target, staged)
  } catch (error) {
    return refusedBy(error)
  } finally {
    await staged.discard()
  }
}

/** Those of the place who want to know that images were not taken, once a minute for each sender. */
async function tellOfFailure(
  { db }: Services,
  { storage_namespace: namespace_id, actor, asIs }: IngestTarget,
): Promise<void> {
  if (asIs) return
  await notifyNamespace(db, {
    namespace_id,
    kind: 'event_upload_fail',
    wording: 'uploadFailed',
    values: { sender: actor.name },
    path: '/studies',
    by: actor.user_id,
    once: `${namespace_id}:${actor.user_id}`,
  })
}

async function receiveStaged(
  services: Services,
  target: IngestTarget,
  staged: StagedObject,
): Promise<Outcome> {
  const instance = await readInstance(staged.size, (range) => staged.read(range))
  const { StudyInstanceUID, SOPInstanceUID, SOPClassUID } = instance
  if (target.study_uid !== undefined && target.study_uid !== StudyInstanceUID) {
    return {
      state: 'refused',
      reason: 'WRONG_STUDY',
      message: `The file belongs to study ${StudyInstanceUID}, not to ${target.study_uid}`,
      StudyInstanceUID,
      SOPInstanceUID,
      SOPClassUID,
    }
  }
  const unlike = await unlikeRules(services, target, instance)
  if (unlike !== undefined) {
    return {
      state: 'refused',
      reason: 'NOT_ACCEPTED',
      message: `The link takes other images: ${unlike}`,
      StudyInstanceUID,
      SOPInstanceUID,
      SOPClassUID,
    }
  }
  const rewriting = await ingressOf(services, target, StudyInstanceUID)
  if (!rewriting) return writerOf(services).store({ target, instance, staged })
  const anew = await restage(services, staged, rewriting, MAX_FILE)
  try {
    const stored = await readInstance(anew.size, (range) => anew.read(range))
    return await writerOf(services).store({ target, instance: stored, staged: anew })
  } finally {
    await anew.discard()
  }
}

/** The tags in which an image differs from what an upload link asks for; nothing when it may come in. */
async function unlikeRules(
  services: Services,
  { actor }: IngestTarget,
  { json }: Instance,
): Promise<string | undefined> {
  const { rules } = await reachOf(services.db, actor)
  if (!rules || rules.match.size === 0) return undefined
  const unlike = [...rules.match].filter(([tag, pattern]) => {
    const [, source = pattern, flags = ''] = /^\/(.*)\/([imsu]*)$/.exec(pattern) ?? []
    return !new RegExp(source, flags).test(textOf(json, tag.replaceAll(/\W/g, '').toUpperCase()) ?? '')
  })
  return rules.match.size - unlike.length >= rules.needed ? undefined : unlike.map(([tag]) => tag).join(', ')
}

/** The client's fault as a refusal; anything else goes on as it is. */
function refusedBy(error: unknown): Refused {
  if (error instanceof DicomRefusal) return { state: 'refused', reason: error.reason, message: error.message }
  if (error instanceof ObjectTooLarge) {
    return { state: 'refused', reason: 'TOO_LARGE', message: `The file is larger than ${error.limit} bytes` }
  }
  throw error
}
