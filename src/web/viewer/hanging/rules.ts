import type { Rule } from './protocol.ts'

/** Whether a rule holds. Pure; texts are compared without regard to case. */

export type Fact = string | number | boolean | readonly string[] | undefined

const textsOf = (fact: Fact): readonly string[] => {
  if (fact === undefined) return []
  return (typeof fact === 'object' ? fact : [String(fact)]).map((text) => text.toLowerCase())
}

const wantedIn = (value: string): readonly string[] =>
  value
    .split('|')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')

const sizeOf = (fact: Fact): number =>
  typeof fact === 'number' ? fact : typeof fact === 'string' ? Number(fact) : Number.NaN

export function holds({ test, value }: Rule, fact: Fact): boolean {
  const wanted = wantedIn(value)
  const texts = textsOf(fact)
  switch (test) {
    case 'is':
      return wanted.some((text) => texts.includes(text))
    case 'isNot':
      return !wanted.some((text) => texts.includes(text))
    case 'contains':
      return wanted.some((part) => texts.some((text) => text.includes(part)))
    case 'excludes':
      return !wanted.some((part) => texts.some((text) => text.includes(part)))
    case 'atLeast':
      return sizeOf(fact) >= Number(value)
    case 'atMost':
      return sizeOf(fact) <= Number(value)
  }
}

/** The weights of the rules that hold; undefined when a required one does not. */
export function points<R extends Rule>(
  rules: readonly R[],
  facts: Readonly<Record<R['attribute'], Fact>>,
): number | undefined {
  let sum = 0
  for (const rule of rules) {
    const attribute: R['attribute'] = rule.attribute
    if (holds(rule, facts[attribute])) sum += rule.weight
    else if (rule.required) return undefined
  }
  return sum
}
