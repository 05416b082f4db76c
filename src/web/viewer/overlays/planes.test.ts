import { expect, test } from 'vitest'
import { makeStack } from '../testing/stack.ts'
import { bitReader, overlayPlanesOf, paintPlane, planeFrame } from './overlayPlanes.ts'
import { shutterOf } from './shutter.ts'

const of = (values: Record<string, readonly unknown[]>) =>
  Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))

test('overlay planes of all groups, with their place and frames', () => {
  const planes = overlayPlanesOf({
    ...of({
      '60000010': [2],
      '60000011': [4],
      '60000050': [3, 5],
      '60020010': [2],
      '60020011': [4],
      '60020015': [3],
      '60020051': [2],
    }),
    '60003000': { InlineBinary: 'pQ==' },
  })
  expect(planes.map(({ group, row, column, data }) => [group, row, column, data !== undefined])).toEqual([
    ['6000', 3, 5, true],
    ['6002', 1, 1, false],
  ])
  const [one, several] = planes
  const [frame] = makeStack({ id: '1', positions: [[0, 0, 0]] }).frames
  if (!one || !several || !frame) throw new Error('no plane')
  expect(planeFrame(one, frame)).toBe(0)
  expect([1, 2, 4, 5].map((frameNumber) => planeFrame(several, { ...frame, frameNumber }))).toEqual([
    undefined,
    0,
    2,
    undefined,
  ])
  const painted = paintPlane(one, bitReader(Uint8Array.of(0b10100101), one, 0))
  expect(Array.from({ length: 8 }, (_, n) => painted[n * 4 + 3])).toEqual([255, 0, 255, 0, 0, 255, 0, 255])
})

test('shutters leave open what lies inside of their edges', () => {
  const rectangle = shutterOf(
    of({
      '00181600': ['RECTANGULAR'],
      '00181602': [10],
      '00181604': [91],
      '00181606': [20],
      '00181608': [81],
    }),
  )
  expect(rectangle?.openings[0]).toEqual([
    [10, 20],
    [90, 20],
    [90, 80],
    [10, 80],
  ])
  const circle = shutterOf(
    of({ '00181600': ['CIRCULAR'], '00181610': [50, 60], '00181612': [10], '00181622': [65_535] }),
  )
  expect(circle?.openings[0]?.[0]).toEqual([69.5, 49.5])
  expect(circle?.grey).toBe(1)
  const polygon = shutterOf(of({ '00181600': ['POLYGONAL', 'CIRCULAR'], '00181620': [1, 1, 1, 9, 9, 9] }))
  expect(polygon?.openings).toEqual([
    [
      [0.5, 0.5],
      [8.5, 0.5],
      [8.5, 8.5],
    ],
  ])
  expect(shutterOf(of({ '00181600': ['BITMAP'], '00181623': [0x6000] }))).toMatchObject({
    bitmap: '6000',
    openings: [],
  })
  expect(shutterOf({})).toBeUndefined()
})
