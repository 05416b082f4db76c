import type { Kysely, Selectable } from 'kysely'
import type { CustomfieldTable, Database } from '../../db/tables.ts'

export type CustomfieldRow = Selectable<CustomfieldTable>

export const CUSTOMFIELD_TYPES = [
  'text',
  'number',
  'date',
  'memo',
  'select',
  'multiselect',
  'radio',
  'checkbox',
  'search',
  'bool',
  'picker',
  'calculated',
] as const
export type CustomfieldType = (typeof CUSTOMFIELD_TYPES)[number]

export const CUSTOMFIELD_OBJECTS = [
  'Study',
  'User_account',
  'Group',
  'Location',
  'Account',
  'Patient',
  'Case',
  'Order',
  'Appointment',
  'Dicomdata',
  'Scanner',
  'Query',
] as const

/** What the server itself reads of a field's options. */
export interface CustomfieldOptions {
  values: string[]
  validate: RegExp | undefined
  validate_error: string | undefined
  max_length: number | undefined
  forbid_future_dates: boolean
  show_when: unknown
  calculate_rules: { value: unknown; condition: unknown }[]
  search_source: string | undefined
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function optionsOf(stored: unknown): CustomfieldOptions {
  const options = isHash(stored) ? stored : {}
  let validate: RegExp | undefined
  try {
    validate =
      typeof options.validate === 'string' && options.validate !== ''
        ? new RegExp(options.validate, 'u')
        : undefined
  } catch {
    validate = undefined
  }
  const rules = Array.isArray(options.calculate_rules) ? options.calculate_rules : []
  return {
    values: Array.isArray(options.values) ? options.values.map(String) : [],
    validate,
    validate_error: typeof options.validate_error === 'string' ? options.validate_error : undefined,
    max_length: typeof options.max_length === 'number' ? options.max_length : undefined,
    forbid_future_dates: options.forbid_future_dates === 1 || options.forbid_future_dates === true,
    show_when: options.show_when,
    calculate_rules: rules.filter(isHash).map((rule) => ({ value: rule.value, condition: rule.condition })),
    search_source: typeof options.search_source === 'string' ? options.search_source : undefined,
  }
}

/** The fields of an object class in these accounts, in the order in which they are shown. */
export function customfieldsOf(
  db: Kysely<Database>,
  account_ids: readonly string[],
  object: string,
): Promise<CustomfieldRow[]> {
  if (account_ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('customfield')
    .selectAll()
    .where('account_id', 'in', account_ids)
    .where('object', '=', object)
    .where('deleted', 'is', null)
    .orderBy('display_order')
    .orderBy('name')
    .execute()
}
