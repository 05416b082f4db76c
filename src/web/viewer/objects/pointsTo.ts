import { type Dataset, itemsOf } from '../data/dicomJson.ts'
import { ObjectTag } from '../data/objectTag.ts'
import { Tag } from '../data/tag.ts'
import { blendingItemsOf } from './pr/blending.ts'
import { type Reference, referencesOf } from './reference.ts'

/** Sequences that hold references to images, wherever they stand in an object. */
const CARRIERS = [
  ObjectTag.ReferencedImageSequence,
  ObjectTag.SourceImageSequence,
  ObjectTag.ReferencedSOPSequence,
  '30060016', // Contour Image Sequence
  '0008114A', // Referenced Instance Sequence
] as const

const INSIDE = [
  ObjectTag.ReferencedSeriesSequence,
  ObjectTag.DerivationImageSequence,
  Tag.SharedFunctionalGroupsSequence,
  Tag.PerFrameFunctionalGroupsSequence,
  '30060010', // Referenced Frame of Reference Sequence
  '30060012', // RT Referenced Study Sequence
  '30060014', // RT Referenced Series Sequence
  '30060039', // ROI Contour Sequence
  '30060040', // Contour Sequence
  ObjectTag.ContentSequence,
  ObjectTag.BlendingSequence,
] as const

const DEEPEST = 40

function collect(dataset: Dataset, depth: number, found: Reference[]): void {
  for (const tag of CARRIERS) found.push(...referencesOf(dataset, tag))
  if (depth >= DEEPEST) return
  for (const tag of INSIDE) for (const item of itemsOf(dataset, tag)) collect(item, depth + 1, found)
}

/** The images that an object is about, those in the middle of a volume first. */
export function pointsTo(dataset: Dataset): { SOPInstanceUID: string; frameNumber: number }[] {
  // The images that something is drawn on say more than the list of all that were looked at.
  const all: Reference[] = []
  const drawn: Reference[] = []
  for (const roi of itemsOf(dataset, '30060039'))
    for (const contour of itemsOf(roi, '30060040')) drawn.push(...referencesOf(contour, '30060016'))
  // Of two sets of images the lower one is looked at, and the other laid over it.
  const below = blendingItemsOf(dataset)?.underlying
  if (below) collect(below, 0, drawn)
  for (const groups of itemsOf(dataset, Tag.PerFrameFunctionalGroupsSequence)) collect(groups, 0, drawn)
  collect(dataset, 0, all)
  const images = [...middleFirst(drawn), ...middleFirst(all)].map(({ SOPInstanceUID, frames }) => ({
    SOPInstanceUID,
    frameNumber: frames[0] ?? 1,
  }))
  const seen = new Set<string>()
  return images.filter(({ SOPInstanceUID, frameNumber }) => {
    const key = `${SOPInstanceUID}/${frameNumber}`
    return !seen.has(key) && seen.add(key)
  })
}

function middleFirst(references: readonly Reference[]): Reference[] {
  const middle = Math.floor((references.length - 1) / 2)
  const first = references[middle]
  return first ? [first, ...references.slice(0, middle), ...references.slice(middle + 1)] : []
}
