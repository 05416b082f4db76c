import { z } from 'zod'
import { command } from './command.ts'
import { text, uuid } from './value.ts'

export const settingSet = command('/setting/set', {
  permission: [{ when: 'role_id', anyOf: [['user_setting_set']] }],
  guests: true,
  params: z.object({
    key: text,
    value: text,
    user_id: uuid.optional(),
    role_id: uuid.optional(),
    account_id: uuid.optional(),
  }),
  returns: z.object({}),
  errors: [],
})

export const settingGet = command('/setting/get', {
  guests: true,
  params: z.object({
    key: text,
    user_id: uuid.optional(),
    account_id: uuid.optional(),
  }),
  returns: z.object({
    value: z.string().nullable(),
  }),
  errors: [],
})

export const settingGetAll = command('/setting/get/all', {
  guests: true,
  params: z.object({
    account_id: uuid.optional(),
  }),
  returns: z.object({
    settings: z.record(z.string(), z.unknown()),
  }),
  errors: [],
})
