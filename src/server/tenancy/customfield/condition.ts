/**
 * The condition language of v3 (`show_when`, `calculate_rules`, `study_status_tags_rules`):
 * `{"-and":[{"-eq":[{"-field":"modality"},"MG"]}]}`. `1` or an empty hash is true.
 */

export interface ConditionContext {
  /** A field's value: a field of the object, `customfield-UUID` or `customfield-'name'`. */
  field(name: string): string | null
  /** A parameter of the call. */
  param(name: string): string | null
  role: { name: string | null; id: string | null }
}

type Hash = Readonly<Record<string, unknown>>

const isHash = (value: unknown): value is Hash =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const DEEPEST = 20

function operand(value: unknown, context: ConditionContext): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (!isHash(value)) return String(value)
  if (typeof value['-field'] === 'string') return context.field(value['-field'])
  if (typeof value['-param'] === 'string') return context.param(value['-param'])
  if (value['-role'] === 'name') return context.role.name
  if (value['-role'] === 'id') return context.role.id
  return null
}

/** SQL's `like` with `%` and `_`, on whole texts. */
function like(text: string | null, pattern: string | null, ignoreCase: boolean): boolean {
  if (text === null || pattern === null) return false
  const source = pattern
    .split(/([%_])/)
    .map((part) =>
      part === '%' ? '[\\s\\S]*' : part === '_' ? '[\\s\\S]' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  return new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u').test(text)
}

const order = (a: string | null, b: string | null): number => {
  const [x, y] = [Number(a), Number(b)]
  if (a !== null && b !== null && a !== '' && b !== '' && Number.isFinite(x) && Number.isFinite(y))
    return x - y
  return (a ?? '').localeCompare(b ?? '')
}

const COMPARISONS: Record<string, (a: string | null, b: string | null) => boolean> = {
  '-eq': (a, b) => (a ?? '') === (b ?? ''),
  '-ne': (a, b) => (a ?? '') !== (b ?? ''),
  '-like': (a, b) => like(a, b, false),
  '-ilike': (a, b) => like(a, b, true),
  '-gt': (a, b) => order(a, b) > 0,
  '-ge': (a, b) => order(a, b) >= 0,
  '-lt': (a, b) => order(a, b) < 0,
  '-le': (a, b) => order(a, b) <= 0,
}

/** Does the condition hold? What nobody can read does not. */
export function conditionHolds(condition: unknown, context: ConditionContext, depth = 0): boolean {
  if (depth > DEEPEST) return false
  if (
    condition === undefined ||
    condition === null ||
    condition === true ||
    condition === 1 ||
    condition === '1'
  )
    return true
  if (!isHash(condition)) return false
  return Object.entries(condition).every(([name, value]) => {
    const parts = Array.isArray(value) ? value : [value]
    if (name === '-and') return parts.every((part) => conditionHolds(part, context, depth + 1))
    if (name === '-or') return parts.some((part) => conditionHolds(part, context, depth + 1))
    if (name === '-not') return !conditionHolds(parts[0], context, depth + 1)
    const compare = COMPARISONS[name]
    if (!compare) return false
    return compare(operand(parts[0], context), operand(parts[1], context))
  })
}

/** Is it a condition at all? For refusing a broken configuration when it is set. */
export function isCondition(condition: unknown, depth = 0): boolean {
  if (depth > DEEPEST) return false
  if (
    condition === 1 ||
    condition === 0 ||
    condition === '1' ||
    condition === '0' ||
    typeof condition === 'boolean'
  )
    return true
  if (!isHash(condition)) return false
  return Object.entries(condition).every(([name, value]) => {
    if (name === '-and' || name === '-or')
      return Array.isArray(value) && value.every((part) => isCondition(part, depth + 1))
    if (name === '-not') return isCondition(Array.isArray(value) ? value[0] : value, depth + 1)
    return name in COMPARISONS && Array.isArray(value) && value.length === 2
  })
}
