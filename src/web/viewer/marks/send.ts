import { z } from 'zod'
import { annotationAdd, annotationDelete, annotationList, annotationSet } from '#contract/annotation.ts'
import { keyimageAdd, keyimageDelete, keyimageList } from '#contract/keyimage.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { imageVersion } from '../data/versions.ts'
import { imageKey } from './mark.ts'
import type { OutboxEntry } from './outbox.ts'
import { fromJson } from './schema.ts'

const target = z.object({ series_uid: z.string(), instance_uid: z.string(), frame_number: z.number() })
const markWanted = target.extend({ json: z.unknown() })
const keyimageWanted = target.extend({ schema: z.string() })
type KeyimageWanted = z.output<typeof keyimageWanted>

/** What is gone already needs no deleting. */
async function gone(deletion: Promise<unknown>): Promise<undefined> {
  try {
    await deletion
  } catch (error) {
    if (errorTypeOf(error) !== 'NOT_FOUND') throw error
  }
}

async function savedMark(studyId: string, id: string): Promise<string | undefined> {
  const { annotations } = await call(annotationList, { study_id: studyId })
  return annotations.find(({ json }) => fromJson(json)?.id === id)?.uuid
}

async function savedKeyimage(studyId: string, wanted: KeyimageWanted): Promise<string | undefined> {
  const { images } = await call(keyimageList, { study_id: studyId })
  return images.find(
    ({ instance_uid, frame_number }) =>
      instance_uid === wanted.instance_uid && frame_number === wanted.frame_number,
  )?.uuid
}

async function sendMark({
  key,
  studyId,
  uuid: known,
  want,
  uncertain,
}: OutboxEntry): Promise<string | undefined> {
  const id = key.slice('mark:'.length)
  // Sent without an answer: it may be there, and must not be there twice.
  const uuid = known ?? (uncertain ? await savedMark(studyId, id) : undefined)
  if (want === null) return uuid === undefined ? undefined : gone(call(annotationDelete, { uuid }))
  const { json, ...image } = markWanted.parse(want)
  if (uuid !== undefined) {
    try {
      return (await call(annotationSet, { uuid, json })).uuid
    } catch (error) {
      // Deleted by somebody else meanwhile: this reader's work is kept.
      if (errorTypeOf(error) !== 'NOT_FOUND') throw error
    }
  }
  return (await call(annotationAdd, { study_id: studyId, ...image, json })).uuid
}

async function sendKeyimage({
  studyId,
  uuid: known,
  want,
  uncertain,
}: OutboxEntry): Promise<string | undefined> {
  if (want === null) return known === undefined ? undefined : gone(call(keyimageDelete, { uuid: known }))
  const wanted = keyimageWanted.parse(want)
  const uuid = known ?? (uncertain ? await savedKeyimage(studyId, wanted) : undefined)
  if (uuid !== undefined) return uuid
  const { schema, ...image } = wanted
  const version = (await imageVersion(schema, image.instance_uid)) ?? ''
  return (await call(keyimageAdd, { study_id: studyId, ...image, version })).uuid
}

/** Brings one entry of the outbox to the server. */
export const sendEntry = (entry: OutboxEntry): Promise<string | undefined> =>
  entry.kind === 'mark' ? sendMark(entry) : sendKeyimage(entry)

export const markKey = (id: string): string => `mark:${id}`
export const keyimageKey = (
  studyId: string,
  image: { SOPInstanceUID: string; frameNumber: number },
): string => `keyimage:${studyId}:${imageKey(image)}`
