import { z } from 'zod'
import { type ImagePlane, worldOf } from '../geometry/plane.ts'
import type { Point2, Vector3 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import { MARK_TOOLS, type Mark, type Shape } from './mark.ts'
import type { Stat } from './measure.ts'

/**
 * What `/annotation/add` and `/annotation/set` carry as `json` (described for other programs in annotation-1.md beside
 * this file). Unknown fields are kept out, a newer number behind the slash is another schema.
 */
export const ANNOTATION_SCHEMA = 'collimate.annotation/1'
/** The same on a plane that is no image: who knows the first one alone must not draw it on the image it is kept at. */
export const PLANE_SCHEMA = 'collimate.annotation/2'

/** Of an outline drawn by hand; a finer one would not be seen. */
export const MOST_POINTS = 2000

const finite = z.number()
const point = z.tuple([finite, finite])
const vector = z.tuple([finite, finite, finite])

export const annotationJson = z.object({
  schema: z.enum([ANNOTATION_SCHEMA, PLANE_SCHEMA]),
  id: z.string().min(1).max(64),
  tool: z.enum(MARK_TOOLS),
  label: z.string().default(''),
  created: z.string().default(''),
  image: z.object({ points: z.array(point).min(1).max(MOST_POINTS), text: point.optional() }),
  plane: z
    .object({
      FrameOfReferenceUID: z.string().min(1).max(64),
      ...{ origin: vector, row: vector, column: vector },
      spacing: finite.positive(),
      size: z.int().min(1).max(65_535),
    })
    .optional(),
  world: z
    .object({
      FrameOfReferenceUID: z.string().optional(),
      points: z.array(z.tuple([finite, finite, finite])),
    })
    .optional(),
  stats: z
    .array(z.object({ name: z.string(), value: finite, unit: z.string(), suffix: z.string().optional() }))
    .default([]),
  text: z.array(z.string()).default([]),
})
export type AnnotationJson = z.output<typeof annotationJson>

const fits = ({ schema, plane }: AnnotationJson): boolean =>
  (schema === PLANE_SCHEMA) === (plane !== undefined)

const tuple = ([x, y]: Point2): [number, number] => [x, y]

const triple = ([x, y, z]: Vector3): [number, number, number] => [x, y, z]

const inSpace = (plane: ImagePlane, shape: Shape): [number, number, number][] =>
  shape.points.map((at) => {
    const [x, y, z] = worldOf(plane, at)
    return [x, y, z]
  })

/** The mark as it is saved. `stats` and `text` are for readers that cannot measure; they are never read back. */
export function toJson(
  mark: Mark,
  frame: Pick<Frame, 'plane' | 'FrameOfReferenceUID'>,
  stats: readonly Stat[],
  text: readonly string[],
): AnnotationJson {
  const { plane } = mark
  return {
    schema: plane ? PLANE_SCHEMA : ANNOTATION_SCHEMA,
    id: mark.id,
    tool: mark.tool,
    label: mark.label,
    created: mark.created,
    image: {
      points: mark.points.map(tuple),
      ...(mark.textAt === undefined ? {} : { text: tuple(mark.textAt) }),
    },
    ...(plane
      ? {
          plane: {
            ...plane,
            ...{ origin: triple(plane.origin), row: triple(plane.row), column: triple(plane.column) },
          },
        }
      : {}),
    ...(frame.plane.located
      ? { world: { FrameOfReferenceUID: frame.FrameOfReferenceUID, points: inSpace(frame.plane, mark) } }
      : {}),
    stats: stats.map((stat) => ({ ...stat })),
    text: [...text],
  }
}

/** A saved annotation that this viewer can draw; undefined for another program's. */
export function fromJson(value: unknown): AnnotationJson | undefined {
  const json = typeof value === 'string' ? parsed(value) : value
  const { data } = annotationJson.safeParse(json)
  return data && fits(data) ? data : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
