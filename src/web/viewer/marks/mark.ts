import type { Point2, Vector3 } from '../geometry/vector.ts'

export const MARK_TOOLS = [
  'length',
  'angle',
  'cobb',
  'bidirectional',
  'ellipse',
  'circle',
  'rectangle',
  'freehand',
  'spline',
  'arrow',
  'text',
  'probe',
] as const
export type MarkTool = (typeof MARK_TOOLS)[number]

const names: ReadonlySet<string> = new Set(MARK_TOOLS)
export const isMarkTool = (tool: string): tool is MarkTool => names.has(tool)

/** A plane through the patient that is no image: what was measured on reformatted planes lies in it. */
export interface MarkPlane {
  readonly FrameOfReferenceUID: string
  /** The centre of its first pixel, and the directions of its rows and columns. */
  readonly origin: Vector3
  readonly row: Vector3
  readonly column: Vector3
  /** mm between its pixels, in both directions. */
  readonly spacing: number
  /** Pixels along each side. */
  readonly size: number
}

/**
 * What is drawn on an image. Points are image points (see ImagePlane):
 *
 * - length: two ends
 * - angle: end, vertex, end
 * - bidirectional: two ends of one axis, two ends of the other, at right angles in space
 * - cobb: two ends of one line, two ends of the other
 * - ellipse, circle, rectangle: two opposite corners of the box, along rows and columns; a circle's is a square in space
 * - freehand: the corners of a closed outline
 * - spline: points of a closed curve
 * - arrow: tip, tail
 * - text, probe: one point
 */
export interface Shape {
  readonly tool: MarkTool
  /** Its points are of this plane; without it of the image. */
  readonly plane?: MarkPlane
  readonly points: readonly Point2[]
  /** Where the reader put the text; otherwise it finds its own place. */
  readonly textAt?: Point2
  readonly label: string
}

/** A picture by what it is, not by where it is fetched. */
export interface ImageReference {
  readonly SeriesInstanceUID: string
  readonly SOPInstanceUID: string
  readonly frameNumber: number
}

/** How far a mark is from being safe on the server. */
export type Saving = 'saved' | 'waiting' | 'refused' | 'conflict'

export interface Mark extends ImageReference, Shape {
  /** The uuid of the study record through which the reader sees the image. */
  readonly studyId: string
  /** Made here, kept for good; the server's uuid may change when a deletion is undone. */
  readonly id: string
  readonly uuid: string | undefined
  readonly author: string
  readonly authorId: string
  /** ISO 8601, UTC; empty when another program did not say. */
  readonly created: string
  /** May be seen, not changed: locked on the server, or another reader's. */
  readonly locked: boolean
  /** Locked on the server, for everybody. */
  readonly fixed: boolean
  /** The reader may lock and unlock it. */
  readonly lockable: boolean
  readonly saving: Saving
  /** The server's version of it that is known here. */
  readonly version?: string | undefined
  /** What somebody else made of it meanwhile, while the reader's own change waits for a decision. */
  readonly rival?: Rival
  /** It is the deletion that waits for the decision. */
  readonly deleting?: true
}

export interface Rival {
  readonly shape: Shape
  readonly version: string
}

export const imageKey = ({
  SOPInstanceUID,
  frameNumber,
}: Omit<ImageReference, 'SeriesInstanceUID'>): string => `${SOPInstanceUID}/${frameNumber}`

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** A random id. `crypto.randomUUID` is missing on pages that are served without TLS. */
export const newId = (): string => hex(crypto.getRandomValues(new Uint8Array(16)))
