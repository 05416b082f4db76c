import { FIT, type Presentation, pixelsPerUnit } from '../geometry/presentation.ts'
import type { Frame } from '../stacks/frame.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { commonScale, laidBreast, type Tile } from './breast.ts'
import type { CellPlan } from './protocol.ts'
import { traitsOf } from './traits.ts'

/** A viewport with what a protocol says of how its picture is laid. */
export interface PlannedViewport {
  readonly viewport: ImageViewport
  readonly plan: CellPlan | undefined
}

const frameOf = ({ viewport }: PlannedViewport): Frame | undefined => {
  const { stack, target } = viewport.view.get()
  return stack?.frames[target]
}

const millimetres = ({ instance }: Frame) => instance.calibration !== 'none'

/**
 * Where each picture is at home: what "reset" goes back to, and where it stays while nobody moves it. Told again when a
 * tile or a picture changes, for one scale in all tiles depends on all of them.
 */
export function layHomes(planned: readonly PlannedViewport[]): void {
  const scaled = planned.flatMap((entry) => {
    const frame = entry.plan?.display.sameScale ? frameOf(entry) : undefined
    return frame && millimetres(frame) ? [{ frame, size: entry.viewport.view.get().size }] : []
  })
  const scale = scaled.length > 0 ? commonScale(scaled) : undefined
  for (const entry of planned) {
    const { viewport, plan } = entry
    const frame = frameOf(entry)
    if (frame) viewport.setHome(homeOf(viewport, frame, plan, scale))
  }
}

function homeOf(
  viewport: ImageViewport,
  frame: Frame,
  plan: CellPlan | undefined,
  common: number | undefined,
): Presentation {
  const { wall, sameScale } = plan?.display ?? {}
  const { size, stack } = viewport.view.get()
  const fitted = pixelsPerUnit(frame.plane, FIT, size)
  const scale = sameScale && common !== undefined && millimetres(frame) ? common : fitted
  if (wall === undefined || !stack) return scale === fitted ? FIT : { ...FIT, zoom: scale / fitted }
  const { laterality } = traitsOf(stack)
  const tile: Tile = { frame, size, wall, laterality: laterality === 'B' ? undefined : laterality }
  return laidBreast(tile, scale)
}
