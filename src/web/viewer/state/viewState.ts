import { z } from 'zod'
import type { Presentation } from '../geometry/presentation.ts'
import { MOST_CELLS } from '../hanging/protocol.ts'
import type { Grid } from '../layout/grid.ts'
import { LARGEST } from '../layout/grid.ts'
import type { Stack } from '../stacks/stack.ts'
import type { View } from '../viewport/viewport.ts'
import type { Wish } from './tiles.ts'

/**
 * How a study was left by its reader: what stands where, at which image, in which window, at which place. Small enough to
 * be kept at every rest; without anything that names the patient.
 */

const finite = z.number()

const cellState = z.object({
  /** The stack, by its id in the viewer: series and part. */
  stack: z.string().max(128),
  image: z.object({ SOPInstanceUID: z.string().max(64), frameNumber: z.int().min(1) }).optional(),
  window: z.object({ center: finite, width: finite }).optional(),
  /** Absent where the picture is at home. `pan` in parts of the tile. */
  place: z
    .object({ zoom: finite, pan: z.tuple([finite, finite]), rotation: finite, flipped: z.boolean() })
    .optional(),
  inverted: z.boolean().optional(),
})

const vector = z.tuple([finite, finite, finite])
const plane = z.object({ normal: vector, up: vector })
const look = z.object({ center: vector, zoom: finite.positive() })
const window = z.object({ center: finite, width: finite.positive() })
const inPlanes = <T extends z.ZodType>(of: T) => z.object({ axial: of, coronal: of, sagittal: of })

/** How the reformatted planes were left. */
export const roomViewSchema = z.object({
  point: vector,
  views: inPlanes(plane),
  looks: inPlanes(look),
  window,
  slab: z.object({ mode: z.enum(['off', 'max', 'min', 'mean']), thickness: finite }),
  cross: z.boolean(),
  time: z.int().min(0).default(0),
  fusion: z
    .object({ stack: z.string().max(128), opacity: finite, window, colours: z.string().max(40) })
    .optional(),
})
export type RoomView = z.output<typeof roomViewSchema>

export const viewStateSchema = z.object({
  version: z.literal(1),
  rows: z.int().min(1).max(LARGEST),
  columns: z.int().min(1).max(LARGEST),
  active: z
    .int()
    .min(0)
    .max(MOST_CELLS - 1),
  cells: z.array(cellState.nullable()).max(MOST_CELLS),
  protocol: z.string().max(64).optional(),
  stage: z.int().min(0).default(0),
  /** Cells that the reader filled, whatever the protocol says. */
  byHand: z.array(z.int().min(0)).max(MOST_CELLS).optional(),
  /** Sizes by hand of the reader: factors by Series Instance UID. */
  calibrations: z.record(z.string().max(64), finite.positive()).optional(),
  /** The reformatted planes of a stack, open or as they were left. */
  room: z
    .object({ stack: z.string().max(128), open: z.boolean(), view: roomViewSchema.optional() })
    .optional(),
  /** The uuids of priors that were open. */
  priors: z.array(z.string()).max(20).default([]),
})
export type ViewState = z.output<typeof viewStateSchema>
type CellState = z.output<typeof cellState>

const rounded = (value: number) => Math.round(value * 1e4) / 1e4

function placeIn({ presentation, home, size }: View): CellState['place'] {
  if (presentation === home) return undefined
  const { zoom, pan, rotation, flipped } = presentation
  return {
    zoom: rounded(zoom),
    pan: [rounded(pan[0] / size.width), rounded(pan[1] / size.height)],
    rotation: rounded(rotation),
    flipped,
  }
}

/** A cell as it is now; null for one that shows no picture. */
export function cellStateOf(view: View): CellState | null {
  const { stack, target, inverted, rendition } = view
  // A window in the values of a presentation state means nothing without it.
  const chosen = rendition?.values ? undefined : view.chosen
  const frame = stack?.frames[target]
  if (!stack || !frame) return null
  const place = placeIn(view)
  return {
    stack: stack.id,
    image: { SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber },
    ...(chosen === undefined ? {} : { window: { center: chosen.center, width: chosen.width } }),
    ...(place === undefined ? {} : { place }),
    ...(inverted ? { inverted } : {}),
  }
}

export const gridOf = ({ rows, columns, active, cells }: ViewState): Grid => ({
  rows,
  columns,
  active: Math.min(active, rows * columns - 1),
  cells: Array.from({ length: rows * columns }, (_, cell) => cells[cell]?.stack),
})

/** What a kept cell asks of its viewport. `indexOf` finds the image in its stack, once that is known. */
export const wishOf = (cell: CellState, indexOf: (image: CellState['image']) => number | undefined): Wish => {
  const { place } = cell
  return {
    stackId: cell.stack,
    get index() {
      return indexOf(cell.image)
    },
    window: cell.window,
    inverted: cell.inverted,
    presentation:
      place &&
      ((size): Presentation => ({
        ...place,
        pan: [place.pan[0] * size.width, place.pan[1] * size.height],
      })),
  }
}

export const indexIn = (stack: Stack | undefined, image: CellState['image']): number | undefined => {
  const index = stack?.frames.findIndex(
    ({ instance, frameNumber }) =>
      instance.SOPInstanceUID === image?.SOPInstanceUID && frameNumber === image.frameNumber,
  )
  return index === undefined || index < 0 ? undefined : index
}
