import { expect, test } from 'vitest'
import { conflictsIn, isReserved, keysFrom, keysWith, ownIn } from './keymap.ts'

const standard = { window: ['w'], length: ['l', 'd'], arrow: ['q'] }

test('own keys go before the standard ones, and only what differs is kept', () => {
  const keys = keysWith(standard, { length: ['m'] })
  expect(keys).toEqual({ window: ['w'], length: ['m'], arrow: ['q'] })
  expect(ownIn(standard, keys)).toEqual({ length: ['m'] })
  expect(ownIn(standard, { ...standard, probe: ['y'] })).toEqual({ probe: ['y'] })
  expect(ownIn(standard, { ...standard, arrow: [] })).toEqual({ arrow: [] })
})

test('a key that stands for two actions is a conflict', () => {
  const layered = (action: string) => action === 'brush'
  expect([...conflictsIn(standard, layered)]).toEqual([])
  expect([...conflictsIn({ ...standard, arrow: ['w'] }, layered)]).toEqual([['w', ['window', 'arrow']]])
  // While something is painted its keys come first: they may be those of others.
  expect([...conflictsIn({ ...standard, brush: ['w'] }, layered)]).toEqual([])
})

test('the browser keeps its own keys', () => {
  expect(['Ctrl+w', 'Tab', 'F11', 'Alt+v'].every(isReserved)).toBe(true)
  expect(['w', 'Ctrl+z', 'Shift+Tab+x', 'Alt+ArrowUp'].some(isReserved)).toBe(false)
})

test('a file of another program, or with keys that cannot be, changes nothing that it must not', () => {
  const actions = Object.keys(standard)
  const file = (keys: unknown) => JSON.stringify({ collimate: 'keys/1', keys })
  expect(keysFrom(file({ length: ['m', 'Ctrl+w'], unknown: ['x'] }), actions)).toEqual({ length: ['m'] })
  expect(keysFrom('{"hotkeys":[]}', actions)).toBeUndefined()
  expect(keysFrom('not JSON', actions)).toBeUndefined()
})
