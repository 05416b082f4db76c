import { expect, test } from 'vitest'
import type { Picture } from './picture.ts'
import { createPictureCache } from './pictureCache.ts'

const picture = (imageId: string, bytes: number): Picture => ({
  imageId,
  rows: 1,
  columns: bytes,
  components: 1,
  data: new Uint8Array(bytes),
  lower: 0,
  upper: 0,
})

test('gives up what was used longest ago, and never the picture that was just put', () => {
  const cache = createPictureCache(100)
  cache.put(picture('a', 40))
  cache.put(picture('b', 40))
  cache.get('a')
  cache.put(picture('c', 40))
  expect(['a', 'b', 'c'].filter(cache.has)).toEqual(['a', 'c'])
  cache.put(picture('large', 500))
  expect(['a', 'c', 'large'].filter(cache.has)).toEqual(['large'])
})

test('counts a picture once that is put again', () => {
  const cache = createPictureCache(100)
  for (let n = 0; n < 5; n++) cache.put(picture('a', 40))
  cache.put(picture('b', 40))
  expect([cache.has('a'), cache.has('b')]).toEqual([true, true])
  expect([cache.roomWithin(0.9), cache.roomWithin(0.8)]).toEqual([true, false])
})

test('what a volume takes is no room for pictures until it is given back', () => {
  const cache = createPictureCache(100)
  cache.put(picture('a', 40))
  cache.put(picture('b', 40))
  const giveBack = cache.reserve(60)
  expect([cache.has('a'), cache.has('b')]).toEqual([false, true])
  giveBack()
  giveBack()
  cache.put(picture('c', 60))
  expect([cache.has('b'), cache.has('c')]).toEqual([true, true])
})
