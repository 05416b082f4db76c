import { type Attribute, type Dataset, numberOf, numbersOf, textOf } from '../data/dicomJson.ts'
import type { Frame } from '../stacks/frame.ts'

/** A bit plane over an image (PS3.3 C.9.2), one of up to sixteen. */
export interface OverlayPlane {
  /** `6000` to `601E`. */
  readonly group: string
  readonly rows: number
  readonly columns: number
  /** Image column and row of its first pixel, counted from 1. */
  readonly column: number
  readonly row: number
  readonly frames: number
  /** The image frame that its first frame belongs to. */
  readonly firstFrame: number
  readonly label: string
  /** Where its bits are; undefined when they stand in unused bits of the image's own pixels. */
  readonly data: Attribute | undefined
  readonly bit: number
}

const GROUP = /^(60[01][02468ACE])0010$/

export function overlayPlanesOf(dataset: Dataset): OverlayPlane[] {
  return Object.keys(dataset).flatMap((tag): OverlayPlane[] => {
    const group = GROUP.exec(tag)?.[1]
    if (group === undefined) return []
    const rows = numberOf(dataset, `${group}0010`)
    const columns = numberOf(dataset, `${group}0011`)
    if (!rows || !columns) return []
    const [row = 1, column = 1] = numbersOf(dataset, `${group}0050`)
    return [
      {
        group,
        rows,
        columns,
        row,
        column,
        frames: numberOf(dataset, `${group}0015`) ?? 1,
        firstFrame: numberOf(dataset, `${group}0051`) ?? 1,
        label: textOf(dataset, `${group}1500`) ?? textOf(dataset, `${group}0022`) ?? '',
        data: dataset[`${group}3000`],
        bit: numberOf(dataset, `${group}0102`) ?? 0,
      },
    ]
  })
}

/** Which frame of the plane lies on this frame of the image, from 0; a plane of one frame lies on all. */
export function planeFrame(
  { frames, firstFrame }: OverlayPlane,
  { frameNumber, instance }: Frame,
): number | undefined {
  if (frames <= 1)
    return instance.NumberOfFrames > 1 && firstFrame > 1 && firstFrame !== frameNumber ? undefined : 0
  const index = frameNumber - firstFrame
  return index >= 0 && index < frames ? index : undefined
}

/** White where a bit is set; RGBA. */
export function paintPlane(
  { rows, columns }: OverlayPlane,
  isSet: (pixel: number) => boolean,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(rows * columns * 4)
  for (let pixel = 0; pixel < rows * columns; pixel++)
    if (isSet(pixel)) pixels.fill(255, pixel * 4, pixel * 4 + 4)
  return pixels
}

/** Reads packed bits, those of frame `index` from where they begin: frames follow each other bit by bit. */
export const bitReader =
  (bytes: Uint8Array, { rows, columns }: OverlayPlane, index: number) =>
  (pixel: number): boolean => {
    const at = index * rows * columns + pixel
    return (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1
  }
