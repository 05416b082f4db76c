import { expect, test } from 'vitest'
import { isLargeEnough, type ScreenSize } from './screenSize.ts'

const laptop: ScreenSize = { width: 1440, height: 900, ratio: 1 }
const desk: ScreenSize = { width: 2048, height: 1536, ratio: 1 }
const mammography: ScreenSize = { width: 2560, height: 2048, ratio: 1 }
const phone: ScreenSize = { width: 430, height: 932, ratio: 3 }

test('each modality asks for its own pixels, and a hand-held screen is never enough', () => {
  const suits = (screen: ScreenSize) => ['CT', 'US', 'DX', 'MG'].filter((one) => isLargeEnough(one, screen))
  expect(suits(laptop)).toEqual(['CT', 'US'])
  expect(suits(desk)).toEqual(['CT', 'US', 'DX'])
  expect(suits(mammography)).toEqual(['CT', 'US', 'DX', 'MG'])
  expect(suits(phone)).toEqual([])
})

test('a scaled screen counts by its own pixels', () => {
  expect(isLargeEnough('DX', { width: 1280, height: 800, ratio: 1.25 })).toBe(false)
  expect(isLargeEnough('DX', { width: 1440, height: 900, ratio: 2 })).toBe(true)
})
