import { z } from 'zod'
import { askedQuestion } from './ai_question.ts'
import { anyOf, command, type PermissionRule } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { eventParams, eventsOut } from './event.ts'
import { commaList, flag, flagOut, hash, json, jsonList, studyReference, text, uuid } from './value.ts'

const ofStudyOrNamespace = {
  namespace_id: uuid.optional(),
  study_id: uuid.optional(),
  ...studyReference,
}
const STUDY_OR_NAMESPACE = [
  [['namespace_id'], ['study_id'], ['study_uid', 'storage_namespace', 'phi_namespace']],
] as const

export const namespacePermissions = command('/namespace/permissions', {
  node: 'uuid',
  permission: [{ when: 'study_id', anyOf: [['study_view'], ['study_upload']] }],
  guests: true,
  params: z.object({ ...ofStudyOrNamespace, oauth: flag.optional() }),
  oneOf: STUDY_OR_NAMESPACE,
  /** The study permission flags by name. `oauth`: the token that the session is, with its ttl. */
  returns: z.object({ role_id: z.string().nullable() }).catchall(z.unknown()),
  errors: ['INVALID_CREDENTIALS'],
})

/** Settings by their own names; `__DELETE__` drops an override. */
export const namespaceSettings = command('/namespace/settings', {
  permission: [{ when: 'a setting', anyOf: [['account_edit']] }],
  params: z.object({ uuid }),
  /** `no_dup_share`, `share_related`, `ira_namespace`, `study_field_flags`, `storage_always_dicom_tags` (tags as in `dicom_tag`), and account settings that a namespace may override. */
  open: [''],
  returns: z
    .object({
      no_dup_share: flagOut,
      share_related: flagOut,
      ira_namespace: flagOut,
      study_field_flags: z.record(z.string(), z.unknown()),
    })
    .catchall(z.unknown()),
  errors: ['INVALID_SETTING', 'INVALID_SETTING_VALUE', 'NO_NAMESPACE_OVERRIDE'],
})

export const namespaceShareCode = command('/namespace/share_code', {
  node: 'uuid',
  auth: 'optional',
  guests: true,
  params: z.object({ share_code: text.optional(), namespace_id: uuid.optional() }),
  oneOf: [[['share_code'], ['namespace_id']]],
  /** And the upload settings of the account, by name. */
  returns: z
    .object({
      share_code: z.string().nullable(),
      share_description: z.string().nullable(),
      share_settings: z.unknown(),
      share_type: z.enum(['account', 'location', 'group', 'user']),
      share_name: z.string(),
      namespace_id: z.string(),
      account_id: z.string().nullable(),
      is_production: flagOut,
      is_anonymous: flagOut,
      /** What sharing costs, where the account can be paid. */
      currency: z.string().nullable().optional(),
      charge_description: z.string().nullable().optional(),
      pricing: z.record(z.string(), z.number()).optional(),
      customfields_pricing: z.array(z.unknown()).optional(),
      sum_price_matches: flagOut.optional(),
      share_charge_by_modality: flagOut.optional(),
      second_opinion_share: flagOut.optional(),
      second_opinion_config: z.unknown().optional(),
      payment_processor: z.record(z.string(), z.unknown()).optional(),
      cc_description: z.string().nullable().optional(),
      /** Rules that the uploader is to apply before anything leaves it. */
      anonymize_rules: z.record(z.string(), z.unknown()).optional(),
      dicom_tag_map: z.record(z.string(), z.unknown()).optional(),
      prompt_for_anonymize: flagOut.optional(),
      /** To whoever is not signed in: the link by which the code lets them upload (`/link/redirect`). */
      link_id: z.string().optional(),
      customfields: z
        .array(
          customfieldValue.extend({
            capture_on_share_code: flagOut,
            wrapped_dicom_only: flagOut,
            dicom_only: flagOut,
          }),
        )
        .optional(),
      permissions: z.record(z.string(), z.unknown()).optional(),
    })
    .catchall(z.unknown()),
  errors: ['INVALID_LINK'],
})

export const namespaceValidateCustomfields = command('/namespace/validate/customfields', {
  auth: 'optional',
  guests: true,
  params: z.object({ share_code: text }),
  open: ['customfield-'],
  returns: z.object({}),
  errors: ['INVALID_CUSTOMFIELD', 'FORBIDDEN_FIELD'],
})

/** Prices are in the smallest unit of the currency. An empty table clears it. */
export const namespaceSharePricing = command('/namespace/share/pricing', {
  permission: [
    {
      when: 'pricing',
      anyOf: [['account_edit']],
    },
    { anyOf: [['account_view']] },
  ],
  params: z.object({
    uuid,
    currency: text.optional(),
    charge_description: text.optional(),
    pricing: hash.optional(),
    customfields_pricing: jsonList.optional(),
    sum_price_matches: flag.optional(),
    second_opinion_share: flag.optional(),
    second_opinion_config: json.optional(),
    share_charge_by_modality: flag.optional(),
  }),
  returns: z.object({
    currency: z.string().nullable(),
    is_production: flagOut,
    charge_description: z.string().nullable(),
    pricing: z.record(z.string(), z.number()),
    customfields_pricing: z.array(z.object({ price: z.number(), condition: z.unknown() })),
    sum_price_matches: flagOut,
    second_opinion_share: flagOut,
    second_opinion_config: z.unknown(),
    share_charge_by_modality: flagOut,
  }),
  errors: ['INVALID_CURRENCY', 'NEEDS_ANY_OR_ALL', 'ONLY_ALL', 'INVALID_AMOUNT'],
})

export const namespaceSharePrice = command('/namespace/share/price', {
  auth: 'none',
  params: z.object({ uuid }),
  open: ['customfield-'],
  returns: z.object({ price: z.number().int().nullable() }),
  errors: ['NOT_CUSTOMFIELDS_PRICING'],
})

export const namespaceEventDefaults = command('/namespace/event/defaults', {
  permission: [
    { when: 'of one’s own namespace', anyOf: [['user_modify_defaults']] },
    { anyOf: [['account_edit']] },
  ],
  params: z.object({ uuid, ...eventParams }),
  returns: z.object(eventsOut),
  errors: [],
})

/** What is replaced in studies that come into the namespace: `s/PATTERN/REPLACEMENT/` by field. */
export const namespaceAnonymize = command('/namespace/anonymize', {
  permission: anyOf('account_edit'),
  params: z.object({
    uuid,
    rules: hash.optional(),
    /** Empty disconnects the profile. */
    anonymization_id: text.optional(),
    prompt_for_anonymize: flag.optional(),
  }),
  returns: z.object({
    rules: z.record(z.string(), z.unknown()),
    anonymization_id: z.string().nullable(),
    anonymize_at_ingress: flagOut.optional(),
    prompt_for_anonymize: flagOut,
    /** The tag or tags of each field, `(gggg,eeee)`. */
    dicom_tag_map: z.record(z.string(), z.unknown()).optional(),
  }),
  errors: [
    'INVALID_FIELD_NAME',
    'INVALID_REGEXP',
    'ONLY_ONE',
    'HAS_ANONYMIZATION_PROFILE',
    'HAS_ANONYMIZATION_RULES',
  ],
})

/** JSON whose values are templates; empty removes it. */
export const namespaceCoverpage = command('/namespace/coverpage', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, coverpage: text.optional() }),
  returns: z.object({ coverpage: z.string() }),
  errors: [],
})

/** Ours: a cover page as a picture, PNG in Base64, of values by the names of fields instead of a study's. */
export const namespaceCoverpagePreview = command('/namespace/coverpage/preview', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, coverpage: text, sample: hash }),
  returns: z.object({ picture: z.string() }),
  errors: [],
})

export const namespaceStudyDefaults = command('/namespace/study/defaults', {
  permission: [
    { when: 'of one’s own namespace', anyOf: [['user_modify_defaults']] },
    { anyOf: [['account_edit']] },
  ],
  params: z.object({ uuid, defaults: hash.optional() }),
  returns: z.object({
    defaults: z.record(z.string(), z.unknown()),
    fields: z.record(z.string(), z.string()),
  }),
  errors: ['INVALID_FIELD_NAME'],
})

export const namespaceEngineFqdn = command('/namespace/engine/fqdn', {
  auth: 'none',
  params: z.object({ ...ofStudyOrNamespace, source: text.optional() }),
  oneOf: STUDY_OR_NAMESPACE,
  returns: z.object({ engine_fqdn: z.string(), engine_url: z.string(), storage_namespace: z.string() }),
  errors: ['PENDING_RESTORE'],
})

/** A report of who was taken out of a group, a location or an account, and of those of the account as a whole. */
export const namespaceRemovedUserReport = command('/namespace/removed/user/report', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, account_id: uuid, email: commaList.optional() }),
  returns: z.object({ report_id: z.string() }),
  errors: ['INVALID_EMAIL'],
})

export const NAMESPACE_AUDIT_ACTIONS = ['AI_ACTION'] as const

export const namespaceAudit = command('/namespace/audit', {
  params: z.object({ uuid, action: text, detail: text }),
  returns: z.object({}),
  errors: ['INVALID_ACTION'],
})

const ASKS: readonly PermissionRule[] = [
  {
    anyOf: [
      ['namespace_question', 'group_edit'],
      ['namespace_question', 'location_edit'],
      ['namespace_question', 'account_edit'],
    ],
  },
]

/**
 * `enable_namespace_ai_questions` says which are enabled; another is NOT_FOUND, as one that nobody knows. NODE_NOT_SETUP
 * where the installation has no AI stack. The answer is in the audit of the namespace.
 */
export const namespaceQuestion = command('/namespace/question', {
  permission: ASKS,
  /** One question, or a JSON array of them, which are asked one after the other. */
  params: z.object({ uuid, question: commaList, detail: text.optional() }),
  returns: z.object({}),
  errors: ['NODE_NOT_SETUP', 'IN_PROCESS'],
})

/** Ours: what can be asked of a namespace, and what was answered last. Empty where the installation has no AI stack. */
export const namespaceQuestionList = command('/namespace/question/list', {
  permission: ASKS,
  params: z.object({ uuid }),
  returns: z.object({ questions: z.array(askedQuestion) }),
  errors: [],
})
