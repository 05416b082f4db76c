import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { text, uuid } from '../value.ts'
import { studyComment } from './record.ts'

export const studyCommentAdd = command('/study/comment/add', {
  permission: anyOf('study_comment_edit'),
  params: z.object({ study_id: uuid, body: text }),
  returns: z.object({ uuid: z.string() }),
  errors: [],
})

export const studyCommentDelete = command('/study/comment/delete', {
  permission: anyOf('study_comment_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const studyCommentGet = command('/study/comment/get', {
  permission: anyOf('study_comment_view'),
  params: z.object({ uuid }),
  returns: studyComment,
  errors: [],
})
