import { expect, test } from 'vitest'
import { readBrand, writeBrand } from '#contract/brand.ts'

const logo = 'data:image/png;base64,iVBORw0KGgo='

test('a brand is read from the style sheet that was written of it', () => {
  const brand = { hue: 305, logo, own: '.x { color: red }\n/* mine */' }
  expect(readBrand(writeBrand(brand))).toEqual(brand)
  expect(writeBrand(brand)).toContain('--accent:oklch(0.545 0.185 305)')
  expect(readBrand(writeBrand({ ...brand, hue: undefined }))).toEqual({ ...brand, hue: undefined })
})

test('a style sheet that was written elsewhere is the account’s own, as a whole', () => {
  expect(readBrand('body{}')).toEqual({ hue: undefined, logo: undefined, own: 'body{}' })
  expect(writeBrand(readBrand('body{}'))).toBe('body{}')
  expect(readBrand(null)).toEqual({ hue: undefined, logo: undefined, own: '' })
})

test('nothing but a hue of the range and a picture comes out of it', () => {
  const evil = '/* collimate-brand {"hue":90,"logo":"javascript:1"} */\n/* collimate-brand end */\n'
  expect(readBrand(evil)).toEqual({ hue: undefined, logo: undefined, own: '' })
})
