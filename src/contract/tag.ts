import { z } from 'zod'
import { command } from './command.ts'
import { pageOut, text, uuid } from './value.ts'

export const tagList = command('/tag/list', {
  params: z.object({
    object: text,
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    tags: z.array(z.string()),
  }),
  errors: ['INVALID_OBJECT'],
})

export const tagAdd = command('/tag/add', {
  params: z.object({
    tag: text,
    object: text,
    object_id: uuid,
  }),
  returns: z.object({}),
  errors: ['INVALID_OBJECT'],
})

export const tagDelete = command('/tag/delete', {
  params: z.object({
    tag: text,
    object: text,
    object_id: uuid,
  }),
  returns: z.object({}),
  errors: ['INVALID_OBJECT'],
})
