import { expect, test } from 'vitest'
import { isPaintingAction } from '../segmentation/actions.ts'
import { ACTION_IDS, actionFor, KEYS } from './actions.ts'
import { chordOf, type KeyPress } from './chord.ts'
import { keyName } from './keyNames.ts'
import { createWheelCounter } from './wheel.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})
const action = (key: string, held: Partial<KeyPress> = {}) => actionFor(chordOf(press(key, held)))

test('keys are known by the character they produce', () => {
  expect(action('r')).toBe('rotateRight')
  expect(action('R', { shiftKey: true })).toBe('rotateLeft')
  // Caps lock gives the capital without Shift.
  expect(action('R')).toBe('rotateRight')
  expect(action('+', { shiftKey: true })).toBe('zoomIn')
  expect(action('?', { shiftKey: true })).toBe('shortcuts')
  expect(action(' ')).toBe('reset')
})

test('Ctrl means Cmd on a Mac', () => {
  expect(action('z', { ctrlKey: true })).toBe('undo')
  expect(action('z', { metaKey: true })).toBe('undo')
  expect(action('Z', { ctrlKey: true, shiftKey: true })).toBe('redo')
  expect(action('y', { ctrlKey: true })).toBe('redo')
  // Keys that belong to the browser stay free.
  for (const key of ['w', 't', 'n']) expect(action(key, { ctrlKey: true })).toBeUndefined()
  expect(action('Tab')).toBeUndefined()
})

test('the set of conventions 2', () => {
  expect(action('ArrowDown')).toBe('nextImage')
  expect(action('ArrowDown', { shiftKey: true })).toBe('tenOn')
  expect(action('Home')).toBe('firstImage')
  expect(action('End', { shiftKey: true })).toBe('lastSeries')
  expect(action('PageDown')).toBe('nextSeries')
  expect(action('ArrowRight')).toBe('nextViewport')
  expect(action('ArrowRight', { metaKey: true })).toBe('nextStudy')
  expect(action('ArrowUp', { ctrlKey: true })).toBe('previousPatient')
  expect([action('l'), action('d')]).toEqual(['length', 'length'])
  expect([action('Delete'), action('Backspace')]).toEqual(['deleteMark', 'deleteMark'])
  expect([action('F10', { shiftKey: true }), action('ContextMenu')]).toEqual(['menu', 'menu'])
  expect([action('0'), action('9')]).toEqual(['fileWindow', 'fullRange'])
})

test('no key stands for two actions', () => {
  for (const layer of [true, false]) {
    const chords = ACTION_IDS.filter((id) => isPaintingAction(id) === layer).flatMap((id) => KEYS[id] ?? [])
    expect(new Set(chords).size).toBe(chords.length)
  }
})

test('painting has keys of its own, before all others', () => {
  expect(['b', 'e', 'a', 'n', '['].map((key) => actionFor(key, true))).toEqual([
    'brush',
    'rubber',
    'addSegment',
    'interpolate',
    'brushSmaller',
  ])
  expect(['b', 'e', 'a', '['].map((key) => actionFor(key))).toEqual([
    'bidirectional',
    'ellipse',
    'angle',
    undefined,
  ])
  expect(actionFor('w', true)).toBe('window')
})

test('key caps read as they are printed', () => {
  const word = (key: string) => key
  expect(keyName('Shift+ArrowUp', word)).toBe('Shift ↑')
  expect(keyName('+', word)).toBe('+')
  expect(keyName('Ctrl+z', word)).toBe('Ctrl Z')
  expect(keyName('?', word)).toBe('?')
})

test('one image for each notch of a wheel, whatever its size; a trackpad’s stream adds up', () => {
  const count = createWheelCounter()
  expect([count(120, 0), count(-100, 0), count(400, 0), count(3, 1)]).toEqual([1, -1, 1, 1])
  expect([0.5, 15, 15, 15, 15, 15, 15].map((delta) => count(delta, 0))).toEqual([0, 0, 0, 1, 0, 0, 1])
})

test('turning round on a trackpad starts counting anew', () => {
  const count = createWheelCounter()
  expect([30, -15, -15, -15].map((delta) => count(delta, 0))).toEqual([0, 0, 0, -1])
})
