import { type Types, utilities } from '@cornerstonejs/core'
import type { CurvePoint } from '../voi/curve.ts'

/**
 * Gives the picture of a viewport our own way from value to grey or colour. Cornerstone's own knows straight windows and takes a
 * sigmoid's ends for those of a straight one. Without a GPU there is no such way: the straight one stays.
 */
export function drawCurve(viewport: Types.IStackViewport, curve: readonly CurvePoint[]): void {
  const { actor } = viewport.getDefaultActor() ?? {}
  const property = actor && 'getProperty' in actor ? actor.getProperty() : undefined
  if (!property || !('setRGBTransferFunction' in property)) return
  const lower = curve[0]?.value ?? 0
  const way = utilities.createLinearRGBTransferFunction({ lower, upper: curve.at(-1)?.value ?? lower + 1 })
  way.setNodes(
    curve.map(({ value, grey, colour: [r, g, b] = [grey, grey, grey] }) => ({
      ...{ x: value, r, g, b },
      ...{ midpoint: 0.5, sharpness: 0 },
    })),
  )
  property.setRGBTransferFunction(0, way)
}
