import type { ParamsOf } from '#contract/command.ts'
import type { CustomfieldRecord, customfieldSet } from '#contract/customfield.ts'
import { optionsOf } from '#web/ui/customfield/customfield.ts'
import { type Rule, readRules, writeRules } from './rule.ts'

/** Objects whose forms ask for custom fields, and the types of field (v3, `/customfield/add`). */
export const OBJECTS = [
  'Study',
  'Order',
  'Patient',
  'User_account',
  'Group',
  'Location',
  'Scanner',
  'Account',
] as const
export const TYPES = [
  'text',
  'memo',
  'number',
  'date',
  'bool',
  'checkbox',
  'select',
  'radio',
  'multiselect',
  'picker',
  'search',
  'calculated',
] as const
export type FieldType = (typeof TYPES)[number]

export const WITH_VALUES: readonly FieldType[] = ['select', 'radio', 'multiselect', 'picker', 'search']
export const TYPED: readonly FieldType[] = ['text', 'memo', 'number']
export const SEARCH_SOURCES = ['customfield_values', 'account_users', 'us_states'] as const
export const HL7_SEGMENTS = [
  'NTE',
  'PID',
  'PID1',
  'PV1',
  'PV2',
  'OBR',
  'DG1',
  'OBX',
  'CTI',
  'BLG',
  'ORC',
] as const
export const FLAGS = [
  'capture_on_share_code',
  'dicom_only',
  'wrapped_dicom_only',
  'load_dicom_tag',
  'dicom_tag_ignore_empty',
] as const

/** What the form holds: everything as it is typed. */
export interface FieldDraft {
  name: string
  object: string
  type: FieldType
  required: boolean
  label: string
  hint: string
  /** A line each: `value`, or `value | label`. */
  values: string
  suggested: string
  inactive: string
  validate: string
  validate_error: string
  max_length: string
  forbid_future_dates: boolean
  admin_only: boolean
  search_source: string
  /** Other fields, and the values with which this one is asked for; several values comma separated. */
  show_when: readonly { uuid: string; values: string }[]
  /** Undefined where the rules are more than the form can show. */
  rules: readonly Rule[] | undefined
  flags: Readonly<Record<(typeof FLAGS)[number], boolean>>
  field_flag: string
  dicom_tag: string
  /** A line each. */
  other_dicom_tags: string
  /** The names that lead to a value in structured reports, a line each; undefined where they cannot be read. */
  report: string | undefined
  /** The field of orders whose value it takes. */
  order_field: string
  hl7_segment: string
  hl7_field: string
  hl7_component: string
  load_hl7: string
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const storedOptions = (field: CustomfieldRecord | undefined): Record<string, unknown> =>
  isHash(field?.options) ? field.options : {}

/** A JSON list of names; nothing for what is none. */
function namesOf(stored: string | null | undefined): string[] | undefined {
  if (!stored) return []
  try {
    const names: unknown = JSON.parse(stored)
    return Array.isArray(names) ? names.map(String) : undefined
  } catch {
    return undefined
  }
}

export function draftOf(field: CustomfieldRecord | undefined, object: string): FieldDraft {
  const read = optionsOf(field?.options)
  const stored = storedOptions(field)
  return {
    name: field?.name ?? '',
    object: field?.object ?? object,
    type: TYPES.find((type) => type === field?.type) ?? 'text',
    required: field?.required === 1,
    label: read.label ?? '',
    hint: read.hint ?? '',
    values: read.values
      .map(({ value, label }) => (label === value ? value : `${value} | ${label}`))
      .join('\n'),
    suggested: read.suggested.join('\n'),
    inactive: read.inactive.join('\n'),
    validate: read.validate ?? '',
    validate_error: read.validate_error ?? '',
    max_length: read.max_length === undefined ? '' : String(read.max_length),
    forbid_future_dates: read.forbid_future_dates,
    admin_only: read.admin_only,
    search_source: typeof stored.search_source === 'string' ? stored.search_source : 'customfield_values',
    show_when: Object.entries(read.show_when).map(([uuid, values]) => ({ uuid, values: values.join(', ') })),
    rules: readRules(stored.calculate_rules),
    flags: {
      capture_on_share_code: field?.capture_on_share_code === 1,
      dicom_only: field?.dicom_only === 1,
      wrapped_dicom_only: field?.wrapped_dicom_only === 1,
      load_dicom_tag: field?.load_dicom_tag === 1,
      // Without it a new field would empty the attribute of every study there is.
      dicom_tag_ignore_empty: field === undefined || field.dicom_tag_ignore_empty === 1,
    },
    field_flag: field?.field_flag ?? '',
    dicom_tag: field?.dicom_tag ?? '',
    other_dicom_tags: (field?.other_dicom_tags ?? []).join('\n'),
    report: namesOf(field?.load_from_sr)?.join('\n'),
    order_field: (field?.load_order === 1 && field.other_customfield_id) || '',
    hl7_segment: field?.hl7_segment ?? '',
    hl7_field: field?.hl7_field === null || field === undefined ? '' : String(field.hl7_field),
    hl7_component: String(field?.hl7_component ?? ''),
    load_hl7: field?.load_hl7 ?? '',
  }
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
const listOf = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** The options as the draft has them; what the form does not know stays as it was stored. */
export function optionsFrom(
  draft: FieldDraft,
  field: CustomfieldRecord | undefined,
): Record<string, unknown> {
  const choices = linesOf(draft.values).map((line) => {
    const [value = '', ...label] = line.split('|').map((part) => part.trim())
    return { value, label: label.join('|') }
  })
  const labelled = choices.filter(({ label }) => label !== '')
  const has = WITH_VALUES.includes(draft.type)
  const shown = draft.show_when.filter(({ uuid, values }) => uuid !== '' && listOf(values).length > 0)
  const known: Record<string, unknown> = {
    field_label: draft.label,
    hint: draft.hint,
    values: has ? choices.map(({ value }) => value) : undefined,
    labels: has ? Object.fromEntries(labelled.map(({ value, label }) => [value, label])) : undefined,
    suggested_values: draft.type === 'search' || draft.type === 'text' ? linesOf(draft.suggested) : undefined,
    inactive_options: has ? linesOf(draft.inactive) : undefined,
    validate: TYPED.includes(draft.type) ? draft.validate : undefined,
    validate_error: TYPED.includes(draft.type) ? draft.validate_error : undefined,
    max_length: TYPED.includes(draft.type) && draft.max_length !== '' ? Number(draft.max_length) : undefined,
    forbid_future_dates: draft.type === 'date' && draft.forbid_future_dates ? 1 : undefined,
    admin_only: draft.object === 'User_account' && draft.admin_only ? 1 : undefined,
    search_source: draft.type === 'search' ? draft.search_source : undefined,
    show_when: Object.fromEntries(shown.map(({ uuid, values }) => [uuid, listOf(values)])),
    ...(draft.rules === undefined
      ? {}
      : { calculate_rules: draft.type === 'calculated' ? writeRules(draft.rules) : undefined }),
  }
  const isEmpty = (value: unknown) =>
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return Object.fromEntries(
    Object.entries({ ...storedOptions(field), ...known }).filter(
      ([name, value]) => !(name in known && isEmpty(value)),
    ),
  )
}

/** The draft as parameters that `/customfield/add` and `/customfield/set` have in common. */
export function paramsFrom(
  draft: FieldDraft,
  field: CustomfieldRecord | undefined,
): Omit<ParamsOf<typeof customfieldSet>, 'uuid'> {
  const study = draft.object === 'Study'
  const number = (text: string) => (text.trim() === '' ? undefined : Number(text))
  const hl7_field = number(draft.hl7_field)
  const hl7_component = number(draft.hl7_component)
  const names = draft.report === undefined ? undefined : linesOf(draft.report)
  return {
    name: draft.name.trim(),
    required: draft.required && draft.type !== 'calculated' ? 1 : 0,
    options: optionsFrom(draft, field),
    ...(study
      ? {
          ...Object.fromEntries(FLAGS.map((flag) => [flag, draft.flags[flag] ? (1 as const) : (0 as const)])),
          field_flag: draft.field_flag,
          dicom_tag: draft.dicom_tag.trim().toUpperCase(),
          other_dicom_tags: linesOf(draft.other_dicom_tags.toUpperCase()),
          ...(names === undefined ? {} : { load_from_sr: names.length > 0 ? JSON.stringify(names) : '' }),
          load_order: draft.order_field === '' ? 0 : 1,
          ...(draft.order_field === '' ? {} : { other_customfield_id: draft.order_field }),
          ...(draft.hl7_segment === '' && !field?.hl7_segment ? {} : { hl7_segment: draft.hl7_segment }),
          ...(hl7_field === undefined ? {} : { hl7_field }),
          ...(hl7_component === undefined ? {} : { hl7_component }),
          ...(draft.load_hl7 === '' && !field?.load_hl7 ? {} : { load_hl7: draft.load_hl7.trim() }),
        }
      : {}),
  }
}

/** The orders that put the field at `from` to the place `to`: only those that change. */
export function reordered(
  fields: readonly Pick<CustomfieldRecord, 'uuid' | 'display_order'>[],
  from: number,
  to: number,
): { uuid: string; display_order: number }[] {
  const next = fields.toSpliced(from, 1)
  const moved = fields[from]
  if (!moved || to < 0 || to >= fields.length) return []
  next.splice(to, 0, moved)
  return next
    .map(({ uuid, display_order }, place) => ({ uuid, display_order: place + 1, was: display_order }))
    .filter(({ display_order, was }) => display_order !== was)
    .map(({ uuid, display_order }) => ({ uuid, display_order }))
}
