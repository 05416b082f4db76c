/** A field of an audited change; without `before` it is only told, not changed. */
export interface AuditedField {
  field: string
  before?: string
  after: string
}

const words = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? '–'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** The detail of an audit event as rows: `{field: [old, new]}` of an EDIT, any other object told field by field. */
export function changesOf(detail: unknown): AuditedField[] {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return []
  return Object.entries(detail).map(([field, value]: [string, unknown]) =>
    Array.isArray(value) && value.length === 2
      ? { field, before: words(value[0]), after: words(value[1]) }
      : { field, after: words(value) },
  )
}
