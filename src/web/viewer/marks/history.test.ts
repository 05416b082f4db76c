import { expect, test } from 'vitest'
import { NO_HISTORY, redone, stepped, undone } from './history.ts'

const step = (id: string) => ({ id, before: undefined, after: undefined })

test('steps are taken back and done again in order', () => {
  const two = stepped(stepped(NO_HISTORY, step('a')), step('b'))
  const back = undone(two)
  expect(back?.step.id).toBe('b')
  const again = back && redone(back.history)
  expect(again?.step.id).toBe('b')
  expect(again?.history.past.map(({ id }) => id)).toEqual(['a', 'b'])
})

test('after a new step there is nothing to redo', () => {
  const back = undone(stepped(NO_HISTORY, step('a')))
  expect(back && redone(stepped(back.history, step('c')))).toBeUndefined()
  expect(undone(NO_HISTORY)).toBeUndefined()
})

test('a long session keeps the last 200 steps', () => {
  let history = NO_HISTORY
  for (let index = 0; index < 300; index++) history = stepped(history, step(String(index)))
  expect(history.past).toHaveLength(200)
  expect(history.past[0]?.id).toBe('100')
})
