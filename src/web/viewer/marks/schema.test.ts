import { expect, test } from 'vitest'
import type { Frame } from '../stacks/frame.ts'
import type { Mark } from './mark.ts'
import { fromJson, toJson } from './schema.ts'

const mark: Mark = {
  id: 'a1',
  studyId: 's1',
  uuid: undefined,
  SeriesInstanceUID: '1.2',
  SOPInstanceUID: '1.2.3',
  frameNumber: 1,
  tool: 'length',
  points: [
    [10.5, 20.5],
    [30.5, 20.5],
  ],
  textAt: [40, 20],
  label: 'Aorta',
  author: 'Reader',
  authorId: 'u1',
  created: '2026-11-23T18:00:00.000Z',
  locked: false,
  fixed: false,
  lockable: true,
  saving: 'waiting',
}
const frame: Pick<Frame, 'plane' | 'FrameOfReferenceUID'> = {
  plane: {
    rows: 512,
    columns: 512,
    rowSpacing: 0.5,
    columnSpacing: 0.5,
    row: [1, 0, 0],
    column: [0, 1, 0],
    position: [-100, -50, 7],
    located: true,
  },
  FrameOfReferenceUID: '1.9',
}

test('a mark is saved with its points in the image and in the patient, and comes back as it was', () => {
  const json = toJson(mark, frame, [{ name: 'length', value: 10, unit: 'mm' }], ['10.0 mm'])
  expect(json).toMatchObject({
    schema: 'collimate.annotation/1',
    tool: 'length',
    image: {
      points: [
        [10.5, 20.5],
        [30.5, 20.5],
      ],
      text: [40, 20],
    },
    world: {
      FrameOfReferenceUID: '1.9',
      points: [
        [-95, -40, 7],
        [-85, -40, 7],
      ],
    },
    stats: [{ name: 'length', value: 10, unit: 'mm' }],
    text: ['10.0 mm'],
  })
  const back = fromJson(JSON.parse(JSON.stringify(json)))
  expect(back).toMatchObject({ id: 'a1', label: 'Aorta', image: { points: mark.points, text: mark.textAt } })
})

test('an image that lies nowhere has no points in space', () => {
  const nowhere = { ...frame, plane: { ...frame.plane, located: false } }
  expect(toJson(mark, nowhere, [], []).world).toBeUndefined()
})

test('JSON kept as text is read too; what another program wrote, or nonsense, is not drawn', () => {
  const json = toJson(mark, frame, [], [])
  expect(fromJson(JSON.stringify(json))?.id).toBe('a1')
  expect(fromJson({ toolType: 'Length', handles: {} })).toBeUndefined()
  expect(fromJson('{')).toBeUndefined()
  expect(fromJson({ ...json, schema: 'collimate.annotation/2' })).toBeUndefined()
  expect(fromJson({ ...json, image: { points: [] } })).toBeUndefined()
  expect(fromJson({ ...json, image: { points: [[1, null]] } })).toBeUndefined()
})
