import type { StudyRow } from '../access/study.ts'
import type { ConditionContext } from '../tenancy/customfield/condition.ts'
import type { CustomfieldRow } from '../tenancy/customfield/definition.ts'
import type { StoredValues } from '../tenancy/customfield/value.ts'

const asText = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export interface ContextSource {
  study: Partial<StudyRow>
  values: StoredValues
  fields: readonly CustomfieldRow[]
  parameters?: ReadonlyMap<string, string>
  role?: { name: string | null; id: string | null }
}

/** How the condition language reads a study: its fields, custom fields by uuid or quoted name, the call's parameters. */
export function studyContext({ study, values, fields, parameters, role }: ContextSource): ConditionContext {
  const columns = new Map<string, unknown>(Object.entries(study))
  return {
    field(name) {
      if (!name.startsWith('customfield-')) return asText(columns.get(name))
      const key = name.slice('customfield-'.length)
      const field = fields.find((one) => one.uuid === key || `'${one.name}'` === key)
      const value = asText(values[field?.uuid ?? key])
      return field?.type === 'bool' ? (value === 'true' ? '1' : '0') : value
    },
    param: (name) => parameters?.get(name) ?? null,
    role: role ?? { name: null, id: null },
  }
}
