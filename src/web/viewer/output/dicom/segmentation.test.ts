import { expect, test } from 'vitest'
import { itemsOf, numberOf, numbersOf, textOf } from '../../data/dicomJson.ts'
import { Tag } from '../../data/tag.ts'
import { segmentationOf } from '../../objects/seg/segments.ts'
import type { DraftSegment } from '../../segmentation/annotation.ts'
import { draftSegments, labelsOf, placeOnStack } from '../../segmentation/fromObject.ts'
import type { Labels } from '../../segmentation/labels.ts'
import { makeStack } from '../../testing/stack.ts'
import { type PaintedImage, segmentationObject } from './segmentation.ts'

// 7 × 7 pixels are no whole bytes: frames begin in the middle of one.
const SIZE = 7
const tilted = Math.SQRT1_2
const made = makeStack({
  id: '1.2',
  size: SIZE,
  spacing: 0.75,
  column: [0, tilted, -tilted],
  positions: [0, 1, 2, 3].map((n) => [-3, n * 2 * tilted, n * 2 * tilted]),
  dataset: { '0020000D': { vr: 'UI', Value: ['1'] }, '00100020': { vr: 'LO', Value: ['P1'] } },
})
const author = { name: 'Reader^One', at: new Date(2026, 10, 23, 18, 5, 9) }
const segment = (number: number, label: string): DraftSegment => ({
  ...{ number, label, colour: [235, 92, 84], opacity: 0.4, hidden: false, locked: false },
})
const segments = [segment(1, 'Liver'), segment(4, '4')]
const painted = made.frames.slice(1).map((frame, n): PaintedImage => {
  const labels: Labels = new Uint8Array(SIZE * SIZE)
  labels.fill(1, 3 + n, 20)
  labels.fill(4, 30, 40 + n)
  if (n === 2) labels.fill(0, 20)
  return { frame, labels }
})

/** The bits of a frame as the server hands them out: from the lowest bit of a byte of its own on. */
function frameBytes(base64: unknown, frame: number): Uint8Array {
  const all = Uint8Array.from(atob(String(base64)), (character) => character.charCodeAt(0))
  const bytes = new Uint8Array(Math.ceil((SIZE * SIZE) / 8))
  for (let bit = 0; bit < SIZE * SIZE; bit++) {
    const from = frame * SIZE * SIZE + bit
    if (((all[from >> 3] ?? 0) >> (from & 7)) & 1) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7))
  }
  return bytes
}

test('what was painted comes back voxel by voxel, on the images that it was painted on', () => {
  const dataset = segmentationObject({ name: 'Liver and more', segments }, painted, author)
  if (!dataset) throw new Error('nothing was made')
  const read = segmentationOf(dataset, '/dicomweb')
  if (!read) throw new Error('nothing was read')
  expect(read.type).toBe('BINARY')
  // Three images of the first segment, two of the other.
  expect(read.frames.map((one) => one.segment)).toEqual([1, 1, 1, 4, 4])
  expect(draftSegments(read).map(({ number, label }) => [number, label])).toEqual([
    [1, 'Liver'],
    [4, 'Segment 4'],
  ])
  for (const { colour } of read.segments)
    colour.forEach((value, channel) => {
      expect(Math.abs(value - (segments[0]?.colour[channel] ?? 0))).toBeLessThanOrEqual(1)
    })
  const placed = placeOnStack(read, [made])
  if (typeof placed === 'string') throw new Error(placed)
  expect([...placed.over.keys()]).toEqual(painted.map(({ frame }) => frame))
  for (const { frame, labels } of painted) {
    const masks = (placed.over.get(frame) ?? []).map((one) => ({
      segment: one.segment,
      bytes: frameBytes(dataset['7FE00010']?.InlineBinary, one.frame.frameNumber - 1),
    }))
    expect(labelsOf(SIZE * SIZE, masks)).toEqual(labels)
  }
})

test('its geometry is that of the images, and it names them', () => {
  const dataset = segmentationObject({ name: 'Liver', segments }, painted, author) ?? {}
  expect(textOf(dataset, Tag.FrameOfReferenceUID)).toBe('8')
  expect(numberOf(dataset, Tag.NumberOfFrames)).toBe(5)
  const read = segmentationOf(dataset, '/dicomweb')
  const { plane } = read?.frames[1]?.frame ?? {}
  const wanted = painted[1]?.frame.plane
  expect(plane).toMatchObject({ rows: SIZE, columns: SIZE, rowSpacing: 0.75, columnSpacing: 0.75 })
  plane?.position.forEach((value, axis) => {
    expect(value).toBeCloseTo(wanted?.position[axis] ?? 0, 6)
  })
  plane?.column.forEach((value, axis) => {
    expect(value).toBeCloseTo(wanted?.column[axis] ?? 0, 6)
  })
  const [series] = itemsOf(dataset, '00081115')
  expect(series && itemsOf(series, '0008114A').map((item) => textOf(item, '00081155'))).toEqual([
    '1.2.2',
    '1.2.3',
    '1.2.4',
  ])
  const groups = itemsOf(dataset, Tag.PerFrameFunctionalGroupsSequence)
  const indices = groups
    .flatMap((group) => itemsOf(group, '00209111'))
    .map((item) => numbersOf(item, '00209157'))
  expect(indices).toEqual([
    [1, 1],
    [1, 2],
    [1, 3],
    [4, 1],
    [4, 2],
  ])
})

test('segments that share a pixel are not taken for painted ones; nothing painted is no object', () => {
  const bytes = Uint8Array.from([0b11])
  expect(
    labelsOf(8, [
      { segment: 1, bytes },
      { segment: 2, bytes },
    ]),
  ).toBeUndefined()
  const blank = painted.map(({ frame }) => ({ frame, labels: new Uint8Array(SIZE * SIZE) }))
  expect(segmentationObject({ name: '', segments }, blank, author)).toBeUndefined()
})
