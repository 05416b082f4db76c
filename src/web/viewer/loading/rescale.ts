import { numberOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { frameDataset } from '../stacks/attributes.ts'
import type { Frame, Instance } from '../stacks/frame.ts'
import type { Window } from '../voi/window.ts'

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

/** A window on the screen in the values of the file, as others read them: those of PET were made SUV here. */
export const windowOfFile = ({ center, width, voiFunction }: Window, { suv = 1 }: Instance): Window => ({
  center: center / suv,
  width: width / suv,
  ...(voiFunction ? { voiFunction } : {}),
})

/** A window of another object, which is in the values of the file, as it counts on the screen. */
export const windowOnScreen = (window: Window, { suv = 1 }: Instance): Window =>
  suv === 1 ? window : { ...window, table: undefined, center: window.center * suv, width: window.width * suv }
