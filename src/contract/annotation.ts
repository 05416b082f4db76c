import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, integer, json, studyIdOrTriplet, studyReference, text, uuid } from './value.ts'

export const annotationRecord = z.object({
  uuid: z.string(),
  user_id: z.string(),
  user_name: z.string(),
  series_uid: z.string(),
  instance_uid: z.string(),
  frame_number: z.number().int(),
  json: z.unknown(),
  stamp: flagOut,
  locked: flagOut,
  /** Beyond the document: when it was made and last changed. */
  created: z.string(),
  updated: z.string(),
})
export type AnnotationRecord = z.output<typeof annotationRecord>

export const annotationList = command('/annotation/list', {
  permission: anyOf('annotation_view'),
  guests: true,
  params: z.object({
    study_id: uuid.optional(),
    ...studyReference,
  }),
  oneOf: [studyIdOrTriplet],
  returns: z.object({
    annotations: z.array(annotationRecord),
  }),
  errors: [],
})

export const annotationAdd = command('/annotation/add', {
  permission: anyOf('annotation_edit'),
  guests: true,
  params: z.object({
    study_id: uuid.optional(),
    ...studyReference,
    series_uid: text,
    instance_uid: text,
    frame_number: integer,
    json: json.optional(),
    stamp: flag.optional(),
  }),
  oneOf: [studyIdOrTriplet, [['json'], ['stamp']]],
  returns: z.object({
    uuid: z.string(),
    /** Beyond the document: its version, see `/annotation/set`. */
    updated: z.string(),
  }),
  errors: [],
})

/** Beyond the document: what is changed only if nobody has changed it since. */
const ifUnchanged = {
  /** `updated` of the annotation as the caller knows it; another one is refused by CHANGED. */
  updated: text.optional(),
}

export const annotationSet = command('/annotation/set', {
  permission: [{ anyOf: [['annotation_edit', '!annotation_edit_only_own']] }],
  guests: true,
  params: z.object({
    uuid,
    json,
    ...ifUnchanged,
  }),
  returns: z.object({
    uuid: z.string(),
    updated: z.string(),
  }),
  errors: ['LOCKED', 'CHANGED'],
})

export const annotationGet = command('/annotation/get', {
  permission: anyOf('annotation_view'),
  guests: true,
  params: z.object({
    uuid,
  }),
  returns: annotationRecord,
  errors: [],
})

export const annotationDelete = command('/annotation/delete', {
  permission: [{ anyOf: [['annotation_edit', '!annotation_edit_only_own']] }],
  guests: true,
  params: z.object({
    uuid,
    ...ifUnchanged,
  }),
  returns: z.object({}),
  errors: ['CHANGED'],
})

export const annotationLock = command('/annotation/lock', {
  permission: [{ anyOf: [['annotation_edit', '!annotation_edit_only_own']] }],
  guests: true,
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: ['CANNOT_LOCK_STAMP'],
})

export const annotationUnlock = command('/annotation/unlock', {
  permission: [{ anyOf: [['annotation_edit', '!annotation_edit_only_own']] }],
  guests: true,
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: [],
})
