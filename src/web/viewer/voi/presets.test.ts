import { expect, test } from 'vitest'
import { ownPresetsOf, ownPresetsSchema, presetsFor, presetsIn } from './presets.ts'

test('a changed preset is found by its name in the program; keys and the others stay', () => {
  const presets = presetsFor('CT', {
    lung: { width: 1600, center: -550, name: 'Thorax' },
    unknown: { width: 1, center: 0 },
  })
  expect(presets.map(({ digit }) => digit).join('')).toBe('12345678')
  expect(presets[1]).toEqual({ id: 'lung', digit: '2', width: 1600, center: -550, name: 'Thorax' })
  expect(presets[0]).toEqual(presetsFor('CT')[0])
  expect(presetsFor('MR', { lung: { width: 1600, center: -550 } })).toEqual([])
})

test('only what differs from the standard is kept, and comes back as it was', () => {
  expect(ownPresetsOf(presetsFor('CT'))).toEqual({})
  const own = { bone: { width: 2000, center: 480 }, liver: { width: 150, center: 90, name: 'Foie' } }
  expect(ownPresetsOf(presetsFor('CT', own))).toEqual(own)
})

test('what is kept must be a window', () => {
  const fits = (window: object) => ownPresetsSchema.safeParse({ lung: window }).success
  expect(fits({ width: 1, center: -600 })).toBe(true)
  expect(fits({ width: 0.5, center: -600 })).toBe(false)
  expect(fits({ width: null, center: -600 })).toBe(false)
  expect(fits({ width: 400, center: 40, name: ' ' })).toBe(false)
})

test('an account gives everybody windows of its own, which a reader changes for themselves', () => {
  const account = presetsIn({ hanging: [], presets: { CT: { bone: { width: 2000, center: 500 } } } })
  expect(presetsFor('CT', account)[2]).toMatchObject({ width: 2000, center: 500 })
  expect(ownPresetsOf(presetsFor('CT', account), account)).toEqual({})
  const standard = { bone: { width: 2500, center: 480 } }
  expect(ownPresetsOf(presetsFor('CT', { ...account, ...standard }), account)).toEqual(standard)
  expect(presetsIn({ presets: { CT: { bone: { width: 'wide' } } } })).toEqual({})
})
