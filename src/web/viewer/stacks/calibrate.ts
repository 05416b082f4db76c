import type { Frame } from './frame.ts'
import type { SeriesContent, Stack } from './stack.ts'

/** Sizes by hand of the reader, against something on the picture whose length is known (conventions 8: "User"). */

/** Only where the file does not know the size in the patient itself. */
export const mayCalibrate = ({ instance }: Frame): boolean =>
  instance.calibration !== 'body' && instance.regions.length === 0

function calibratedFrame(frame: Frame, factor: number): Frame {
  if (!mayCalibrate(frame)) return frame
  const { instance, plane } = frame
  return {
    ...frame,
    instance: { ...instance, calibration: 'User' },
    plane: {
      ...plane,
      rowSpacing: plane.rowSpacing * factor,
      columnSpacing: plane.columnSpacing * factor,
    },
  }
}

/** A series as its file has it, made larger or smaller by a factor. */
export function calibrated(content: SeriesContent, factor: number): SeriesContent {
  // The phases of a stack are the same images as the whole of them.
  const known = new Map<Frame, Frame>()
  const changed = (frame: Frame): Frame => {
    const there = known.get(frame) ?? calibratedFrame(frame, factor)
    known.set(frame, there)
    return there
  }
  const sized = (stack: Stack): Stack => ({ ...stack, frames: stack.frames.map(changed) })
  return { ...content, stacks: content.stacks.map(sized), wholes: content.wholes.map(sized) }
}
