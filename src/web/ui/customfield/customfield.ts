import { questionText } from '../question/question.ts'

/** A custom field as an object carries it; `options` is whatever its administrator said of it (v3, `/customfield/add`). */
export interface Customfield {
  uuid: string
  name: string
  type: string
  required: 0 | 1
  options: unknown
}

export interface CustomfieldChoice {
  value: string
  label: string
}

/** What forms read of a field's options. */
export interface CustomfieldOptions {
  values: readonly CustomfieldChoice[]
  suggested: readonly string[]
  /** Values by those of another field, which is named. */
  valuesBy: { name: string; values: Readonly<Record<string, readonly string[]>> } | undefined
  inactive: readonly string[]
  label: string | undefined
  hint: string | undefined
  validate: string | undefined
  validate_error: string | undefined
  max_length: number | undefined
  forbid_future_dates: boolean
  admin_only: boolean
  /** Values of other fields, by their uuid, with which the field is asked for. */
  show_when: Readonly<Record<string, readonly string[]>>
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const isOn = (value: unknown) => value === 1 || value === true || value === '1'
const lists = (value: unknown): Record<string, readonly string[]> =>
  isHash(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, items]) => [
          name,
          Array.isArray(items) ? texts(items) : [String(items)],
        ]),
      )
    : {}

export function optionsOf(stored: unknown): CustomfieldOptions {
  const options = isHash(stored) ? stored : {}
  const labels = isHash(options.labels) ? options.labels : {}
  const family = Object.keys(options).find((name) => name.startsWith('values_'))
  return {
    values: texts(options.values).map((value) => ({ value, label: String(labels[value] ?? value) })),
    suggested: texts(options.suggested_values),
    valuesBy:
      family === undefined
        ? undefined
        : { name: family.slice('values_'.length), values: lists(options[family]) },
    inactive: texts(options.inactive_options),
    label: text(options.field_label),
    hint: text(options.hint),
    validate: text(options.validate),
    validate_error: text(options.validate_error),
    max_length: typeof options.max_length === 'number' ? options.max_length : undefined,
    forbid_future_dates: isOn(options.forbid_future_dates),
    admin_only: isOn(options.admin_only),
    show_when: lists(options.show_when),
  }
}

/** v3 names the field that takes the answer of a question after the question. */
const OF_QUESTION = /^ai_[a-z0-9_]+$/i

/** What a field is called where people read it: its label, its name, or the words of the question that it answers. */
export const labelOf = ({ name, options }: Pick<Customfield, 'name' | 'options'>): string =>
  optionsOf(options).label ?? (OF_QUESTION.test(name) ? questionText(name) : name)

/** Values by the uuid of their field, as they are sent: several comma separated, flags 1 or 0. */
export type CustomfieldValues = Readonly<Record<string, string>>

/** A value as it is sent, of one as it is answered: a JSON boolean is a flag. */
export const sentValue = (value: string | boolean | null): string =>
  typeof value === 'boolean' ? (value ? '1' : '0') : (value ?? '')

export const chosenOf = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** Is the field asked for, with these values of the others? `true` and `1` are one value. */
export function isShown(field: Customfield, values: CustomfieldValues): boolean {
  return Object.entries(optionsOf(field.options).show_when).every(([uuid, wanted]) => {
    const given = chosenOf(values[uuid] ?? '')
    return wanted.some((value) => given.includes(value === 'true' ? '1' : value === 'false' ? '0' : value))
  })
}

/** What can be chosen: by the other field where one decides, without what is given up unless it is chosen already. */
export function choicesOf(
  field: Customfield,
  fields: readonly Customfield[],
  values: CustomfieldValues,
): readonly CustomfieldChoice[] {
  const { values: own, valuesBy, inactive } = optionsOf(field.options)
  const decider = valuesBy && fields.find(({ name }) => name === valuesBy.name)
  const offered =
    valuesBy && decider
      ? (valuesBy.values[values[decider.uuid] ?? ''] ?? []).map((value) => ({ value, label: value }))
      : own
  const kept = chosenOf(values[field.uuid] ?? '')
  return offered.filter(({ value }) => !inactive.includes(value) || kept.includes(value))
}

export type CustomfieldFault = 'required' | 'number' | 'date' | 'future' | 'long' | 'pattern'

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

/** What is wrong with a value, as the server would say; nothing when it can be sent. */
export function faultOf(field: Customfield, value: string, today = new Date()): CustomfieldFault | undefined {
  const { max_length, forbid_future_dates, validate } = optionsOf(field.options)
  if (field.type === 'calculated') return undefined
  if (value.trim() === '') return field.required === 1 ? 'required' : undefined
  if (max_length !== undefined && value.length > max_length) return 'long'
  if (field.type === 'number' && !/^-?\d+(\.\d+)?$/.test(value.trim())) return 'number'
  if (field.type === 'date') {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'date'
    if (forbid_future_dates && value > today.toISOString().slice(0, 10)) return 'future'
  }
  return validate !== undefined && !matches(validate, value) ? 'pattern' : undefined
}
