import { type Dataset, itemsOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'

/**
 * A data set as it stands for one frame: the frame's functional groups, then the shared ones, then the instance
 * (PS3.3 C.7.6.16). Functional group macros hold their attributes in the first item of their sequence.
 */
export function frameDataset(instance: Dataset, frameNumber: number): Dataset {
  const shared = itemsOf(instance, Tag.SharedFunctionalGroupsSequence)[0]
  const own = itemsOf(instance, Tag.PerFrameFunctionalGroupsSequence)[frameNumber - 1]
  if (!shared && !own) return instance
  return { ...instance, ...flattened(shared), ...flattened(own) }
}

const flattened = (groups: Dataset | undefined): Dataset => {
  if (!groups) return {}
  const macros = Object.keys(groups).flatMap((tag) => itemsOf(groups, tag).slice(0, 1))
  return Object.assign({}, ...macros)
}
