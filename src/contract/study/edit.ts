import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import {
  flag,
  integer,
  pageOut,
  studyIdOrTriplet,
  studyReference,
  text,
  uuid,
  uuidOrTriplet,
} from '../value.ts'
import { studyAttributeParams, studyBookkeepingParams } from './record.ts'

export const studyAdd = command('/study/add', {
  node: 'uuid',
  permission: [{ when: 'thin', anyOf: [['study_thin']] }, { anyOf: [['study_upload']] }],
  guests: true,
  params: z.object({
    ...studyReference,
    thin: flag.optional(),
    ...studyAttributeParams,
    ...studyBookkeepingParams,
  }),
  // A thin study has no UID yet, so `thin` with the two namespaces is complete.
  oneOf: [
    [
      ['study_uid', 'storage_namespace', 'phi_namespace'],
      ['thin', 'storage_namespace', 'phi_namespace'],
    ],
  ],
  open: ['customfield-'],
  /** `study_uid`: ours, where images come in under a new one (`force_new_study_on_upload`). */
  returns: z.object({ uuid: z.string(), engine_fqdn: z.string(), study_uid: z.string().optional() }),
  errors: [
    'INVALID_CREDENTIALS',
    'ALREADY_EXISTS',
    'INVALID_CUSTOMFIELD',
    'NAMESPACE_NOT_FOUND',
    'PENDING_RESTORE',
    'VALIDATION_FAILED',
  ],
})

export const studySet = command('/study/set', {
  node: 'uuid',
  permission: [
    { when: 'use_upload_permission', anyOf: [['study_upload']] },
    { when: 'a thin study', anyOf: [['study_thin'], ['study_edit', 'study_edit_approved']] },
    { when: 'a study that waits for approval', anyOf: [['study_edit', 'study_edit_unapproved']] },
    { anyOf: [['study_edit', 'study_edit_approved']] },
  ],
  params: z.object({
    study_id: uuid.optional(),
    ...studyReference,
    ...studyAttributeParams,
    ...studyBookkeepingParams,
    use_upload_permission: flag.optional(),
    find_order_uuid: uuid.optional(),
    seconds_to_ingest: flag.optional(),
    /** So spelled by the document; the account setting says `partial_save`. */
    parital_save: flag.optional(),
    partial_save: flag.optional(),
  }),
  oneOf: [studyIdOrTriplet],
  open: ['customfield-'],
  returns: z.object({ uuid: z.string() }),
  errors: ['INVALID_CREDENTIALS', 'INVALID_CUSTOMFIELD', 'PENDING_MUST_MATCH', 'VALIDATION_FAILED'],
})

export const studyDelete = command('/study/delete', {
  node: 'node_id',
  permission: anyOf('study_delete'),
  params: z.object({ uuid: uuid.optional(), ...studyReference }),
  oneOf: [uuidOrTriplet],
  returns: z.object({}),
  errors: [],
})

export const studyRevive = command('/study/revive', {
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['NOT_SYSADMIN_OR_SUPPORT', 'CAN_NOT_REVIVE'],
})

/** Ours: the deleted studies of an account whose images are still there, the latest first. */
export const studyDeletedList = command('/study/deleted/list', {
  permission: anyOf('audit_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    studies: z.array(
      z.object({
        uuid: z.string(),
        patient_name: z.string().nullable(),
        patientid: z.string().nullable(),
        study_description: z.string().nullable(),
        study_date: z.string().nullable(),
        modality: z.string().nullable(),
        image_count: z.number().int(),
        phi_namespace_name: z.string(),
        deleted: z.string(),
        deleted_by_name: z.string().nullable(),
        /** When its images go. */
        purge_at: z.string(),
      }),
    ),
  }),
  errors: [],
})

export const studyStar = command('/study/star', {
  permission: anyOf('study_star'),
  params: z.object({ uuid, star: flag }),
  returns: z.object({}),
  errors: [],
})

export const STUDY_AUDIT_ACTIONS = [
  'STUDY_VIEW',
  'STUDY_VIEW_REASON',
  'STUDY_EDIT',
  'STUDY_ANONYMIZE',
  'REPORT_UPLOAD',
  'REPORT_REMOVE',
  'REPORT_VIEW',
  'IMAGE_ADDED',
  'IMAGE_UPDATED',
  'IMAGE_DELETED',
  'STUDY_DOWNLOAD',
  'ACCEPTED_NOT_DIAGNOSTIC',
  'CANCELED_NOT_DIAGNOSTIC',
  'AI_ACTION',
  'VIEWER_ACTION',
  'SIGNED_REPORT_ADDENDUM',
] as const

export const studyAudit = command('/study/audit', {
  permission: anyOf('study_view'),
  guests: true,
  params: z.object({ uuid: uuid.optional(), ...studyReference, action: text, detail: text }),
  oneOf: [[['uuid'], ['study_uid', 'storage_namespace']]],
  returns: z.object({}),
  errors: ['INVALID_ACTION'],
})

export const studySync = command('/study/sync', {
  node: 'node_id',
  permission: [
    { when: 'image_count', anyOf: [['study_sync'], ['study_upload']] },
    { anyOf: [['study_sync']] },
  ],
  guests: true,
  params: z.object({
    study_id: uuid.optional(),
    uuid: uuid.optional(),
    ...studyReference,
    image_count: integer.optional(),
    reload_load_dicom_tag: flag.optional(),
  }),
  // `uuid` is what existing clients send (v3-clients 2).
  oneOf: [[['study_id'], ['uuid'], ['study_uid', 'storage_namespace', 'phi_namespace']]],
  returns: z.object({}),
  errors: ['BLOCKED'],
})
