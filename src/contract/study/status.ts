import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { pageOut, text, uuid } from '../value.ts'
import { studyRecord } from './record.ts'

export const studyStatusGet = command('/study/status/get', {
  permission: anyOf('study_status_view'),
  params: z.object({ study_id: uuid }),
  // Any other parameter may feed the account's study_status_tags_rules.
  open: [''],
  returns: z.object({
    study_status: z.string().nullable(),
    study_status_tags: z.array(z.string()).optional(),
    study_status_tags_default: z.string().nullable(),
  }),
  errors: [],
})

export const studyStatusSet = command('/study/status/set', {
  permission: [{ anyOf: [['study_status_edit', 'study_status_manual_edit']] }],
  params: z.object({
    study_id: uuid,
    /** Empty while the study has none. */
    old: text.optional(),
    new: text,
  }),
  open: [''],
  returns: z.object({}),
  errors: ['STALE', 'INVALID_TAG', 'LOCKED', 'SINGLETON'],
})

export const studyStatusLocks = command('/study/status/locks', {
  params: z.object({}),
  list: ['page'],
  returns: z.object({ page: pageOut, studies: z.array(studyRecord) }),
  errors: [],
})

export const studyStatusHistory = command('/study/status/history', {
  permission: anyOf('study_status_view'),
  params: z.object({ study_id: uuid }),
  returns: z.object({
    history: z.array(
      z.object({ date: z.string(), old: z.string().nullable(), new: z.string(), seconds: z.number().int() }),
    ),
  }),
  errors: [],
})
