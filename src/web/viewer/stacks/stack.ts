import { type Dataset, numberOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { kindOf } from '../objects/kind.ts'
import type { Frame } from './frame.ts'
import { MANY_PHASES, phasesOf } from './phases.ts'
import { framesOf, readInstance } from './read.ts'
import { sorted } from './sort.ts'
import { suvFactorsOf } from './suv.ts'

/** Images that are scrolled through as one. */
export interface Stack {
  readonly id: string
  readonly SeriesInstanceUID: string
  readonly SeriesNumber: number | undefined
  readonly SeriesDescription: string
  readonly Modality: string
  /** Place among the stacks of the same series, from 1; 0 when the series is one stack. */
  readonly part: number
  readonly frames: readonly Frame[]
  /** Phases that stand in it image by image, where a reader may take them apart. */
  readonly phases?: number
}

/** An object of the series that is no picture: a report, a document, a structure set. */
export interface OtherObject {
  readonly id: string
  readonly StudyInstanceUID: string
  readonly SeriesInstanceUID: string
  readonly SOPInstanceUID: string
  readonly SOPClassUID: string
  readonly SeriesNumber: number | undefined
  readonly SeriesDescription: string
  readonly Modality: string
  readonly dataset: Dataset
}

export interface SeriesContent {
  readonly stacks: readonly Stack[]
  readonly others: readonly OtherObject[]
}

/** Splits and sorts a series from its metadata. `root` is the DICOMweb address of the study's namespace. */
export function seriesContent(metadata: readonly Dataset[], root: string): SeriesContent {
  const groups = new Map<string, Frame[]>()
  const others: OtherObject[] = []
  const suv = suvFactorsOf(metadata)
  for (const dataset of metadata) {
    const instance = readInstance(dataset, suv.get(textOf(dataset, Tag.SOPInstanceUID) ?? ''))
    if (!instance) {
      others.push(...otherObject(dataset))
      continue
    }
    // A dose is a picture of its own and lies over others as well.
    if (kindOf(dataset) === 'dose') others.push(...otherObject(dataset))
    for (const frame of framesOf(instance, root)) {
      const group = groups.get(frame.splitKey)
      if (group) group.push(frame)
      else groups.set(frame.splitKey, [frame])
    }
  }
  return { stacks: stacksFrom([...groups.values()].map(sorted).sort(byFirstImage), false), others }
}

/** Stacks of a series from its groups of images; few phases are stacks of their own, many of them only when asked for. */
function stacksFrom(groups: readonly (readonly Frame[])[], apart: boolean): Stack[] {
  const parts = groups.flatMap((frames): { frames: readonly Frame[]; phases: number }[] => {
    const phases = phasesOf(frames)
    const many = phases.length >= MANY_PHASES
    if (many && !apart) return [{ frames, phases: phases.length }]
    return phases.map((phase) => ({ frames: phase, phases: 0 }))
  })
  return parts.flatMap(({ frames, phases }, index) =>
    stackOf(frames, parts.length > 1 ? index + 1 : 0).map((stack) =>
      phases > 0 ? { ...stack, phases } : stack,
    ),
  )
}

/** The same series with its many phases taken apart. */
export const takenApart = ({ stacks, others }: SeriesContent): SeriesContent => ({
  stacks: stacksFrom(
    stacks.map(({ frames }) => frames),
    true,
  ),
  others,
})

const byFirstImage = (one: readonly Frame[], other: readonly Frame[]) => first(one) - first(other)
const first = (frames: readonly Frame[]) =>
  Math.min(...frames.map(({ instance }) => instance.InstanceNumber ?? Number.MAX_SAFE_INTEGER))

function stackOf(frames: readonly Frame[], part: number): Stack[] {
  const instance = frames[0]?.instance
  if (!instance) return []
  return [
    {
      id: part > 1 ? `${instance.SeriesInstanceUID}#${part}` : instance.SeriesInstanceUID,
      SeriesInstanceUID: instance.SeriesInstanceUID,
      SeriesNumber: numberOf(instance.dataset, Tag.SeriesNumber),
      SeriesDescription: textOf(instance.dataset, Tag.SeriesDescription) ?? '',
      Modality: instance.Modality,
      part,
      frames,
    },
  ]
}

function otherObject(dataset: Dataset): OtherObject[] {
  const SOPInstanceUID = textOf(dataset, Tag.SOPInstanceUID)
  const SeriesInstanceUID = textOf(dataset, Tag.SeriesInstanceUID)
  if (!SOPInstanceUID || !SeriesInstanceUID) return []
  return [
    {
      id: SOPInstanceUID,
      StudyInstanceUID: textOf(dataset, Tag.StudyInstanceUID) ?? '',
      SeriesInstanceUID,
      SOPInstanceUID,
      SOPClassUID: textOf(dataset, Tag.SOPClassUID) ?? '',
      SeriesNumber: numberOf(dataset, Tag.SeriesNumber),
      SeriesDescription: textOf(dataset, Tag.SeriesDescription) ?? '',
      Modality: textOf(dataset, Tag.Modality) ?? '',
      dataset,
    },
  ]
}

const LOCALIZER = /locali[sz]er|scout|survey|locator|tracker|topogram/i

/** Overview images, which are not what a reader wants first. */
export const isLocalizer = (stack: Stack): boolean =>
  LOCALIZER.test(stack.SeriesDescription) ||
  (stack.frames[0]?.instance.dataset[Tag.ImageType]?.Value ?? '').toString().includes('LOCALIZER')

/** Where a stack opens: the middle of parallel slices, otherwise the first image. */
export function openingIndex({ frames }: Stack): number {
  const [first, last] = [frames[0]?.plane, frames.at(-1)?.plane]
  if (frames.length < 3 || !first?.located || !last) return 0
  const film = frames[0]?.instance.NumberOfFrames !== 1
  const still = first.position.every((value, axis) => value === last.position[axis])
  return film && still ? 0 : Math.floor((frames.length - 1) / 2)
}
