import { has } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Frame } from '../stacks/frame.ts'

/** Does an image lay something over its own pixels? Few do; those that do load what draws it. */
export function hasPlanes({ instance: { dataset } }: Frame): boolean {
  if (has(dataset, '00181600') || has(dataset, Tag.PixelPaddingValue)) return true
  if (has(dataset, Tag.SharedFunctionalGroupsSequence)) return true
  return Object.keys(dataset).some((tag) => tag.startsWith('60') && tag.endsWith('0010'))
}
