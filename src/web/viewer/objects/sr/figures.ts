import { figureOf, formOf, type Placed, triples } from '../drawn/figure.ts'
import type { Reference } from '../reference.ts'
import type { ContentItem } from './content.ts'

/**
 * The drawings of a report (TID 300, 1410, 1411, 1501 and whatever else holds coordinates): each SCOORD on the images
 * that it was selected from, each SCOORD3D in its frame of reference, with the measurements that belong to it.
 */
export function figuresOf(root: ContentItem): Placed[] {
  const placed: Placed[] = []
  walk(root, [], placed)
  return placed
}

function walk(item: ContentItem, ancestors: readonly ContentItem[], placed: Placed[]): void {
  if (item.coordinates) placed.push(...placedOf(item, linesFor(ancestors), ancestors))
  for (const child of item.children) walk(child, [...ancestors, item], placed)
}

function placedOf(
  { coordinates, children }: ContentItem,
  lines: readonly string[],
  ancestors: readonly ContentItem[],
): Placed[] {
  if (!coordinates) return []
  const { type, data, FrameOfReferenceUID } = coordinates
  if (FrameOfReferenceUID !== undefined) {
    const form = formOf(type)
    const world = triples(data)
    return form && world.length > 0 ? [{ form, world, FrameOfReferenceUID, lines }] : []
  }
  const figure = figureOf(type, data, lines)
  const references = imagesOf(children)
  const group = ancestors.at(-1)
  // Some writers name the image beside the coordinates instead of below them.
  const known = references.length > 0 || !group ? references : imagesOf(group.children)
  return figure && known.length > 0 ? [{ figure, references: known }] : []
}

const imagesOf = (items: readonly ContentItem[]): readonly Reference[] =>
  items.filter(({ valueType }) => valueType === 'IMAGE').flatMap(({ references }) => references)

const written = ({ name, value }: ContentItem) => (name === '' ? value : `${name} ${value}`)

/** Below a number stands that number; in a group stand the group's finding or tracking name and all its numbers. */
function linesFor(ancestors: readonly ContentItem[]): string[] {
  const parent = ancestors.at(-1)
  if (!parent) return []
  if (parent.valueType === 'NUM') return [written(parent)]
  const numbers = parent.children.filter(({ valueType, value }) => valueType === 'NUM' && value !== '')
  const title = parent.children.find(
    ({ valueType, name }) =>
      (valueType === 'CODE' && /^finding$/i.test(name)) ||
      (valueType === 'TEXT' && /tracking identifier/i.test(name)),
  )
  return [...(title ? [title.value] : []), ...numbers.map(written)].filter((line) => line !== '')
}
