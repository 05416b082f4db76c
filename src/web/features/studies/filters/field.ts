import type { Filter } from './condition.ts'

/** How a field is filtered. */
export type FieldKind = 'text' | 'date' | 'number' | 'choice' | 'flag'

export interface FilterField {
  /** v3 name, or `customfield-UUID`. */
  id: string
  label: string
  kind: FieldKind
  /** What a choice is made from; free text is taken as well when `open`. */
  options?: readonly { value: string; label: string }[]
  open?: boolean
  /** The choice that a study without a value counts as. */
  standing?: string | undefined
}

/** Filters by field, in the order in which the fields first appear: one chip each. */
export function byField(filters: readonly Filter[]): Map<string, Filter[]> {
  const groups = new Map<string, Filter[]>()
  for (const filter of filters) groups.set(filter.field, [...(groups.get(filter.field) ?? []), filter])
  return groups
}

/** The filters with those of one field replaced; a new field goes to the end. */
export function withField(filters: readonly Filter[], field: string, next: readonly Filter[]): Filter[] {
  const groups = byField(filters)
  if (next.length === 0) groups.delete(field)
  else groups.set(field, [...next])
  return [...groups.values()].flat()
}
