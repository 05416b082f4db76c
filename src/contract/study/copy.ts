import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { flag, text, uuid } from '../value.ts'

export const studyDuplicate = command('/study/duplicate', {
  permission: [
    {
      when: 'study_request_id',
      anyOf: [['study_duplicate', 'study_duplicate_request', 'study_request_view_inbound']],
    },
    { anyOf: [['study_duplicate', 'study_upload']] },
  ],
  params: z.object({
    uuid,
    namespace_id: uuid.optional(),
    study_request_id: uuid.optional(),
    include_attachments: flag.optional(),
    overwrite: flag.optional(),
    exclude_phi: flag.optional(),
  }),
  oneOf: [[['namespace_id'], ['study_request_id']]],
  /** `job_id`, ours: what `/job/get` takes while images are written anew, which `exclude_phi` asks for. */
  returns: z.object({ job_id: z.string().optional() }),
  errors: ['ALREADY_EXISTS', 'FAILED', 'NOT_MATCHED', 'REQUEST_CLOSED', 'NO_DESTINATION'],
})

export const studyClone = command('/study/clone', {
  permission: [{ anyOf: [['study_view', 'study_clone', 'study_upload']] }],
  params: z.object({
    uuid,
    new_series_uids: flag.optional(),
    new_image_uids: flag.optional(),
    study_uid: text.optional(),
    phi_namespace: uuid.optional(),
  }),
  returns: z.object({ study_uid: z.string(), job_id: z.string().optional() }),
  errors: ['NOT_AVAILABLE', 'FAILED', 'ALREADY_EXISTS', 'NOT_IN_ACCOUNT'],
})

export const studySplit = command('/study/split', {
  permission: [{ anyOf: [['study_split', 'study_upload']] }],
  params: z.object({ uuid, namespace_id: uuid, no_split: flag.optional() }),
  /** `job_ids`, ours: one for each study that is made. */
  returns: z.object({ job_ids: z.array(z.string()) }),
  errors: ['NOT_AVAILABLE', 'RECENT_NAMESPACE_SPLIT', 'RUNNING'],
})

export const studyTake = command('/study/take', {
  permission: anyOf('study_take'),
  params: z.object({ namespace_id: uuid }),
  returns: z.object({}),
  errors: ['NOTHING_TO_TAKE', 'NOT_ENABLED'],
})
