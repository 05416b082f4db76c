import { expect, test } from 'vitest'
import { ACTION_IDS } from '../tools/actions.ts'
import { presetsFor } from '../voi/presets.ts'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

const keysOf = (texts: object, prefix = ''): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )
const singular = (keys: readonly string[]) =>
  new Set(keys.map((key) => key.replace(/_(one|many|other)$/, '')))

test('French says everything that English says', () => {
  expect(singular(keysOf(fr))).toEqual(singular(keysOf(en)))
})

test('every action and preset has a name', () => {
  expect(Object.keys(en.action).sort()).toEqual([...ACTION_IDS].sort())
  expect(Object.keys(en.preset)).toEqual(presetsFor('CT').map(({ id }) => id))
})
