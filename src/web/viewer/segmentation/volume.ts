import { normalOf } from '../geometry/plane.ts'
import { dot } from '../geometry/vector.ts'
import { imageKey } from '../marks/mark.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import type { PaintedSlice } from './draft.ts'
import { countLabels } from './labels.ts'

/** mm between the slices of a stack: the middle of what lies between neighbours, otherwise how thick they are. */
export function sliceDistance({ frames }: Stack): number | undefined {
  const [first] = frames
  if (!first?.plane.located) return undefined
  const normal = normalOf(first.plane)
  const depths = frames.map(({ plane }) => dot(plane.position, normal)).sort((one, other) => one - other)
  const gaps = depths
    .slice(1)
    .map((depth, index) => depth - (depths[index] ?? depth))
    .filter((gap) => gap > 1e-3)
    .sort((one, other) => one - other)
  return gaps[Math.floor(gaps.length / 2)] ?? first.SliceThickness
}

const areaOf = ({ plane }: Frame): number => plane.rowSpacing * plane.columnSpacing

/** Millilitres of each segment; nothing where the images are not sizes in the patient. */
export function volumesOf(
  stack: Stack,
  slices: ReadonlyMap<string, PaintedSlice>,
): ReadonlyMap<number, number> {
  const volumes = new Map<number, number>()
  const distance = sliceDistance(stack)
  if (distance === undefined) return volumes
  for (const frame of stack.frames) {
    if (frame.instance.calibration !== 'body') return new Map()
    const slice = slices.get(
      imageKey({ SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber }),
    )
    if (!slice) continue
    for (const [segment, pixels] of countLabels(slice.labels))
      volumes.set(segment, (volumes.get(segment) ?? 0) + (pixels * areaOf(frame) * distance) / 1000)
  }
  return volumes
}
