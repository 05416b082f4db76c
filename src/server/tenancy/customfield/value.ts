import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { CustomfieldValue } from '#contract/customfield.ts'
import { changedFields } from '../../audit/record.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'
import { type ConditionContext, conditionHolds } from './condition.ts'
import { type CustomfieldRow, customfieldsOf, optionsOf } from './definition.ts'

/**
 * Values of custom fields. An object keeps them in one JSON hash by the field's uuid, as text in v3's form: dates
 * `YYYY-MM-DD`, checkboxes 1/0, several values comma separated, booleans `true`/`false`.
 */
export type StoredValues = Readonly<Record<string, unknown>>

const PREFIX = 'customfield-'
const TEXT_LENGTH = 10_000
/** A pattern of an administrator runs on at most this much. */
const PATTERN_LENGTH = 1000

export interface ValueError {
  uuid: string
  name: string
  error: string
}

const csv = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const isDate = (value: string) => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (!match) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(match[3])
}

/** What is wrong with a value of this field, or nothing. */
function fault(field: CustomfieldRow, value: string): string | undefined {
  if (value === '') return field.required ? 'REQUIRED' : undefined
  const options = optionsOf(field.options)
  if (value.length > (options.max_length ?? TEXT_LENGTH)) return 'TOO_LONG'
  const allowed = (items: string[]) =>
    options.values.length === 0 || items.every((item) => options.values.includes(item))
  switch (field.type) {
    case 'number':
      if (!/^-?\d+(\.\d+)?$/.test(value.trim())) return 'INVALID_NUMBER'
      break
    case 'date':
      if (!isDate(value)) return 'INVALID_DATE'
      if (options.forbid_future_dates && value > new Date().toISOString().slice(0, 10)) return 'FUTURE_DATE'
      break
    case 'checkbox':
      if (value !== '0' && value !== '1') return 'INVALID_FLAG'
      break
    case 'bool':
      if (!['0', '1', 'true', 'false'].includes(value)) return 'INVALID_FLAG'
      break
    case 'select':
      if (!allowed([value])) return 'INVALID_OPTION'
      break
    case 'radio':
    case 'multiselect':
    case 'picker':
      if (!allowed(csv(value))) return 'INVALID_OPTION'
      break
    case 'calculated':
      return 'READ_ONLY'
  }
  if (options.validate && !options.validate.test(value.slice(0, PATTERN_LENGTH)))
    return options.validate_error ?? 'VALIDATION_FAILED'
  return undefined
}

const normalised = (field: CustomfieldRow, value: string) =>
  field.type === 'bool' ? (value === '1' || value === 'true' ? 'true' : value === '' ? '' : 'false') : value

/** A value as it is stored; `undefined` where a person who entered it would be refused. */
export const fittingValue = (field: CustomfieldRow, value: string): string | undefined =>
  fault(field, value) === undefined ? normalised(field, value) : undefined

/** `{uuid: [old, new]}` of the fields whose value differs, those that have none any more among them. */
export const changedValues = (before: StoredValues, after: StoredValues) =>
  changedFields(before, { ...Object.fromEntries(Object.keys(before).map((uuid) => [uuid, null])), ...after })

/** `customfield-…` parameters by what stands behind the prefix. */
export function customfieldParameters(raw: ReadonlyMap<string, string>): Map<string, string> {
  const given = [...raw]
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]): [string, string] => [name.slice(PREFIX.length), value.replaceAll('\0', '')])
  return new Map(given)
}

const DICOM_TAG = /^\([0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\)$/

export interface WriteOptions {
  /** Arbitrary DICOM tags are taken too (`enable_dicom_tag_customfields`). */
  dicomTags?: boolean
  /** A required field that is not there is no error (`partial_save`). */
  partial?: boolean
  /** Required fields are asked for even when the call does not name them. */
  complete?: boolean
  /** For calculated fields. */
  context?: (values: StoredValues) => ConditionContext
}

/**
 * The stored hash after the parameters of a call. INVALID_CUSTOMFIELD carries an array of `{uuid, name, error}`.
 */
export async function writeCustomfields(
  db: Kysely<Database>,
  account_id: string | null,
  object: string,
  stored: StoredValues,
  raw: ReadonlyMap<string, string>,
  options: WriteOptions = {},
): Promise<StoredValues> {
  const given = customfieldParameters(raw)
  const fields = account_id ? await customfieldsOf(db, [account_id], object) : []
  if (given.size === 0 && fields.length === 0) return stored
  const errors: ValueError[] = []
  const next: Record<string, unknown> = { ...stored }
  for (const [key, value] of given) {
    if (options.dicomTags && DICOM_TAG.test(key)) {
      if (value === '') delete next[key.toUpperCase()]
      else next[key.toUpperCase()] = value
      continue
    }
    const field = fields.find((one) => one.uuid === key.toLowerCase() || `'${one.name}'` === key)
    if (!field) {
      errors.push({ uuid: key, name: key, error: 'NOT_FOUND' })
      continue
    }
    const wrong = fault(field, value)
    if (wrong && !(wrong === 'REQUIRED' && options.partial))
      errors.push({ uuid: field.uuid, name: field.name, error: wrong })
    else if (value === '') delete next[field.uuid]
    else next[field.uuid] = normalised(field, value)
  }
  if (options.complete && !options.partial) {
    for (const field of fields) {
      if (field.required && field.type !== 'calculated' && next[field.uuid] === undefined) {
        errors.push({ uuid: field.uuid, name: field.name, error: 'REQUIRED' })
      }
    }
  }
  if (errors.length > 0) throw new Refusal('INVALID_CUSTOMFIELD', errors)
  return options.context ? calculate(fields, next, options.context) : next
}

/** Fills the calculated fields: the first rule whose condition holds gives the value. */
export function calculate(
  fields: readonly CustomfieldRow[],
  values: StoredValues,
  contextOf: (values: StoredValues) => ConditionContext,
): StoredValues {
  const next: Record<string, unknown> = { ...values }
  for (const field of fields.filter((one) => one.type === 'calculated')) {
    const context = contextOf(next)
    const rule = optionsOf(field.options).calculate_rules.find((one) =>
      conditionHolds(one.condition, context),
    )
    if (rule === undefined || rule.value === null || rule.value === undefined) delete next[field.uuid]
    else next[field.uuid] = String(rule.value)
  }
  return next
}

const presentValue = (type: string, value: unknown): CustomfieldValue['value'] => {
  if (value === undefined || value === null) return type === 'bool' ? null : null
  return type === 'bool' ? value === 'true' : String(value)
}

/** The fields of an object with their values, in the order in which they are shown. */
export function presentValues(
  fields: readonly CustomfieldRow[],
  values: StoredValues,
  names?: readonly string[],
): CustomfieldValue[] {
  return fields.map((field) => ({
    uuid: field.uuid,
    name: field.name,
    type: field.type,
    value: presentValue(field.type, values[field.uuid]),
    required: field.required ? 1 : 0,
    options: names ? withUserNames(field.options, names) : field.options,
    ui_json: field.ui_json,
  }))
}

/** The macro `__USER_NAMES__` in `options.values` stands for the account's people. */
function withUserNames(options: unknown, names: readonly string[]): unknown {
  if (
    typeof options !== 'object' ||
    options === null ||
    !('values' in options) ||
    !Array.isArray(options.values)
  )
    return options
  const values = options.values.flatMap((value: unknown): unknown[] =>
    value === '__USER_NAMES__' ? [...names] : [value],
  )
  return { ...options, values }
}

/** The same in SQL, for lists of objects other than studies: an array of hashes. */
export const presentCustomfields = (object: string, alias: string): RawBuilder<CustomfieldValue[]> => {
  const value = sql`${sql.ref(`${alias}.customfields`)}->>cf.uuid::text`
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('uuid', cf.uuid, 'name', cf.name, 'type', cf.type,
      'value', case when cf.type = 'bool' then to_jsonb((${value})::boolean) else to_jsonb(${value}) end,
      'required', cf.required::int, 'options', cf.options, 'ui_json', cf.ui_json) order by cf.display_order, cf.name)
    from customfield cf
    where cf.account_id = ${sql.ref(`${alias}.account_id`)} and cf.object = ${sql.lit(object)} and cf.deleted is null), '[]')`
}
