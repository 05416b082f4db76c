import { z } from 'zod'
import { command } from './command.ts'
import { integer, studyIdOrTriplet, studyReference, text, uuid } from './value.ts'

export const keyimageRecord = z.object({
  uuid: z.string(),
  user_id: z.string(),
  user_name: z.string(),
  series_uid: z.string(),
  instance_uid: z.string(),
  frame_number: z.number().int(),
  version: z.string(),
  /** Beyond the document: when it was marked. */
  created: z.string(),
})
export type KeyimageRecord = z.output<typeof keyimageRecord>

export const keyimageList = command('/keyimage/list', {
  guests: true,
  params: z.object({
    study_id: uuid.optional(),
    ...studyReference,
  }),
  oneOf: [studyIdOrTriplet],
  returns: z.object({
    images: z.array(keyimageRecord),
  }),
  errors: [],
})

export const keyimageAdd = command('/keyimage/add', {
  params: z.object({
    study_id: uuid.optional(),
    ...studyReference,
    series_uid: text,
    instance_uid: text,
    frame_number: integer,
    version: text,
  }),
  oneOf: [studyIdOrTriplet],
  returns: z.object({
    uuid: z.string(),
  }),
  errors: [],
})

export const keyimageGet = command('/keyimage/get', {
  guests: true,
  params: z.object({
    uuid,
  }),
  returns: keyimageRecord,
  errors: [],
})

export const keyimageDelete = command('/keyimage/delete', {
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: [],
})
