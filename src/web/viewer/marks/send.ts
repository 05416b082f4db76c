import { z } from 'zod'
import {
  annotationAdd,
  annotationDelete,
  annotationGet,
  annotationList,
  annotationSet,
} from '#contract/annotation.ts'
import { keyimageAdd, keyimageDelete, keyimageList } from '#contract/keyimage.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { imageVersion } from '../data/versions.ts'
import { draftPartOf } from '../segmentation/annotation.ts'
import { imageKey } from './mark.ts'
import type { Delivered, OutboxEntry } from './outbox.ts'
import { fromJson } from './schema.ts'

const target = z.object({ series_uid: z.string(), instance_uid: z.string(), frame_number: z.number() })
const annotationWanted = target.extend({ json: z.unknown() })
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

/** What an annotation of ours says: a mark, or a part of a segmentation. */
const contentOf = (json: unknown) => fromJson(json) ?? draftPartOf(json)

async function savedAnnotation(studyId: string, id: string): Promise<Delivered | undefined> {
  const { annotations } = await call(annotationList, { study_id: studyId })
  const found = annotations.find(({ json }) => contentOf(json)?.id === id)
  return found && { uuid: found.uuid, version: found.updated }
}

/** What was sent without an answer may have arrived: then nobody else has changed the mark. */
async function arrived(uuid: string, json: unknown): Promise<Delivered | undefined> {
  const record = await call(annotationGet, { uuid })
  const same = JSON.stringify(contentOf(record.json)) === JSON.stringify(contentOf(json))
  return same ? { uuid, version: record.updated } : undefined
}

async function savedKeyimage(studyId: string, wanted: KeyimageWanted): Promise<string | undefined> {
  const { images } = await call(keyimageList, { study_id: studyId })
  return images.find(
    ({ instance_uid, frame_number }) =>
      instance_uid === wanted.instance_uid && frame_number === wanted.frame_number,
  )?.uuid
}

async function changeAnnotation(entry: OutboxEntry, uuid: string, json: unknown): Promise<Delivered> {
  const { base, uncertain } = entry
  try {
    const { updated } = await call(annotationSet, {
      uuid,
      json,
      ...(base === undefined ? {} : { updated: base }),
    })
    return { uuid, version: updated }
  } catch (error) {
    const before = uncertain && errorTypeOf(error) === 'CHANGED' ? await arrived(uuid, json) : undefined
    if (!before) throw error
    return before
  }
}

async function sendAnnotation(entry: OutboxEntry): Promise<Delivered | undefined> {
  const { key, studyId, want, uncertain, base } = entry
  const id = key.slice(key.indexOf(':') + 1)
  // Sent without an answer: it may be there, and must not be there twice.
  const uuid = entry.uuid ?? (uncertain ? (await savedAnnotation(studyId, id))?.uuid : undefined)
  if (want === null) {
    if (uuid === undefined) return undefined
    return gone(call(annotationDelete, { uuid, ...(base === undefined ? {} : { updated: base }) }))
  }
  const { json, ...image } = annotationWanted.parse(want)
  if (uuid !== undefined) {
    try {
      return await changeAnnotation(entry, uuid, json)
    } catch (error) {
      // Deleted by somebody else meanwhile: this reader's work is kept.
      if (errorTypeOf(error) !== 'NOT_FOUND') throw error
    }
  }
  const added = await call(annotationAdd, { study_id: studyId, ...image, json })
  return { uuid: added.uuid, version: added.updated }
}

async function sendKeyimage({
  studyId,
  uuid: known,
  want,
  uncertain,
}: OutboxEntry): Promise<Delivered | undefined> {
  if (want === null) return known === undefined ? undefined : gone(call(keyimageDelete, { uuid: known }))
  const wanted = keyimageWanted.parse(want)
  const uuid = known ?? (uncertain ? await savedKeyimage(studyId, wanted) : undefined)
  if (uuid !== undefined) return { uuid }
  const { schema, ...image } = wanted
  const version = (await imageVersion(schema, image.instance_uid)) ?? ''
  return { uuid: (await call(keyimageAdd, { study_id: studyId, ...image, version })).uuid }
}

/** Brings one entry of the outbox to the server. */
export const sendEntry = (entry: OutboxEntry): Promise<Delivered | undefined> =>
  entry.kind === 'keyimage' ? sendKeyimage(entry) : sendAnnotation(entry)

export const markKey = (id: string): string => `mark:${id}`
export const keyimageKey = (
  studyId: string,
  image: { SOPInstanceUID: string; frameNumber: number },
): string => `keyimage:${studyId}:${imageKey(image)}`
