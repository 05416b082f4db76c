/** Rules of a calculated field as a form shows them: a value, and conditions of which all must hold. */

export const OPERATORS = ['-eq', '-ne', 'contains', '-gt', '-lt'] as const
export type Operator = (typeof OPERATORS)[number]

export interface RulePart {
  /** An attribute of the object, or `customfield-UUID`. */
  field: string
  operator: Operator
  value: string
}

export interface Rule {
  value: string
  /** None: it always holds. */
  parts: readonly RulePart[]
}

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `%text%` without another wildcard. */
const CONTAINS = /^%([^%_]*)%$/

function readPart(part: unknown): RulePart | undefined {
  if (!isHash(part)) return undefined
  const [[operator, operands] = [], ...more] = Object.entries(part)
  if (operator === undefined || more.length > 0 || !Array.isArray(operands) || operands.length !== 2)
    return undefined
  const [left, right]: unknown[] = operands
  const field = isHash(left) && typeof left['-field'] === 'string' ? left['-field'] : undefined
  if (field === undefined || (typeof right !== 'string' && typeof right !== 'number')) return undefined
  const plain = OPERATORS.find((known) => known === operator)
  if (plain && plain !== 'contains') return { field, operator: plain, value: String(right) }
  const text = operator === '-ilike' ? CONTAINS.exec(String(right))?.[1] : undefined
  return text === undefined ? undefined : { field, operator: 'contains', value: text }
}

/** The parts of a condition; undefined where it says more than the form can show. */
export function readCondition(condition: unknown): readonly RulePart[] | undefined {
  if (condition === 1 || condition === '1' || condition === true) return []
  if (!isHash(condition)) return undefined
  const parts =
    Array.isArray(condition['-and']) && Object.keys(condition).length === 1 ? condition['-and'] : [condition]
  if (Object.keys(condition).length === 0) return []
  const read = parts.map(readPart)
  return read.every((part) => part !== undefined) ? read : undefined
}

/** The stored rules; undefined where they say more than the form can show. */
export function readRules(stored: unknown): Rule[] | undefined {
  if (stored === undefined || stored === null) return []
  if (!Array.isArray(stored)) return undefined
  const rules: Rule[] = []
  for (const rule of stored) {
    if (!isHash(rule)) return undefined
    const parts = readCondition(rule.condition)
    if (parts === undefined) return undefined
    rules.push({ value: String(rule.value ?? ''), parts })
  }
  return rules
}

const writePart = ({ field, operator, value }: RulePart) =>
  operator === 'contains'
    ? { '-ilike': [{ '-field': field }, `%${value}%`] }
    : { [operator]: [{ '-field': field }, value] }

export const writeCondition = (parts: readonly RulePart[]): unknown =>
  parts.length === 0 ? 1 : { '-and': parts.map(writePart) }

export const writeRules = (rules: readonly Rule[]): unknown[] =>
  rules.map(({ value, parts }) => ({ value, condition: writeCondition(parts) }))
