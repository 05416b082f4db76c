import { sampleReader } from '../objects/seg/mask.ts'
import { framesOver, type Segmentation, type SegmentFrame } from '../objects/seg/segments.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import type { DraftSegment } from './annotation.ts'
import { type Labels, MOST_SEGMENTS } from './labels.ts'

/** A stored segmentation as something that can be painted on, or why it cannot. */

export type NotPaintable = 'fractional' | 'noImages' | 'otherGrid' | 'overlap' | 'tooMany'

/** Which of its frames lie on which image. */
interface Placed {
  readonly stack: Stack
  readonly over: ReadonlyMap<Frame, readonly SegmentFrame[]>
}

const OPACITY = 0.45

/** The stack that most frames of a segmentation lie on, image by image. */
export function placeOnStack(segmentation: Segmentation, stacks: readonly Stack[]): Placed | NotPaintable {
  if (segmentation.type === 'FRACTIONAL') return 'fractional'
  if (segmentation.segments.some(({ number }) => number > MOST_SEGMENTS)) return 'tooMany'
  let best: Placed | undefined
  for (const stack of stacks) {
    const over = new Map<Frame, readonly SegmentFrame[]>()
    const left = new Set(segmentation.frames)
    for (const frame of stack.frames) {
      const here = framesOver(frame, [...left])
      if (here.length === 0) continue
      over.set(frame, here)
      for (const one of here) left.delete(one)
    }
    if (left.size === 0 && over.size > (best?.over.size ?? 0)) best = { stack, over }
  }
  if (!best) return 'noImages'
  const alike = [...best.over].every(([{ plane }, masks]) =>
    masks.every(
      ({ frame: mask }) =>
        mask.plane.rows === plane.rows &&
        mask.plane.columns === plane.columns &&
        (!mask.plane.located ||
          !plane.located ||
          mask.plane.position.every((value, axis) => Math.abs(value - (plane.position[axis] ?? 0)) < 0.01)),
    ),
  )
  return alike ? best : 'otherGrid'
}

/** Puts the masks of one image together; undefined where two segments hold the same pixel. */
export function labelsOf(
  pixels: number,
  masks: readonly { readonly segment: number | undefined; readonly bytes: Uint8Array }[],
): Labels | undefined {
  const labels = new Uint8Array(pixels)
  for (const { segment, bytes } of masks) {
    const read = sampleReader(bytes, pixels)
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = read(pixel)
      if (value === 0) continue
      if (labels[pixel] !== 0) return undefined
      labels[pixel] = segment ?? value
    }
  }
  return labels
}

export const draftSegments = ({ segments }: Segmentation): DraftSegment[] =>
  segments.map(({ number, label, colour: [red, green, blue] }) => ({
    number,
    label: label.slice(0, 64) || String(number),
    colour: [red, green, blue],
    opacity: OPACITY,
    hidden: false,
    locked: false,
  }))
