import { numberOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { frameDataset } from '../stacks/attributes.ts'
import type { Frame } from '../stacks/frame.ts'

/** Slope and intercept of a frame (PS3.3 C.11.1.1.2), per frame in enhanced objects; SUV is scaled in one go. */
export function rescaleOf({ instance, frameNumber, modalityTable }: Frame): {
  slope: number
  intercept: number
} {
  if (modalityTable) return { slope: 1, intercept: 0 }
  const dataset = frameDataset(instance.dataset, frameNumber)
  const suv = instance.suv ?? 1
  return {
    slope: (numberOf(dataset, Tag.RescaleSlope) || 1) * suv,
    intercept: (numberOf(dataset, Tag.RescaleIntercept) ?? 0) * suv,
  }
}
