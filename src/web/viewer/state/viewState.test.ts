import { expect, test } from 'vitest'
import { FIT } from '../geometry/presentation.ts'
import { makeStack } from '../testing/stack.ts'
import type { View } from '../viewport/viewport.ts'
import { cellStateOf, gridOf, indexIn, viewStateSchema, wishOf } from './viewState.ts'

const stack = makeStack({ id: 's', positions: [0, 1, 2].map((z) => [0, 0, z]) })
const view: View = {
  stack,
  target: 1,
  index: 0,
  frame: stack.frames[0],
  partial: false,
  values: undefined,
  presentation: FIT,
  home: FIT,
  chosen: undefined,
  inverted: false,
  rendition: undefined,
  size: { width: 400, height: 200 },
  failure: undefined,
}

test('what nobody touched is kept as the image alone', () => {
  expect(cellStateOf(view)).toEqual({
    stack: 's',
    image: { SOPInstanceUID: 's.2', frameNumber: 1 },
  })
  expect(cellStateOf({ ...view, stack: undefined })).toBeNull()
})

test('window, place and inversion come back, the place on a tile of any size', () => {
  const presentation = { zoom: 2, pan: [40, -20] as const, rotation: 90, flipped: true }
  const cell = cellStateOf({
    ...view,
    presentation,
    chosen: { center: 40, width: 400 },
    inverted: true,
  })
  const kept = viewStateSchema.parse(
    JSON.parse(JSON.stringify({ version: 1, rows: 1, columns: 2, active: 1, cells: [cell, null] })),
  )
  expect(gridOf(kept)).toEqual({ rows: 1, columns: 2, active: 1, cells: ['s', undefined] })
  const [first] = kept.cells
  if (!first) throw new Error('no cell')
  const wish = wishOf(first, (image) => indexIn(stack, image))
  expect(wish).toMatchObject({ stackId: 's', index: 1, window: { center: 40, width: 400 }, inverted: true })
  expect(wish.presentation?.({ width: 800, height: 400 }, FIT)).toEqual({ ...presentation, pan: [80, -40] })
})

test('an image that is not there any more opens the stack where such stacks open', () => {
  expect(indexIn(stack, { SOPInstanceUID: 'gone', frameNumber: 1 })).toBeUndefined()
  expect(indexIn(undefined, undefined)).toBeUndefined()
})
