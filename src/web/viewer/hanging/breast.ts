import { FIT, type Presentation, pixelsPerUnit } from '../geometry/presentation.ts'
import type { Frame } from '../stacks/frame.ts'
import type { View } from '../viewport/viewport.ts'

/**
 * How a breast is laid on its tile: chest wall at the wanted side, axilla and lateral side up, one scale for all views
 * (IHE Mammography Image, Display). Whether the stored picture has to be turned is read from Patient Orientation
 * (PS3.3 C.7.6.1.1.1); without it the picture stays as it is stored.
 */

type Side = 'left' | 'right'

/** The side of the stored picture at which the patient's back is. */
export function wallSide({ instance: { patientOrientation } }: Frame): Side | undefined {
  const [row] = patientOrientation ?? []
  if (row?.startsWith('P')) return 'right'
  return row?.startsWith('A') ? 'left' : undefined
}

/** The stored picture has the feet, or the middle of the body, on top. */
function upsideDown({ instance: { patientOrientation } }: Frame, laterality: 'R' | 'L' | undefined): boolean {
  const column = patientOrientation?.[1] ?? ''
  if (column.startsWith('H')) return true
  if (column.startsWith('F')) return false
  // Down the picture of a right breast leads to the left of the body: lateral is up.
  return (laterality === 'R' && column.startsWith('R')) || (laterality === 'L' && column.startsWith('L'))
}

export interface Tile {
  readonly frame: Frame
  readonly size: View['size']
  readonly wall: Side
  readonly laterality: 'R' | 'L' | undefined
}

function turned({ frame, wall, laterality }: Tile): Pick<Presentation, 'flipped' | 'rotation'> {
  const side = wallSide(frame)
  const [across, down] = [side !== undefined && side !== wall, upsideDown(frame, laterality)]
  // Both at once are half a turn, which mirrors nothing.
  return { flipped: across !== down, rotation: down ? 180 : 0 }
}

/** CSS pixels for a millimetre at which every picture fits into its tile. */
export const commonScale = (tiles: readonly Pick<Tile, 'frame' | 'size'>[]): number =>
  Math.min(...tiles.map(({ frame, size }) => pixelsPerUnit(frame.plane, FIT, size)))

/** The picture at a scale, its chest wall at the edge of the tile. */
export function laidBreast(tile: Tile, scale: number): Presentation {
  const { frame, size, wall } = tile
  const zoom = scale / pixelsPerUnit(frame.plane, FIT, size)
  const width = frame.plane.columns * frame.plane.columnSpacing * scale
  const shift = (size.width - width) / 2
  const known = wallSide(frame) !== undefined
  return { ...turned(tile), zoom, pan: [known ? (wall === 'right' ? shift : -shift) : 0, 0] }
}
