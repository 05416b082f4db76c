import { expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { frameAt } from './clock.ts'
import { atRate, cineOf } from './rate.ts'

const dataset = (values: Partial<Record<keyof typeof Tag, readonly unknown[]>>): Dataset =>
  Object.fromEntries(
    Object.entries(values).map(([keyword, Value]) => [
      Object.entries(Tag).find(([name]) => name === keyword)?.[1] ?? '',
      { Value },
    ]),
  )

test('without any tag 24 fps, a stack of single images 10', () => {
  expect(cineOf({}, 20, true)).toMatchObject({ rate: 24, origin: 'default', from: 0, to: 19, sweep: false })
  expect(cineOf({}, 20, false)).toMatchObject({ rate: 10, origin: 'default' })
})

test('the recommended rate comes before frame time, that before cine rate', () => {
  const all = { RecommendedDisplayFrameRate: [15], FrameTime: [40], CineRate: [30] }
  expect(cineOf(dataset(all), 5, true)).toMatchObject({ rate: 15, origin: 'RecommendedDisplayFrameRate' })
  expect(cineOf(dataset({ FrameTime: [40], CineRate: [30] }), 5, true)).toMatchObject({
    rate: 25,
    origin: 'FrameTime',
  })
  expect(cineOf(dataset({ CineRate: [30] }), 5, true)).toMatchObject({ rate: 30, origin: 'CineRate' })
})

test('a vector that the pointer names plays in real time, equal steps collapse to a rate', () => {
  const uneven = { FrameIncrementPointer: [Tag.FrameTimeVector], FrameTimeVector: [0, 100, 300] }
  expect(cineOf(dataset(uneven), 3, true)).toMatchObject({
    origin: 'vector',
    durations: [100, 300, 200],
    rate: 5,
  })
  const even = { FrameIncrementPointer: [Tag.FrameTimeVector], FrameTimeVector: [0, 50, 50] }
  expect(cineOf(dataset(even), 3, true)).toMatchObject({
    origin: 'FrameTime',
    rate: 20,
    durations: undefined,
  })
  expect(cineOf(dataset(uneven), 4, true).origin).toBe('default')
})

test('the rate stays between 1 and 60', () => {
  expect(cineOf(dataset({ FrameTime: [5000] }), 5, true).rate).toBe(1)
  expect(cineOf(dataset({ FrameTime: [1] }), 5, true).rate).toBe(60)
  expect(cineOf(dataset({ FrameTime: [0] }), 5, true)).toMatchObject({ rate: 24, origin: 'default' })
})

test('frames are picked from elapsed time, skipping what a slow machine missed', () => {
  const cine = cineOf(dataset({ FrameTime: [100] }), 4, true)
  expect([0, 99, 100, 350, 400, 4100].map((elapsed) => frameAt(cine, 0, elapsed))).toEqual([0, 0, 1, 3, 0, 1])
  expect(frameAt(cine, 2, 150)).toBe(3)
})

test('a sweep runs there and back, the ends shown once; trim is honoured', () => {
  const cine = cineOf(
    dataset({ FrameTime: [100], PreferredPlaybackSequencing: [1], StartTrim: [2], StopTrim: [4] }),
    6,
    true,
  )
  expect(cine).toMatchObject({ sweep: true, from: 1, to: 3 })
  expect([0, 100, 200, 300, 400].map((elapsed) => frameAt(cine, 1, elapsed))).toEqual([1, 2, 3, 2, 1])
})

test('a vector keeps each frame as long as it says; a chosen rate takes its place', () => {
  const cine = cineOf(
    dataset({ FrameIncrementPointer: [Tag.FrameTimeVector], FrameTimeVector: [0, 100, 300] }),
    3,
    true,
  )
  expect([50, 150, 399, 450].map((elapsed) => frameAt(cine, 0, elapsed))).toEqual([0, 1, 1, 2])
  const chosen = atRate(cine, 10)
  expect(chosen).toMatchObject({ origin: 'user', rate: 10 })
  expect(frameAt(chosen, 0, 150)).toBe(1)
})
