import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, integer, json, jsonList, pageOut, text, uuid } from './value.ts'

/** A custom field as objects carry it in `customfields`. Type `bool` has a JSON boolean, the others text. */
export const customfieldValue = z.object({
  uuid: z.string(),
  name: z.string(),
  type: z.string(),
  value: z.union([z.string(), z.boolean(), z.null()]),
  required: flagOut,
  options: z.unknown(),
  ui_json: z.unknown(),
})
export type CustomfieldValue = z.output<typeof customfieldValue>

export const customfieldMappingRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  rule_set_id: z.string().nullable(),
  to_customfield_id: z.string(),
  from_customfield_id: z.string(),
  overwrite_with_blank: flagOut,
  refresh_on_reshare: flagOut,
  refresh_on_edit: flagOut,
  reverse_refresh_on_edit: flagOut,
})
export type CustomfieldMappingRecord = z.output<typeof customfieldMappingRecord>

export const customfieldRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  object: z.string(),
  type: z.string(),
  capture_on_share_code: flagOut,
  capture_on_destination_search: flagOut,
  display_order: z.number().int().nullable(),
  wrapped_dicom_only: flagOut,
  dicom_only: flagOut,
  required: flagOut,
  options: z.unknown(),
  hl7_segment: z.string().nullable(),
  hl7_field: z.number().nullable(),
  hl7_component: z.number().nullable().optional(),
  load_hl7: z.string().nullable(),
  load_hl7_filter: z.string().nullable(),
  dicom_tag: z.string().nullable(),
  other_dicom_tags: z.array(z.unknown()).optional(),
  load_dicom_tag: flagOut,
  dicom_tag_ignore_empty: flagOut,
  load_from_sr: z.string().nullable(),
  field_flag: z.string().nullable(),
  ui_json: z.unknown(),
  load_order: flagOut,
  other_customfield_id: z.string().nullable(),
  other_customfield_no_overwrite_with_blank: flagOut,
  other_customfield_no_refresh_on_reshare: flagOut,
  include_in_analytics: flagOut,
  customfield_mapping: z.array(customfieldMappingRecord),
})
export type CustomfieldRecord = z.output<typeof customfieldRecord>

export const customfieldList = command('/customfield/list', {
  permission: anyOf('customfield_view', 'customfield_list', 'role_view'),
  params: z.object({
    account_id: uuid,
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    customfields: z.array(customfieldRecord),
  }),
  errors: [],
})

/** What may be said of a custom field when it is made and afterwards. */
const customfieldParams = {
  capture_on_share_code: flag.optional(),
  capture_on_destination_search: flag.optional(),
  display_order: integer.optional(),
  wrapped_dicom_only: flag.optional(),
  dicom_only: flag.optional(),
  required: flag.optional(),
  options: json.optional(),
  hl7_segment: text.optional(),
  hl7_field: integer.optional(),
  hl7_component: integer.optional(),
  load_hl7: text.optional(),
  load_hl7_filter: text.optional(),
  dicom_tag: text.optional(),
  other_dicom_tags: jsonList.optional(),
  load_dicom_tag: flag.optional(),
  dicom_tag_ignore_empty: flag.optional(),
  load_from_sr: text.optional(),
  field_flag: text.optional(),
  ui_json: json.optional(),
  load_order: flag.optional(),
  other_customfield_id: uuid.optional(),
  include_in_analytics: flag.optional(),
}

export const customfieldAdd = command('/customfield/add', {
  permission: anyOf('customfield_edit'),
  params: z.object({
    account_id: uuid,
    name: text,
    object: text,
    type: text.optional(),
    ...customfieldParams,
  }),
  returns: z.object({
    uuid: z.string(),
  }),
  errors: [
    'ACCOUNT_NOT_FOUND',
    'INVALID_TYPE',
    'INVALID_OBJECT',
    'INVALID_OPTIONS',
    'INVALID_HL7_OBJECT',
    'INVALID_HL7_SEGMENT',
    'INVALID_DICOM_TAG_OBJECT',
    'INVALID_DICOM_TAG',
    'INVALID_SEARCH_SOURCE',
    'NO_DICOM_TAG_DEFINED',
    'RESERVED_NAME',
    'DUPLICATE_NAME',
  ],
})

export const customfieldSet = command('/customfield/set', {
  permission: anyOf('customfield_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    ...customfieldParams,
    other_customfield_no_overwrite_with_blank: flag.optional(),
    other_customfield_no_refresh_on_reshare: flag.optional(),
  }),
  returns: z.object({}),
  errors: [
    'INVALID_OPTIONS',
    'INVALID_HL7_OBJECT',
    'INVALID_HL7_SEGMENT',
    'INVALID_HL7_FIELD',
    'INVALID_DICOM_TAG_OBJECT',
    'INVALID_DICOM_TAG',
    'NO_DICOM_TAG_DEFINED',
    'RESERVED_NAME',
    'DUPLICATE_NAME',
    'USED_BY_ANOTHER_CF',
  ],
})

export const customfieldGet = command('/customfield/get', {
  permission: anyOf('customfield_view', 'customfield_list', 'role_view'),
  params: z.object({
    uuid,
  }),
  returns: customfieldRecord,
  errors: [],
})

export const customfieldDelete = command('/customfield/delete', {
  permission: anyOf('customfield_edit'),
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: ['USED_BY_ANOTHER_CF'],
})

export const customfieldLookup = command('/customfield/lookup', {
  params: z.object({
    account_id: uuid,
    name: text,
  }),
  returns: z.object({
    uuid: z.string(),
    object: z.string(),
    type: z.string(),
  }),
  errors: [],
})

export const customfieldSearch = command('/customfield/search', {
  permission: [{ when: 'extended', anyOf: [['account_user_view'], ['case_edit']] }],
  params: z.object({
    uuid,
    search: text.optional(),
    extended: flag.optional(),
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    /** Texts, or users as `/account/user/list` has them when `extended` asks for them. */
    results: z.array(z.unknown()),
  }),
  errors: ['NOT_A_SEARCH'],
})

export const customfieldMappingList = command('/customfield/mapping/list', {
  permission: anyOf('customfield_view', 'customfield_edit'),
  params: z.object({
    account_id: uuid,
  }),
  returns: z.object({
    customfield_mappings: z.array(customfieldMappingRecord),
  }),
  errors: [],
})

export const customfieldMappingAdd = command('/customfield/mapping/add', {
  permission: anyOf('customfield_edit'),
  params: z.object({
    from_customfield_id: uuid,
    to_customfield_id: uuid,
    rule_set_id: uuid.optional(),
    name: text.optional(),
    overwrite_with_blank: flag.optional(),
    refresh_on_reshare: flag.optional(),
    refresh_on_edit: flag.optional(),
    reverse_refresh_on_edit: flag.optional(),
  }),
  returns: z.object({
    uuid: z.string(),
  }),
  errors: ['ALREADY_EXISTS'],
})

export const customfieldMappingSet = command('/customfield/mapping/set', {
  permission: anyOf('customfield_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    overwrite_with_blank: flag.optional(),
    refresh_on_reshare: flag.optional(),
    refresh_on_edit: flag.optional(),
    reverse_refresh_on_edit: flag.optional(),
  }),
  returns: z.object({}),
  errors: [],
})

export const customfieldMappingGet = command('/customfield/mapping/get', {
  permission: anyOf('customfield_view', 'customfield_edit'),
  params: z.object({
    uuid,
  }),
  returns: customfieldMappingRecord,
  errors: [],
})

export const customfieldMappingDelete = command('/customfield/mapping/delete', {
  permission: anyOf('customfield_edit'),
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: [],
})
