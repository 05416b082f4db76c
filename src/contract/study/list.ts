import { z } from 'zod'
import { command } from '../command.ts'
import { flag, flagOut, hash, integer, jsonList, pageOut } from '../value.ts'
import { studyRecord } from './record.ts'

export const studyList = command('/study/list', {
  guests: true,
  params: z.object({
    template: hash.optional(),
    extra: flag.optional(),
    customfield_h: flag.optional(),
    permissions_diff: flag.optional(),
    fields: jsonList.optional(),
    'limit.hl7': integer.optional(),
  }),
  list: ['filter', 'page', 'sort'],
  bodyLimit: 20 * 1024,
  returns: z.object({
    page: pageOut,
    /** The same as `page.more`: existing clients read it here. */
    more: flagOut,
    studies: z.array(studyRecord),
    template: z.string().optional(),
  }),
  errors: ['INVALID_TEMPLATE'],
})

export const studyCount = command('/study/count', {
  guests: true,
  params: z.object({ nocache: flag.optional(), cached: flag.optional() }),
  list: ['filter'],
  returns: z.object({ count: z.number().int() }),
  errors: ['DISABLED'],
})

export const studyCountByFilter = command('/study/count_by_filter', {
  params: z.object({ filter_uuids: jsonList.optional() }),
  list: ['filter'],
  returns: z.object({ count_by_filter: z.record(z.string(), z.number().int()) }),
  errors: ['INVALID_FIELD'],
})
