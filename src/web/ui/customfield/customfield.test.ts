import { expect, test } from 'vitest'
import { type Customfield, choicesOf, faultOf, isShown, labelOf } from './customfield.ts'

const field = (type: string, options: unknown = {}, required: 0 | 1 = 0): Customfield => ({
  uuid: 'one',
  name: 'Site',
  type,
  required,
  options,
})

test('a field is asked for by the values of others, of which one is enough each', () => {
  const shown = field('text', { show_when: { arm: ['A', 'B'], adult: [1] } })
  expect(isShown(shown, { arm: 'B', adult: '1' })).toBe(true)
  expect(isShown(shown, { arm: 'C,A', adult: '1' })).toBe(true)
  expect(isShown(shown, { arm: 'C', adult: '1' })).toBe(false)
  expect(isShown(shown, {})).toBe(false)
  expect(isShown(field('text', { show_when: { adult: [true] } }), { adult: '1' })).toBe(true)
  expect(isShown(field('text'), {})).toBe(true)
})

test('values hang on another field, and what is given up is offered to whoever has it alone', () => {
  const modality = { ...field('select'), uuid: 'two', name: 'modality' }
  const part = field('select', { values_modality: { CT: ['Head', 'Chest'], MR: ['Knee'] } })
  expect(choicesOf(part, [modality, part], { two: 'CT' }).map(({ value }) => value)).toEqual([
    'Head',
    'Chest',
  ])
  expect(choicesOf(part, [modality, part], {})).toEqual([])
  const old = field('select', { values: ['A', 'B'], labels: { A: 'Arm A' }, inactive_options: ['B'] })
  expect(choicesOf(old, [old], {})).toEqual([{ value: 'A', label: 'Arm A' }])
  expect(choicesOf(old, [old], { one: 'B' }).map(({ value }) => value)).toEqual(['A', 'B'])
})

test('a value is judged as the server judges it', () => {
  expect(faultOf(field('text', {}, 1), ' ')).toBe('required')
  expect(faultOf(field('text', { max_length: 2 }), 'abc')).toBe('long')
  expect(faultOf(field('number'), '1e3')).toBe('number')
  expect(faultOf(field('number'), '-1.5')).toBeUndefined()
  expect(faultOf(field('date', { forbid_future_dates: 1 }), '2026-03-02', new Date('2026-03-01'))).toBe(
    'future',
  )
  expect(
    faultOf(field('date', { forbid_future_dates: 1 }), '2026-03-01', new Date('2026-03-01')),
  ).toBeUndefined()
  expect(faultOf(field('text', { validate: '^\\d+$' }), 'x')).toBe('pattern')
  expect(faultOf(field('text', { validate: '(' }), 'x')).toBeUndefined()
})

test('a field is called by its label, its name, or the words of the question that it answers', () => {
  expect(labelOf(field('text'))).toBe('Site')
  expect(labelOf(field('text', { field_label: 'Trial site' }))).toBe('Trial site')
  expect(labelOf({ name: 'ai_which_body_part', options: null })).toBe('Which body part')
  expect(labelOf({ name: 'ai_which_body_part', options: { field_label: 'Body part' } })).toBe('Body part')
  expect(labelOf({ name: 'AI score', options: null })).toBe('AI score')
})
