import { z } from 'zod'
import type { ImageReference } from '../marks/mark.ts'
import { MOST_SEGMENTS } from './labels.ts'

/**
 * A segmentation that is being painted, as `/annotation/add` carries it in `json`: one annotation for what it is, at the
 * first image of its stack, and one for each painted image. When it is finished it becomes a DICOM object of the study,
 * and these are taken away.
 */
export const DRAFT_SCHEMA = 'collimate.segmentation/1'

const id = z.string().min(1).max(64)
const byte = z.int().min(0).max(255)

const segment = z.object({
  number: z.int().min(1).max(MOST_SEGMENTS),
  label: z.string().max(64),
  colour: z.tuple([byte, byte, byte]),
  opacity: z.number().min(0).max(1),
  hidden: z.boolean(),
  locked: z.boolean(),
})
export type DraftSegment = Readonly<z.output<typeof segment>>

const head = z.object({
  schema: z.literal(DRAFT_SCHEMA),
  kind: z.literal('segmentation'),
  id,
  name: z.string().max(64),
  segments: z.array(segment).max(MOST_SEGMENTS),
})
const slice = z.object({
  schema: z.literal(DRAFT_SCHEMA),
  kind: z.literal('slice'),
  id,
  segmentation: id,
  rows: z.int().min(1).max(65_535),
  columns: z.int().min(1).max(65_535),
  /** See runs.ts. */
  runs: z.string(),
})
const part = z.discriminatedUnion('kind', [head, slice])
export type DraftHead = z.output<typeof head>
export type DraftSlice = z.output<typeof slice>
export type DraftPart = z.output<typeof part>

/** A part of a segmentation; undefined for any other annotation. */
export function draftPartOf(json: unknown): DraftPart | undefined {
  if (typeof json !== 'string') return part.safeParse(json).data
  try {
    return part.safeParse(JSON.parse(json)).data
  } catch {
    return undefined
  }
}

/** What an outbox entry wants of an annotation. */
export const wantedOf = (at: ImageReference, json: DraftPart) => ({
  series_uid: at.SeriesInstanceUID,
  instance_uid: at.SOPInstanceUID,
  frame_number: at.frameNumber,
  json,
})
