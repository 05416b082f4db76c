import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { type ImagePlane, imagePointOf, normalOf } from '../../geometry/plane.ts'
import { add, cross, direction, dot, type Point2, scale, type Vector3 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'
import { distanceFrom, reachOf, triples } from '../drawn/figure.ts'
import { type Rgb, spareColour } from '../layers/colours.ts'
import { type Reference, referencesOf, refersTo } from '../reference.ts'

interface Contour {
  readonly closed: boolean
  readonly points: readonly Vector3[]
  readonly references: readonly Reference[]
}

/** A region of interest with its contours (PS3.3 C.8.8.6). */
export interface Structure {
  readonly number: number
  readonly name: string
  readonly colour: Rgb
  readonly FrameOfReferenceUID: string | undefined
  readonly contours: readonly Contour[]
}

export function structuresOf(dataset: Dataset): Structure[] {
  const named = new Map(
    itemsOf(dataset, ObjectTag.StructureSetROISequence).map((item) => [
      numberOf(item, ObjectTag.ROINumber),
      {
        name: textOf(item, ObjectTag.ROIName) ?? '',
        FrameOfReferenceUID: textOf(item, ObjectTag.ReferencedFrameOfReferenceUID),
      },
    ]),
  )
  return itemsOf(dataset, ObjectTag.ROIContourSequence).flatMap((item, index): Structure[] => {
    const number = numberOf(item, ObjectTag.ReferencedROINumber)
    if (number === undefined) return []
    const [red, green, blue] = numbersOf(item, ObjectTag.ROIDisplayColor)
    const known = named.get(number)
    return [
      {
        number,
        name: known?.name || String(number),
        FrameOfReferenceUID: known?.FrameOfReferenceUID,
        colour:
          red !== undefined && green !== undefined && blue !== undefined
            ? [red, green, blue]
            : spareColour(index),
        contours: itemsOf(item, ObjectTag.ContourSequence).map((contour) => ({
          closed: /^CLOSED/.test(textOf(contour, ObjectTag.ContourGeometricType) ?? ''),
          points: triples(numbersOf(contour, ObjectTag.ContourData)),
          references: referencesOf(contour, ObjectTag.ContourImageSequence),
        })),
      },
    ]
  })
}

export interface Outline {
  readonly closed: boolean
  readonly points: readonly Point2[]
  /** A slice of the structure seen from the side: only its two ends are edges of it. */
  readonly cut?: true
}

/** Perpendicular to a flat outline (Newell). */
function normalThrough(points: readonly Vector3[]): Vector3 | undefined {
  const sum: [number, number, number] = [0, 0, 0]
  points.forEach((from, index) => {
    const to = points[(index + 1) % points.length] ?? from
    sum[0] += (from[1] - to[1]) * (from[2] + to[2])
    sum[1] += (from[2] - to[2]) * (from[0] + to[0])
    sum[2] += (from[0] - to[0]) * (from[1] + to[1])
  })
  return direction(sum)
}

/** mm between the slices that a structure was drawn on. */
export function contourDistance({ contours }: Structure): number {
  const [first] = contours
  const normal = first && normalThrough(first.points)
  if (!normal) return 1
  const depths = contours.flatMap(({ points: [point] }) => (point ? [dot(point, normal)] : []))
  const sorted = [...new Set(depths.map((depth) => Math.round(depth * 100) / 100))].sort((a, b) => a - b)
  const gaps = sorted.slice(1).map((depth, index) => depth - (sorted[index] ?? depth))
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1
}

/**
 * Where a plane goes across closed contours: for each stretch inside of one a band as wide as the contour stands for, half
 * of the way to its neighbours on both sides.
 */
function cutsOf(plane: ImagePlane, contour: readonly Vector3[], thickness: number): Outline[] {
  const normal = normalOf(plane)
  const own = normalThrough(contour)
  const along = own && direction(cross(own, normal))
  if (!own || !along) return []
  const heightOf = (point: Vector3) => dot(add(point, scale(plane.position, -1)), normal)
  const crossings = contour.flatMap((from, index): Vector3[] => {
    const to = contour[(index + 1) % contour.length] ?? from
    const [low, high] = [heightOf(from), heightOf(to)]
    if (low >= 0 === high >= 0) return []
    return [add(from, scale(add(to, scale(from, -1)), low / (low - high)))]
  })
  crossings.sort((one, other) => dot(one, along) - dot(other, along))
  const half = scale(own, thickness / 2)
  return crossings.flatMap((start, index): Outline[] => {
    const end = crossings[index + 1]
    if (index % 2 === 1 || !end) return []
    const corners = [add(start, half), add(end, half), add(end, scale(half, -1)), add(start, scale(half, -1))]
    return [{ closed: true, cut: true, points: corners.map((point) => imagePointOf(plane, point)) }]
  })
}

const AS_GOOD_AS_PARALLEL = 0.99

/**
 * The outlines of a structure on an image, in image points: of the contours that were drawn on it or lie in its slice, and
 * where the image goes across others.
 */
export function outlinesOn(frame: Frame, structure: Structure): Outline[] {
  const { contours, FrameOfReferenceUID } = structure
  if (!frame.plane.located) return []
  if (FrameOfReferenceUID !== undefined && frame.FrameOfReferenceUID !== FrameOfReferenceUID) return []
  const image = { SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber }
  const thickness = contourDistance(structure)
  // A plane between two slices belongs to the nearer one.
  const reach = frame.section ? Math.max(reachOf(frame), thickness / 2) : reachOf(frame)
  return contours.flatMap(({ closed, points, references }): Outline[] => {
    const first = points[0]
    if (!first) return []
    const own = closed && points.length > 2 ? normalThrough(points) : undefined
    if (own && Math.abs(dot(own, normalOf(frame.plane))) < AS_GOOD_AS_PARALLEL)
      return cutsOf(frame.plane, points, thickness)
    const named = references.some((reference) => refersTo(reference, image))
    if (!named && !(distanceFrom(frame.plane, first) <= reach)) return []
    if (!points.every((point) => distanceFrom(frame.plane, point) <= Math.max(reach, 1))) return []
    return [{ closed, points: points.map((point) => imagePointOf(frame.plane, point)) }]
  })
}
