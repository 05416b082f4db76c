import { z } from 'zod'
import { anyOf, command } from './command.ts'
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
  permission: anyOf('keyimage_view'),
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
  permission: anyOf('keyimage_edit'),
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
  permission: anyOf('keyimage_view'),
  guests: true,
  params: z.object({
    uuid,
  }),
  returns: keyimageRecord,
  errors: [],
})

export const keyimageDelete = command('/keyimage/delete', {
  permission: anyOf('keyimage_edit'),
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: [],
})
