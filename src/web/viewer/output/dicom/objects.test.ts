import { expect, test } from 'vitest'
import type { Dataset } from '../../data/dicomJson.ts'
import { itemsOf, textOf } from '../../data/dicomJson.ts'
import { Tag } from '../../data/tag.ts'
import { FIT } from '../../geometry/presentation.ts'
import type { Mark, Shape } from '../../marks/mark.ts'
import { measure } from '../../marks/measure.ts'
import { lookOf, presentationStateOf } from '../../objects/pr/presentationState.ts'
import { contentOf } from '../../objects/sr/content.ts'
import { figuresOf } from '../../objects/sr/figures.ts'
import type { Frame } from '../../stacks/frame.ts'
import { makeStack } from '../../testing/stack.ts'
import type { Window } from '../../voi/window.ts'
import { decimal } from './element.ts'
import { keyObjects } from './keyObjects.ts'
import { presentationState } from './presentation.ts'
import { type MeasuredMark, measurementReport } from './report.ts'

const dataset: Dataset = {
  '0020000D': { vr: 'UI', Value: ['1'] },
  '00100020': { vr: 'LO', Value: ['P1'] },
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
}
const { frames } = makeStack({
  id: '1.2',
  positions: [
    [0, 0, 0],
    [0, 0, 1],
  ],
  dataset,
})
const [frame, other] = frames
if (!frame || !other) throw new Error('no frames')
const author = { name: 'Reader^One', at: new Date(2026, 10, 23, 18, 5, 9) }
const flat = { columns: 200, rows: 200, at: () => [40] }

const marked = (tool: Shape['tool'], points: Shape['points'], label = ''): MeasuredMark => {
  const mark: Mark = {
    ...{ tool, points, label, id: tool, studyId: 's', uuid: undefined },
    ...{ SeriesInstanceUID: '1.2', SOPInstanceUID: '1.2.1', frameNumber: 1 },
    ...{ author: 'Reader', authorId: 'u', created: '', locked: false, fixed: false, lockable: true },
    saving: 'saved',
  }
  return { mark, frame, stats: measure(mark, frame, flat) }
}
const marks = [
  marked('length', [
    [10, 10],
    [40, 50],
  ]),
  marked(
    'ellipse',
    [
      [10, 10],
      [50, 30],
    ],
    'Liver, segment 8',
  ),
  marked('arrow', [
    [5, 5],
    [9, 9],
  ]),
]

test('a report is read back as it was measured, on the images that it was drawn on', () => {
  const report = measurementReport(marks, author)
  if (!report) throw new Error('no report')
  expect(textOf(report, '00080016')).toBe('1.2.840.10008.5.1.4.1.1.88.33')
  expect(textOf(report, '00100020')).toBe('P1')
  expect(textOf(report, '00080023')).toBe('20261123')
  const figures = figuresOf(contentOf(report))
  expect(figures).toHaveLength(3)
  const lines = figures.map((placed) => ('figure' in placed ? placed.figure.lines : placed.lines))
  expect(lines[0]).toEqual(['Length 50 mm'])
  expect(lines[1]?.[0]).toBe('Liver, segment 8')
  expect(lines[1]?.some((line) => line.startsWith('Area 628.3'))).toBe(true)
  expect(lines[1]).toContain('Attenuation Coefficient 40 HU')
  for (const placed of figures) {
    expect('references' in placed && placed.references.map(({ SOPInstanceUID }) => SOPInstanceUID)).toEqual([
      '1.2.1',
    ])
  }
  const [study] = itemsOf(report, '0040A375')
  expect(study && itemsOf(study, '00081115')).toHaveLength(1)
})

test('nothing marked is no report, no key image no selection', () => {
  expect(measurementReport([], author)).toBeUndefined()
  expect(keyObjects([], author)).toBeUndefined()
})

test('key images stand in the content; an image of several frames names the frame', () => {
  const film = { ...other, frameNumber: 7, instance: { ...other.instance, NumberOfFrames: 9 } }
  const selection = keyObjects([frame, film], author)
  if (!selection) throw new Error('no selection')
  const images = contentOf(selection).children.filter(({ valueType }) => valueType === 'IMAGE')
  expect(images.flatMap(({ references }) => references)).toMatchObject([
    { SOPInstanceUID: '1.2.1' },
    { SOPInstanceUID: '1.2.2', frames: [7] },
  ])
})

test('a presentation state carries window, turn and marks', () => {
  const [first] = marks
  if (!first) throw new Error('no mark')
  const state = presentationState(
    {
      frame,
      window: { center: -600, width: 1500 },
      presentation: { ...FIT, rotation: 89, flipped: true },
      inverted: true,
      marks: [{ ...first, lines: ['50.0 mm'], textAt: [42, 52] }],
    },
    author,
  )
  const read = presentationStateOf(state)
  expect(read).toMatchObject({ rotation: 90, flipped: true, inverse: true })
  expect(read.shading.windows[0]?.window).toEqual({ center: -600, width: 1500 })
  expect(read.annotations[0]?.drawings[0]?.figure.form).toBeDefined()
  expect(read.annotations[0]?.texts[0]).toMatchObject({ text: ['50.0 mm'], anchor: { at: [42, 52] } })
})

test('a presentation state says in which values its window counts, and shows the picture as it was', () => {
  const of = (values: Record<string, readonly unknown[]>): Dataset =>
    Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))
  const rescaled = of({
    [Tag.RescaleSlope]: [0.5],
    [Tag.RescaleIntercept]: [-1024],
    [Tag.RescaleType]: ['HU'],
  })
  const shown = (change: Partial<Frame['instance']>, window: Window, inverted = false) => {
    const instance = { ...frame.instance, ...change, dataset: { ...frame.instance.dataset, ...rescaled } }
    const of = { ...frame, instance }
    const state = presentationState({ frame: of, window, presentation: FIT, inverted, marks: [] }, author)
    const { window: read, inverted: back } = lookOf(presentationStateOf(state), of, { width: 9, height: 9 })
    return { state, read, back }
  }
  const { state, read } = shown({}, { center: 40, width: 400 })
  expect([Tag.RescaleSlope, Tag.RescaleIntercept, Tag.RescaleType].map((tag) => textOf(state, tag))).toEqual([
    ...['0.5', '-1024', 'HU'],
  ])
  expect(read).toEqual({ center: 40, width: 400 })
  for (const negative of [false, true])
    for (const inverted of [false, true])
      expect(shown({ negative }, { center: 40, width: 400 }, inverted).back).toBe(inverted)
  const table = { firstMapped: -5, entries: Uint16Array.of(0, 9, 4095), bits: 12, explanation: 'Bone' }
  expect(shown({}, { center: -3.5, width: 3, table }).read).toEqual({ center: -3.5, width: 3, table })
  expect(shown({}, { center: 1, width: 3, voiFunction: 'SIGMOID' }).read?.voiFunction).toBe('SIGMOID')
})

test('decimal strings are at most sixteen characters', () => {
  for (const value of [0.1, -1 / 3, 1e-9 / 7, 123456.78901234567, -98765432.123456, 5]) {
    expect(decimal(value).length).toBeLessThanOrEqual(16)
    expect(Number(decimal(value))).toBeCloseTo(value, 4)
  }
})
