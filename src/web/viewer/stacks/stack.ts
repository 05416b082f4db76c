import { type Dataset, numberOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { kindOf } from '../objects/kind.ts'
import { indexOfPhase, placesIn } from './fourD.ts'
import type { Frame } from './frame.ts'
import { axisOf, interleaved, MANY_PHASES, type PhaseAxis, phasesOf } from './phases.ts'
import { framesOf, readInstance } from './read.ts'
import { sorted } from './sort.ts'
import { suvFactorsOf } from './suv.ts'
import type { SuvType } from './suvTypes.ts'

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
  /** At each of its places so many images stand, one for each phase. */
  readonly phases?: number
  /** What the phases differ by: those in it, or it and its siblings. */
  readonly axis?: PhaseAxis
  /** It is one phase of several, from 0, which the stack with this id holds together. */
  readonly phase?: { readonly number: number; readonly whole: string }
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
  /** Phases that are stacks of their own, put together: to be gone through in time. */
  readonly wholes: readonly Stack[]
  readonly others: readonly OtherObject[]
}

/** Splits and sorts a series from its metadata. `root` is the DICOMweb address of the study's namespace. */
export function seriesContent(
  metadata: readonly Dataset[],
  root: string,
  suvType: SuvType = 'bw',
): SeriesContent {
  const groups = new Map<string, Frame[]>()
  const others: OtherObject[] = []
  const suv = suvFactorsOf(metadata, suvType)
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
  return { ...stacksFrom([...groups.values()].map(sorted).sort(byFirstImage), false), others }
}

interface Part {
  readonly frames: readonly Frame[]
  readonly more: Pick<Stack, 'phases' | 'axis' | 'phase'>
}

/** Stacks of a series from its groups of images; few phases are stacks of their own, many of them only when asked for. */
function stacksFrom(
  groups: readonly (readonly Frame[])[],
  apart: boolean,
): Pick<SeriesContent, 'stacks' | 'wholes'> {
  const wholes: Stack[] = []
  const parts = groups.flatMap((frames, group): Part[] => {
    const phases = phasesOf(frames)
    if (phases.length < 2) return [{ frames, more: {} }]
    const together = { phases: phases.length, axis: axisOf(phases) }
    const [whole] = stackOf(interleaved(phases), 0)
    if (!whole) return []
    if (phases.length >= MANY_PHASES && !apart) return [{ frames: whole.frames, more: together }]
    const id = `${whole.SeriesInstanceUID}#time${group + 1}`
    wholes.push({ ...whole, ...together, id })
    return phases.map((phase, number) => ({
      frames: phase,
      more: { axis: together.axis, phase: { number, whole: id } },
    }))
  })
  const stacks = parts.flatMap(({ frames, more }, index) =>
    stackOf(frames, parts.length > 1 ? index + 1 : 0).map((stack) => ({ ...stack, ...more })),
  )
  return { stacks, wholes }
}

/** The same series with its many phases taken apart. */
export const takenApart = ({ stacks, others }: SeriesContent): SeriesContent => ({
  ...stacksFrom(
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
export function openingIndex(stack: Stack): number {
  const { frames } = stack
  const [first, last] = [frames[0]?.plane, frames.at(-1)?.plane]
  if (frames.length < 3 || !first?.located || !last) return 0
  const film = frames[0]?.instance.NumberOfFrames !== 1
  const still = first.position.every((value, axis) => value === last.position[axis])
  return film && still ? 0 : indexOfPhase(stack, Math.floor((placesIn(stack) - 1) / 2), 0)
}
