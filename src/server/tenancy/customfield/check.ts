import { z } from 'zod'
import { Refusal } from '../../refusal.ts'
import { reportPath } from '../../study/sr_value.ts'
import { isCondition } from './condition.ts'
import { CUSTOMFIELD_OBJECTS, CUSTOMFIELD_TYPES } from './definition.ts'

/** What `/customfield/add` and `/customfield/set` refuse before anything is written. */

const HL7_SEGMENTS = ['NTE', 'PID', 'PID1', 'PV1', 'PV2', 'OBR', 'DG1', 'OBX', 'CTI', 'BLG', 'ORC']
const SEARCH_SOURCES = [
  'athena_providers',
  'athena_order_types',
  'us_states',
  'account_users',
  'customfield_values',
]
/** Upper case, nested by colons, an ordinal at the end: `(0040,0275):(0040,0007)[2]`. */
export const DICOM_TAG = /^\([0-9A-F]{4},[0-9A-F]{4}\)(:\([0-9A-F]{4},[0-9A-F]{4}\))*(\[[1-9]\d{0,4}\])?$/
const HIGHEST_HL7 = 64
const RESERVED = 'stat_filter'

const texts = z.array(z.union([z.string(), z.number()]))
const isPattern = (text: string) => {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
const flagLike = z.union([z.literal(0), z.literal(1), z.boolean(), z.literal('0'), z.literal('1')])

const options = z.looseObject({
  values: texts.optional(),
  suggested_values: texts.optional(),
  inactive_options: texts.optional(),
  labels: z.record(z.string(), z.unknown()).optional(),
  validate: z.string().refine(isPattern, 'is no regular expression').optional(),
  validate_error: z.string().optional(),
  validate_pages: z
    .array(z.enum(['study_add', 'study_set', 'study_set_must_approve', 'study_share']))
    .optional(),
  hint: z.string().optional(),
  field_label: z.string().optional(),
  max_length: z.number().int().positive().optional(),
  admin_only: flagLike.optional(),
  forbid_future_dates: flagLike.optional(),
  search_source: z.string().optional(),
  calculate_rules: z
    .array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]), condition: z.unknown() }))
    .refine(
      (rules) => rules.every((rule) => isCondition(rule.condition)),
      'has a condition that cannot be read',
    )
    .optional(),
})

export interface CustomfieldInput {
  object: string
  type: string
  name?: string | undefined
  options?: unknown
  hl7_segment?: string | undefined
  hl7_field?: number | undefined
  hl7_component?: number | undefined
  load_hl7?: string | undefined
  dicom_tag?: string | null | undefined
  other_dicom_tags?: unknown[] | undefined
  load_dicom_tag?: 0 | 1 | undefined
  load_from_sr?: string | null | undefined
  field_flag?: string | undefined
}

function checkOptions(input: CustomfieldInput): void {
  if (input.options === undefined || input.options === null) return
  const parsed = options.safeParse(input.options)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Refusal(
      'INVALID_OPTIONS',
      `${issue?.path.join('.') || 'options'} ${issue?.message ?? ''}`.trim(),
    )
  }
  const families = Object.keys(parsed.data).filter((name) => name.startsWith('values_'))
  if (families.length > 1) throw new Refusal('INVALID_OPTIONS', 'only one values_FIELD_NAME may be given')
  const { search_source } = parsed.data
  if (search_source !== undefined && !SEARCH_SOURCES.includes(search_source))
    throw new Refusal('INVALID_SEARCH_SOURCE')
}

function checkHl7(input: CustomfieldInput): void {
  const uses =
    input.hl7_segment || input.hl7_field !== undefined || input.hl7_component !== undefined || input.load_hl7
  if (!uses) return
  if (input.object !== 'Study') throw new Refusal('INVALID_HL7_OBJECT')
  if (input.hl7_segment && !HL7_SEGMENTS.includes(input.hl7_segment)) throw new Refusal('INVALID_HL7_SEGMENT')
  for (const number of [input.hl7_field, input.hl7_component]) {
    if (number !== undefined && (number < 1 || number > HIGHEST_HL7)) throw new Refusal('INVALID_HL7_FIELD')
  }
}

function checkDicom(input: CustomfieldInput): void {
  const tags = [...(input.dicom_tag ? [input.dicom_tag] : []), ...(input.other_dicom_tags ?? []).map(String)]
  if (tags.length > 0 && input.object !== 'Study') throw new Refusal('INVALID_DICOM_TAG_OBJECT')
  if (tags.some((tag) => !DICOM_TAG.test(tag))) throw new Refusal('INVALID_DICOM_TAG')
  if (input.load_dicom_tag === 1 && !input.dicom_tag) throw new Refusal('NO_DICOM_TAG_DEFINED')
}

function checkReport({ load_from_sr }: CustomfieldInput): void {
  if (load_from_sr && !reportPath(load_from_sr)) throw new Refusal('INVALID_JSON', 'load_from_sr')
}

export function checkCustomfield(input: CustomfieldInput): void {
  if (!CUSTOMFIELD_OBJECTS.some((object) => object === input.object)) throw new Refusal('INVALID_OBJECT')
  if (!CUSTOMFIELD_TYPES.some((type) => type === input.type)) throw new Refusal('INVALID_TYPE')
  if (input.name?.toLowerCase() === RESERVED && input.type !== 'calculated')
    throw new Refusal('RESERVED_NAME')
  checkOptions(input)
  checkHl7(input)
  checkDicom(input)
  checkReport(input)
}
