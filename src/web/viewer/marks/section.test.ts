import { expect, test } from 'vitest'
import { itemsOf, textOf } from '../data/dicomJson.ts'
import { apply, imageToCanvas } from '../geometry/presentation.ts'
import type { Vector3 } from '../geometry/vector.ts'
import { measurementReport } from '../output/dicom/report.ts'
import { makeStack } from '../testing/stack.ts'
import { placementOf } from '../volume/placement.ts'
import { planVolume } from '../volume/plan.ts'
import { planeOf, sectionView, valuesOn } from '../volume/sectionView.ts'
import { obliqued, STANDARD_VIEWS } from '../volume/views.ts'
import type { Mark } from './mark.ts'
import { measure } from './measure.ts'
import { fromJson, PLANE_SCHEMA, toJson } from './schema.ts'
import { frameOfShape, markOn, sectionFrame } from './section.ts'

/** 40 × 40 pixels of 2 mm, 20 slices 4 mm apart, in a volume whose value is its x in mm. */
const stack = makeStack({
  id: '1.2',
  size: 40,
  spacing: 2,
  positions: Array.from({ length: 20 }, (_, n): Vector3 => [0, 0, n * 4]),
})
const plan = planVolume(stack, { refused: undefined, bytes: 1e9, side: 2048 })
if (typeof plan === 'string') throw new Error(plan)
const [source] = stack.frames
if (!source) throw new Error('no frames')
const TILE = { width: 500, height: 300 }
const point: Vector3 = [30, 40, 38]
const at = (views = STANDARD_VIEWS, through = point) =>
  placementOf(plan, views.coronal, { center: through, zoom: 1.5 }, through, TILE)
const voxel = (column: number) => column * 2

const marked = (points: Mark['points'], more: Partial<Mark> = {}): Mark => ({
  ...{ id: 'm', tool: 'length', points, label: '', studyId: 's', uuid: undefined },
  ...{ SeriesInstanceUID: '1.2', SOPInstanceUID: '1.2.1', frameNumber: 1, author: '', authorId: 'u' },
  ...{ created: '', locked: false, fixed: false, lockable: true, saving: 'saved' },
  plane: planeOf(plan, at()),
  ...more,
})

test('a tile is laid as a viewport with the plane for its picture', () => {
  const placement = at()
  const { frame, presentation, size } = sectionView(plan, placement, voxel)
  if (!frame) throw new Error('no frame')
  const matrix = imageToCanvas(frame.plane, presentation, size)
  expect(matrix.a / frame.plane.columnSpacing).toBeCloseTo(placement.perMillimetre)
  // The point of the patient in the middle of the tile.
  const middle = markOn(marked([[0, 0]], { tool: 'probe' }), frame)
  expect(middle).toBeDefined()
  const { plane } = frame
  const along = (axis: Vector3) =>
    point.reduce((sum, value, n) => sum + (value - (plane.position[n] ?? 0)) * (axis[n] ?? 0), 0)
  const [x, y] = apply(matrix, [
    along(plane.row) / plane.columnSpacing + 0.5,
    along(plane.column) / plane.rowSpacing + 0.5,
  ])
  expect([x, y]).toEqual([expect.closeTo(250, 6), expect.closeTo(150, 6)])
})

test('it is measured in millimetres, and its values are those of the volume', () => {
  const plane = planeOf(plan, at())
  const frame = sectionFrame(source, plane, valuesOn(plan, plane, voxel))
  const [stat] = measure(
    marked(
      [
        [0, 0],
        [30, 40],
      ].map(([x = 0, y = 0]) => [x, y] as const),
    ),
    frame,
    undefined,
  )
  expect(stat).toMatchObject({ value: 50 * plane.spacing, unit: 'mm' })
  // 20 mm from the first column of the volume, where the value is 20.
  const column = Math.round((20 - plane.origin[0]) / plane.spacing)
  const row = Math.round((plane.size - 1) / 2)
  const worldX = plane.origin[0] + column * plane.spacing * plane.row[0]
  expect(valuesOn(plan, plane, voxel).at(column, row)[0]).toBeCloseTo(worldX, 6)
  expect(valuesOn(plan, plane, voxel).at(0, 0)[0]).toBeNaN()
})

test('it is seen where a plane goes through it, and nowhere else', () => {
  const mark = marked([
    [60, 60],
    [80, 60],
  ])
  const on = (views: typeof STANDARD_VIEWS, through: Vector3) =>
    markOn(mark, sectionFrame(source, planeOf(plan, at(views, through))))
  expect(on(STANDARD_VIEWS, point)?.points[0]).toEqual([expect.closeTo(60), expect.closeTo(60)])
  expect(on(STANDARD_VIEWS, [10, 40.5, 20])).toBeDefined()
  expect(on(STANDARD_VIEWS, [30, 44, 38])).toBeUndefined()
  expect(on(obliqued(STANDARD_VIEWS, 'axial', 20), point)).toBeUndefined()
  // Not on the image that it is kept at.
  expect(markOn(mark, source)).toBeUndefined()
})

test('a plane in which images lie shares its marks with them', () => {
  const axial = placementOf(plan, STANDARD_VIEWS.axial, { center: point, zoom: 1 }, [30, 40, 12], TILE)
  const mark = marked(
    [
      [50, 50],
      [60, 50],
    ],
    { plane: planeOf(plan, axial) },
  )
  const seen = stack.frames.filter((frame) => markOn(mark, frame))
  expect(seen.map(({ plane }) => plane.position[2])).toEqual([12])
  const [frame] = seen
  const there = frame && markOn(mark, frame)
  if (!frame || !there) throw new Error('not seen')
  expect(measure(there, frameOfShape(there, frame), undefined)[0]?.value).toBeCloseTo(20)
})

test('it is saved by a schema of its own, and exported by its place in the patient', () => {
  const mark = marked([
    [60, 60],
    [80, 60],
  ])
  const frame = frameOfShape(mark, source)
  const json = toJson(mark, frame, measure(mark, frame, undefined), [])
  expect(json.schema).toBe(PLANE_SCHEMA)
  expect(fromJson(JSON.stringify(json))?.plane).toEqual(JSON.parse(JSON.stringify(mark.plane)))
  expect(fromJson({ ...json, schema: 'collimate.annotation/1' })).toBeUndefined()
  const report = measurementReport([{ mark, frame: source, stats: measure(mark, frame, undefined) }], {
    name: 'Reader',
    at: new Date(2026, 0, 1),
  })
  expect(report && textOf(report, '00080016')).toBe('1.2.840.10008.5.1.4.1.1.88.34')
  const text = JSON.stringify(report)
  expect(text).toContain('SCOORD3D')
  expect(report && itemsOf(report, '0040A730').length).toBeGreaterThan(0)
})
