import { type Dataset, itemsOf, numberOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { Tag } from '../../data/tag.ts'
import { modalityOf } from '../../loading/plainPixels.ts'
import { windowOnScreen } from '../../loading/rescale.ts'
import { frameDataset } from '../../stacks/attributes.ts'
import type { Frame } from '../../stacks/frame.ts'
import type { ValueStep } from '../../voi/curve.ts'
import { type LookupTable, lookupTableOf } from '../../voi/lookup.ts'
import { valueSteps } from '../../voi/rendition.ts'
import { voiFunctionOf, type Window } from '../../voi/window.ts'
import { type Reference, referencesOf } from '../reference.ts'

/** How a state, or the part of one that is about some images, takes stored values to greys. */
export interface Shading {
  readonly windows: readonly { readonly references: readonly Reference[]; readonly window: Window }[]
  /** Its own slope and intercept, in place of the image's. */
  readonly rescale: { readonly slope: number; readonly intercept: number } | undefined
  /** Its own table in place of both. */
  readonly modalityTable: LookupTable | undefined
}

/** Slope and intercept (PS3.3 C.11.1). */
function rescaleIn(dataset: Dataset): Shading['rescale'] {
  const slope = numberOf(dataset, Tag.RescaleSlope)
  return slope ? { slope, intercept: numberOf(dataset, Tag.RescaleIntercept) ?? 0 } : undefined
}

/** A table where the item has one (PS3.3 C.11.8), otherwise its first window. */
function windowOf(item: Dataset): Window | undefined {
  const [lut] = itemsOf(item, Tag.VOILUTSequence)
  const table = lut && lookupTableOf(lut)
  if (table) {
    const width = table.entries.length
    return { center: table.firstMapped + width / 2, width, table }
  }
  const center = numberOf(item, Tag.WindowCenter)
  const width = numberOf(item, Tag.WindowWidth)
  if (center === undefined || width === undefined || width <= 0) return undefined
  const voiFunction = textOf(item, Tag.VOILUTFunction)
  return { center, width, ...(voiFunction === undefined ? {} : { voiFunction: voiFunctionOf(voiFunction) }) }
}

/** Modality and VOI of a state, or of an item of a blending sequence (PS3.3 C.11.1, C.11.8, C.11.14). */
export function shadingOf(dataset: Dataset): Shading {
  const [table] = itemsOf(dataset, Tag.ModalityLUTSequence)
  return {
    windows: itemsOf(dataset, ObjectTag.SoftcopyVOILUTSequence).flatMap((item) => {
      const window = windowOf(item)
      return window ? [{ references: referencesOf(item, ObjectTag.ReferencedImageSequence), window }] : []
    }),
    rescale: rescaleIn(dataset),
    modalityTable: table && lookupTableOf(table),
  }
}

/** A window that counts in the values of the state, in those of the image. */
export function inImageValues(
  window: Window,
  { rescale }: Pick<Shading, 'rescale'>,
  { instance, frameNumber }: Frame,
): Window {
  const own = rescaleIn(frameDataset(instance.dataset, frameNumber)) ?? { slope: 1, intercept: 0 }
  // Many states name no slope and mean that of the image.
  if (!rescale || (rescale.slope === own.slope && rescale.intercept === own.intercept)) return window
  const factor = own.slope / rescale.slope
  // A table has a place for each value: it can be moved, not stretched.
  if (window.table && factor !== 1) return { center: window.center, width: window.width }
  const moved = (value: number) => (value - rescale.intercept) * factor + own.intercept
  return {
    center: moved(window.center),
    width: Math.abs(window.width * factor),
    ...(window.voiFunction ? { voiFunction: window.voiFunction } : {}),
    ...(window.table ? { table: { ...window.table, firstMapped: moved(window.table.firstMapped) } } : {}),
  }
}

/** The state's window for a picture, in the values that a window counts in there. */
export const windowFor = (window: Window, shading: Shading, frame: Frame): Window =>
  valuesFor(shading, frame) ? window : windowOnScreen(inImageValues(window, shading, frame), frame.instance)

const sameTable = (one: LookupTable, other: LookupTable): boolean =>
  one.firstMapped === other.firstMapped &&
  one.entries.length === other.entries.length &&
  one.entries.every((entry, index) => entry === other.entries[index])

function stepsOf({ modalityTable, rescale }: Shading, frame: Frame): readonly ValueStep[] | undefined {
  const own = frame.modalityTable
  const toValue = modalityOf(frame)
  if (modalityTable) {
    if (own && sameTable(own, modalityTable)) return undefined
    return valueSteps(
      Array.from(modalityTable.entries, (becomes, index) => ({
        value: toValue(modalityTable.firstMapped + index),
        becomes,
      })),
    )
  }
  if (!rescale || !own) return undefined
  return valueSteps(
    Array.from(own.entries, (value, index) => ({
      value,
      becomes: (own.firstMapped + index) * rescale.slope + rescale.intercept,
    })),
  )
}

const known = new WeakMap<Shading, Map<string, readonly ValueStep[] | undefined>>()

/**
 * What the values of a picture become where the state has a modality LUT that no moved window can stand for: a table, or
 * a slope in place of the image's table. Undefined otherwise, and for colours.
 */
export function valuesFor(shading: Shading, frame: Frame): readonly ValueStep[] | undefined {
  if (frame.instance.colour || !(shading.modalityTable ?? (shading.rescale && frame.modalityTable)))
    return undefined
  const toValue = modalityOf(frame)
  const key = frame.modalityTable ? frame.imageId : `${toValue(0)} ${toValue(1)}`
  const steps = known.get(shading) ?? new Map<string, readonly ValueStep[] | undefined>()
  known.set(shading, steps)
  if (!steps.has(key)) steps.set(key, stepsOf(shading, frame))
  return steps.get(key)
}
