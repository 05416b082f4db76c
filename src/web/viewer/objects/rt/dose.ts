import { type Dataset, numberOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { Tag } from '../../data/tag.ts'
import { type ImagePlane, normalOf, worldOf } from '../../geometry/plane.ts'
import { add, dot, scale, type Vector3 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'
import { framesOf, readInstance } from '../../stacks/read.ts'
import type { Rgb } from '../layers/colours.ts'

/** A dose grid in space (PS3.3 C.8.8.3); planes in the order of their distance along the normal. */
export interface DoseGrid {
  readonly frames: readonly Frame[]
  readonly plane: ImagePlane
  readonly FrameOfReferenceUID: string | undefined
  /** Distance of each plane from the first one along the normal, mm, rising. */
  readonly offsets: readonly number[]
  readonly scaling: number
  readonly unit: 'Gy' | '%'
  readonly bytes: number
}

export interface DoseVolume extends DoseGrid {
  readonly values: readonly Float32Array[]
  readonly most: number
}

export function doseGridOf(dataset: Dataset, root: string): DoseGrid | undefined {
  const instance = readInstance(dataset)
  const frames = instance && framesOf(instance, root)
  const first = frames?.[0]
  if (!instance || !frames || !first?.plane.located) return undefined
  const normal = normalOf(first.plane)
  const placed = frames
    .map((frame) => ({
      frame,
      offset: dot(add(frame.plane.position, scale(first.plane.position, -1)), normal),
    }))
    .sort((one, other) => one.offset - other.offset)
  const lowest = placed[0]
  if (!lowest) return undefined
  return {
    frames: placed.map(({ frame }) => frame),
    plane: lowest.frame.plane,
    FrameOfReferenceUID: first.FrameOfReferenceUID,
    offsets: placed.map(({ offset }) => offset - lowest.offset),
    scaling: numberOf(dataset, ObjectTag.DoseGridScaling) ?? 1,
    unit: textOf(dataset, ObjectTag.DoseUnits) === 'RELATIVE' ? '%' : 'Gy',
    bytes: (numberOf(dataset, Tag.BitsAllocated) ?? 32) / 8,
  }
}

/** The grid with its doses; `raw` are the frames in the order of the grid, plain little endian, unsigned. */
export function doseVolumeOf(grid: DoseGrid, raw: readonly Uint8Array[]): DoseVolume {
  let most = 0
  const values = raw.map((bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const plane = new Float32Array(grid.plane.rows * grid.plane.columns)
    for (let n = 0; n < plane.length && (n + 1) * grid.bytes <= bytes.length; n++) {
      const stored = grid.bytes === 4 ? view.getUint32(n * 4, true) : view.getUint16(n * 2, true)
      const dose = stored * grid.scaling
      plane[n] = dose
      if (dose > most) most = dose
    }
    return plane
  })
  return { ...grid, values, most }
}

/** The dose at a point in the patient, between the nearest eight; undefined outside of the grid. */
export function doseAt({ plane, offsets, values }: DoseVolume, point: Vector3): number | undefined {
  const way = add(point, scale(plane.position, -1))
  const column = dot(way, plane.row) / plane.columnSpacing
  const row = dot(way, plane.column) / plane.rowSpacing
  const along = dot(way, normalOf(plane))
  const last = offsets.length - 1
  const slack = last > 0 ? 0 : Math.max(1, plane.rowSpacing / 2)
  if (column < 0 || row < 0 || column > plane.columns - 1 || row > plane.rows - 1) return undefined
  if (along < (offsets[0] ?? 0) - slack || along > (offsets[last] ?? 0) + slack) return undefined
  let above = offsets.findIndex((offset) => offset >= along)
  if (above < 0) above = last
  const below = Math.max(0, above - 1)
  const gap = (offsets[above] ?? 0) - (offsets[below] ?? 0)
  const upper = gap > 0 ? (along - (offsets[below] ?? 0)) / gap : 1
  const inPlane = (index: number) => {
    const grid = values[index]
    const [x, y] = [Math.floor(column), Math.floor(row)]
    const [right, down] = [Math.min(x + 1, plane.columns - 1), Math.min(y + 1, plane.rows - 1)]
    const [u, v] = [column - x, row - y]
    const at = (c: number, r: number) => grid?.[r * plane.columns + c] ?? 0
    return (
      (at(x, y) * (1 - u) + at(right, y) * u) * (1 - v) + (at(x, down) * (1 - u) + at(right, down) * u) * v
    )
  }
  return upper >= 1 ? inPlane(above) : inPlane(below) * (1 - upper) + inPlane(above) * upper
}

/** Levels of the colour wash, in parts of the largest dose. */
export const DOSE_LEVELS: readonly { readonly from: number; readonly colour: Rgb }[] = [
  { from: 0.95, colour: [214, 39, 40] },
  { from: 0.9, colour: [255, 127, 14] },
  { from: 0.8, colour: [240, 190, 60] },
  { from: 0.7, colour: [120, 190, 90] },
  { from: 0.5, colour: [44, 160, 170] },
  { from: 0.3, colour: [66, 120, 220] },
  { from: 0.1, colour: [110, 90, 190] },
]

const MOST_POINTS = 256

export interface DoseWash {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
}

/** The colour wash over an image plane: one point for so many image pixels; RGBA. */
export function doseWash(volume: DoseVolume, image: ImagePlane, opacity: number): DoseWash {
  const step = Math.max(1, Math.max(image.columns, image.rows) / MOST_POINTS)
  const [width, height] = [Math.ceil(image.columns / step), Math.ceil(image.rows / step)]
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at: readonly [number, number] = [
        ((x + 0.5) * image.columns) / width,
        ((y + 0.5) * image.rows) / height,
      ]
      const dose = doseAt(volume, worldOf(image, at))
      const level =
        dose === undefined || volume.most <= 0
          ? undefined
          : DOSE_LEVELS.find(({ from }) => dose >= from * volume.most)
      if (!level) continue
      const place = (y * width + x) * 4
      pixels.set(level.colour, place)
      pixels[place + 3] = Math.round(opacity * 255)
    }
  }
  return { width, height, pixels }
}
