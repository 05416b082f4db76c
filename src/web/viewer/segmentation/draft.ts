import type { ImageReference, Saving } from '../marks/mark.ts'
import { spareColour } from '../objects/layers/colours.ts'
import type { Frame } from '../stacks/frame.ts'
import type { DraftHead, DraftSegment } from './annotation.ts'
import { type Labels, MOST_SEGMENTS } from './labels.ts'

/** A painted image of a segmentation. */
export interface PaintedSlice extends ImageReference {
  readonly id: string
  readonly uuid: string | undefined
  readonly version: string | undefined
  readonly rows: number
  readonly columns: number
  /** Changed in place while the brush is down, and by nothing else. */
  readonly labels: Labels
  readonly saving: Saving
}

/** A segmentation that is being painted, and is no DICOM object yet. */
export interface Draft {
  readonly id: string
  /** The uuid of the study record through which the reader sees the images. */
  readonly studyId: string
  /** The first image of the stack that is painted. */
  readonly at: ImageReference
  readonly name: string
  readonly segments: readonly DraftSegment[]
  /** By imageKey. */
  readonly slices: ReadonlyMap<string, PaintedSlice>
  readonly uuid: string | undefined
  readonly version: string | undefined
  readonly author: string
  readonly authorId: string
  /** Only who began it goes on with it; others see it. */
  readonly mayEdit: boolean
  readonly saving: Saving
}

export const headJson = ({ id, name, segments }: Draft): DraftHead => ({
  schema: 'collimate.segmentation/1',
  kind: 'segmentation',
  id,
  name,
  segments: segments.map(({ colour: [red, green, blue], ...segment }) => ({
    ...segment,
    colour: [red, green, blue],
  })),
})

const OPACITY = 0.45

/** A segment with the lowest number that is free; undefined when all are taken. */
export function nextSegment(segments: readonly DraftSegment[], label: string): DraftSegment | undefined {
  const taken = new Set(segments.map(({ number }) => number))
  const number = Array.from({ length: MOST_SEGMENTS }, (_, index) => index + 1).find((one) => !taken.has(one))
  if (number === undefined) return undefined
  const [red, green, blue] = spareColour(number - 1)
  return {
    number,
    label: label || String(number),
    colour: [red, green, blue],
    opacity: OPACITY,
    hidden: false,
    locked: false,
  }
}

/** Whether an image is of the series that is painted, and as large as those that are painted already. */
export function isPaintable({ at, slices }: Draft, { instance, plane }: Frame): boolean {
  const [slice] = slices.values()
  const fits = !slice || (slice.rows === plane.rows && slice.columns === plane.columns)
  return instance.SeriesInstanceUID === at.SeriesInstanceUID && fits
}

export const savingOfDraft = ({ saving, slices }: Draft): Saving =>
  [saving, ...[...slices.values()].map((slice) => slice.saving)].find((one) => one !== 'saved') ?? 'saved'

/** Whose conflicts wait for a decision. */
export const isDisputed = (draft: Draft): boolean =>
  draft.saving === 'conflict' || [...draft.slices.values()].some(({ saving }) => saving === 'conflict')
