import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import {
  commaList,
  flag,
  flagOut,
  hash,
  integer,
  studyReference,
  text,
  uuid,
  uuidOrTriplet,
} from '../value.ts'

const target = {
  account_id: uuid.optional(),
  location_id: uuid.optional(),
  group_id: uuid.optional(),
  user_id: uuid.optional(),
}

export const studyShareWho = command('/study/share/who', {
  permission: anyOf('study_share'),
  params: z.object({ uuid, type: text }),
  returns: z.object({ shares: z.array(z.object({ uuid: z.string(), name: z.string() })) }),
  errors: ['INVALID_TYPE'],
})

/** What naming a recipient needs, by the kind of recipient. */
export const RECIPIENT_PERMISSIONS = [
  { when: 'account_id', anyOf: [['study_share', 'study_share_account']] },
  { when: 'location_id', anyOf: [['study_share', 'study_share_location']] },
  { when: 'group_id', anyOf: [['study_share', 'study_share_group']] },
  { when: 'user_id', anyOf: [['study_share', 'study_share_user']] },
  { when: 'share_code', anyOf: [['study_share', 'study_share_share_code']] },
  { when: 'email', anyOf: [['study_share', 'study_share_email']] },
] as const

/** Recipients of services that are not connected (Mass HIway, RSNA) are not found. */
export const studyShare = command('/study/share', {
  permission: [
    ...RECIPIENT_PERMISSIONS,
    { when: 'npi', anyOf: [['study_share', 'study_share_npi']] },
    {
      when: 'study_request_id',
      anyOf: [['study_share', 'study_share_request', 'study_request_view_inbound']],
    },
  ],
  params: z.object({
    uuid: uuid.optional(),
    ...studyReference,
    ...target,
    share_code: text.optional(),
    email: commaList.optional(),
    masshiway: hash.optional(),
    rsna: hash.optional(),
    npi: text.optional(),
    study_request_id: uuid.optional(),
    message: text.optional(),
    integration_key: text.optional(),
    charge_authorized: flag.optional(),
    charge_modality: text.optional(),
  }),
  oneOf: [
    uuidOrTriplet,
    [
      ['account_id'],
      ['location_id'],
      ['group_id'],
      ['user_id'],
      ['share_code'],
      ['email'],
      ['masshiway'],
      ['rsna'],
      ['npi'],
      ['study_request_id'],
    ],
  ],
  open: ['customfield-'],
  returns: z.object({}),
  errors: [
    'NOT_MATCHED',
    'REQUEST_CLOSED',
    'INVALID_PARAMETERS',
    'INVALID_EMAIL',
    'INVALID_NPI',
    'PHANTOM',
    'SHARE_FAILED',
    'FORBIDDEN_FIELD',
    'INVALID_CUSTOMFIELD',
  ],
})

export const studyShareStop = command('/study/share/stop', {
  permission: anyOf('study_share'),
  params: z.object({ uuid, ...target, user_invite_share_id: uuid.optional() }),
  oneOf: [[['account_id'], ['location_id'], ['group_id'], ['user_id'], ['user_invite_share_id']]],
  returns: z.object({}),
  errors: ['INVALID_PARAMETERS'],
})

/** With `name`: the object, what made the share and, ours, since when it stands and when it was last opened. */
const shared = z.object({
  uuid: z.string(),
  name: z.string().nullable(),
  action: z.string(),
  created: z.string(),
  opened: z.string().nullable(),
  must_approve: flagOut,
})
export type ShareRecord = z.output<typeof shared>
const sharedWith = z.array(z.union([z.string(), shared]))

export const studyShareList = command('/study/share/list', {
  permission: anyOf('study_share'),
  params: z.object({
    uuid,
    name: flag.optional(),
    include_indirect_versions: flag.optional(),
    include_copies: flag.optional(),
  }),
  returns: z.object({
    account_id: sharedWith,
    location_id: sharedWith,
    group_id: sharedWith,
    user_id: sharedWith,
    user_invite_share_id: sharedWith,
  }),
  errors: [],
})

export const studyApprove = command('/study/approve', {
  permission: anyOf('study_approve'),
  params: z.object({ uuid, delay: integer.optional(), must_match: hash.optional() }),
  returns: z.object({}),
  errors: ['DELAY_OR_MATCH', 'INVALID_DELAY', 'INVALID_CUSTOMFIELD'],
})

export const studyReject = command('/study/reject', {
  permission: anyOf('study_approve'),
  params: z.object({ uuid, message: text.optional() }),
  returns: z.object({}),
  errors: [],
})

export const studyMove = command('/study/move', {
  permission: [{ anyOf: [['study_move', 'study_share']] }],
  params: z.object({ uuid, namespace_id: uuid }),
  returns: z.object({}),
  errors: ['ALREADY_EXISTS'],
})

export const studyFreeze = command('/study/freeze', {
  permission: anyOf('study_freeze'),
  params: z.object({ uuid, thaw: flag.optional() }),
  returns: z.object({}),
  errors: ['NOT_AVAILABLE', 'ALREADY'],
})
