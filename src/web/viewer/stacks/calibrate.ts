import type { Frame } from './frame.ts'
import type { SeriesContent } from './stack.ts'

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
export const calibrated = (content: SeriesContent, factor: number): SeriesContent => ({
  ...content,
  stacks: content.stacks.map((stack) => ({
    ...stack,
    frames: stack.frames.map((frame) => calibratedFrame(frame, factor)),
  })),
})
