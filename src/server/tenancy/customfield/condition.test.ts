import { expect, test } from 'vitest'
import { type ConditionContext, conditionHolds, isCondition } from './condition.ts'

const context: ConditionContext = {
  field: (name) => ({ modality: 'MG', image_count: '12', "customfield-'Dose'": '9' })[name] ?? null,
  param: (name) => (name === 'reason' ? 'urgent' : null),
  role: { name: 'Reader', id: 'r1' },
}

test.each([
  [1, true],
  ['1', true],
  [{}, true],
  [0, false],
  ['nonsense', false],
  [{ '-eq': [{ '-field': 'modality' }, 'MG'] }, true],
  [
    { '-and': [{ '-eq': [{ '-field': 'modality' }, 'MG'] }, { '-gt': [{ '-field': 'image_count' }, '9'] }] },
    true,
  ],
  [
    { '-or': [{ '-eq': [{ '-field': 'modality' }, 'CT'] }, { '-eq': [{ '-param': 'reason' }, 'urgent'] }] },
    true,
  ],
  [{ '-not': [{ '-eq': [{ '-role': 'name' }, 'Reader'] }] }, false],
  [{ '-like': [{ '-field': 'modality' }, 'm%'] }, false],
  [{ '-ilike': [{ '-field': 'modality' }, 'm_'] }, true],
  [{ '-eq': [{ '-field': "customfield-'Dose'" }, '9'] }, true],
  [{ '-eq': [{ '-field': 'nothing' }, 'x'] }, false],
  [{ '-unknown': [1, 1] }, false],
])('%j is %s', (condition, expected) => {
  expect(conditionHolds(condition, context)).toBe(expected)
})

test('a numeric comparison is not one of texts', () => {
  expect(conditionHolds({ '-lt': [{ '-field': 'image_count' }, '9'] }, context)).toBe(false)
})

test('what cannot be read is no condition', () => {
  expect(isCondition({ '-eq': [1] })).toBe(false)
  expect(isCondition({ '-and': {} })).toBe(false)
  expect(isCondition({ '-and': [{ '-eq': [{ '-field': 'a' }, 'b'] }] })).toBe(true)
})
