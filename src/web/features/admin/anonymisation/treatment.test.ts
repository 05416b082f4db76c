import { expect, test } from 'vitest'
import { ruleOf, type Treatment, treatmentOf } from './treatment.ts'

test.each<[string, Treatment]>([
  ['s/.*//', { kind: 'remove', text: '' }],
  ['s/.*/ANONYMOUS/', { kind: 'text', text: 'ANONYMOUS' }],
  ['s/.*/Trial A\\/B \\$5/', { kind: 'text', text: 'Trial A/B $5' }],
  ['s/.*/__MD5_HASH__/', { kind: 'digest', text: '' }],
  ['s/.*/__UUID__/', { kind: 'random', text: '' }],
  ['s/.*/P-__COUNTER-000001__/', { kind: 'number', text: 'P-' }],
  ['s/^(....).*/$1/', { kind: 'rule', text: 's/^(....).*/$1/' }],
  ['s/.*/$study{mrn}/', { kind: 'rule', text: 's/.*/$study{mrn}/' }],
  ['s/.*/__USER_EMAIL__/', { kind: 'rule', text: 's/.*/__USER_EMAIL__/' }],
])('%s is shown and written back as it was', (rule, treatment) => {
  expect(treatmentOf(rule)).toEqual(treatment)
  expect(ruleOf(treatment)).toBe(rule)
})

test('a field without a rule stays', () => {
  expect(treatmentOf(undefined)).toEqual({ kind: 'keep', text: '' })
  expect(ruleOf({ kind: 'keep', text: '' })).toBeUndefined()
})
