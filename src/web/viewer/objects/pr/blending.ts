import { type Dataset, itemsOf, numberOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'

/** Two sets of images, one laid over the other in colours (PS3.3 C.11.14): references, modality and VOI of each. */
export interface BlendingItems {
  readonly underlying: Dataset
  readonly superimposed: Dataset
}

export function blendingItemsOf(dataset: Dataset): BlendingItems | undefined {
  const items = itemsOf(dataset, ObjectTag.BlendingSequence)
  const at = (position: string) => items.find((item) => textOf(item, ObjectTag.BlendingPosition) === position)
  const [underlying, superimposed] = [at('UNDERLYING'), at('SUPERIMPOSED')]
  return underlying && superimposed && { underlying, superimposed }
}

/** How much is seen of the images above, 0 to 1; undefined where the object lays none over others. */
export const relativeOpacityOf = (dataset: Dataset): number | undefined => {
  const opacity = numberOf(dataset, ObjectTag.RelativeOpacity)
  return opacity === undefined ? undefined : Math.min(1, Math.max(0, opacity))
}
