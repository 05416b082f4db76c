import { type ImagePlane, worldOf } from './plane.ts'
import { add, cross, direction, type Point2, scale, type Vector3 } from './vector.ts'

/** How an image is laid on the canvas: flips first, then the turn, then size and place. */
export interface Presentation {
  /** 1 fits the whole image into the viewport. */
  readonly zoom: number
  /** CSS pixels from the middle of the canvas to the middle of the image. */
  readonly pan: Point2
  /** Degrees clockwise, 0 to 360. */
  readonly rotation: number
  /** The image's columns run backwards. */
  readonly flipped: boolean
}

export const FIT: Presentation = { zoom: 1, pan: [0, 0], rotation: 0, flipped: false }

export interface CanvasSize {
  readonly width: number
  readonly height: number
}

/** x' = a·x + c·y + e, y' = b·x + d·y + f: as in an SVG matrix. */
export interface Affine {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

export const apply = (m: Affine, [x, y]: Point2): Point2 => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f]

export function inverse({ a, b, c, d, e, f }: Affine): Affine {
  const det = a * d - b * c
  return {
    a: d / det,
    b: -b / det,
    c: -c / det,
    d: a / det,
    e: (c * f - d * e) / det,
    f: (b * e - a * f) / det,
  }
}

type Extent = Pick<ImagePlane, 'rows' | 'columns' | 'rowSpacing' | 'columnSpacing'>

const turn = (degrees: number) => {
  const radians = (degrees * Math.PI) / 180
  // Exact at the quarter turns, so that letters and edges do not wander by rounding.
  const exact = (value: number) => (Math.abs(value) < 1e-12 ? 0 : value)
  return { cos: exact(Math.cos(radians)), sin: exact(Math.sin(radians)) }
}

/** CSS pixels for one mm (or one pixel of an image without spacing). */
export function pixelsPerUnit(image: Extent, { zoom, rotation }: Presentation, canvas: CanvasSize): number {
  const { cos, sin } = turn(rotation)
  const width = image.columns * image.columnSpacing
  const height = image.rows * image.rowSpacing
  const across = Math.abs(width * cos) + Math.abs(height * sin)
  const down = Math.abs(width * sin) + Math.abs(height * cos)
  return zoom * Math.min(canvas.width / across, canvas.height / down)
}

/** From image points to CSS pixels of the canvas. */
export function imageToCanvas(image: Extent, presentation: Presentation, canvas: CanvasSize): Affine {
  const size = pixelsPerUnit(image, presentation, canvas)
  const { cos, sin } = turn(presentation.rotation)
  const across = (presentation.flipped ? -1 : 1) * size * image.columnSpacing
  const down = size * image.rowSpacing
  const [a, b, c, d] = [cos * across, sin * across, -sin * down, cos * down]
  const [x, y] = [image.columns / 2, image.rows / 2]
  return {
    a,
    b,
    c,
    d,
    e: canvas.width / 2 + presentation.pan[0] - a * x - c * y,
    f: canvas.height / 2 + presentation.pan[1] - b * x - d * y,
  }
}

export interface Camera {
  readonly focalPoint: Vector3
  readonly position: Vector3
  readonly viewUp: Vector3
  readonly viewPlaneNormal: Vector3
  readonly parallelScale: number
}

/** The parallel camera that shows the plane as `imageToCanvas` says. `distance` in mm in front of the plane. */
export function cameraOf(
  plane: ImagePlane,
  presentation: Presentation,
  canvas: CanvasSize,
  distance: number,
): Camera {
  const back = inverse(imageToCanvas(plane, presentation, canvas))
  const along = (x: number, y: number): Vector3 => {
    const world = add(
      scale(plane.row, (back.a * x + back.c * y) * plane.columnSpacing),
      scale(plane.column, (back.b * x + back.d * y) * plane.rowSpacing),
    )
    return direction(world) ?? plane.row
  }
  const viewUp = along(0, -1)
  const viewPlaneNormal = cross(along(1, 0), viewUp)
  const focalPoint = worldOf(plane, apply(back, [canvas.width / 2, canvas.height / 2]))
  return {
    focalPoint,
    position: add(focalPoint, scale(viewPlaneNormal, distance)),
    viewUp,
    viewPlaneNormal,
    parallelScale: canvas.height / 2 / pixelsPerUnit(plane, presentation, canvas),
  }
}

const whole = (degrees: number) => ((degrees % 360) + 360) % 360

/** Turned about the middle of the canvas. */
export function rotated(from: Presentation, degrees: number): Presentation {
  const { cos, sin } = turn(degrees)
  const [x, y] = from.pan
  return { ...from, rotation: whole(from.rotation + degrees), pan: [cos * x - sin * y, sin * x + cos * y] }
}

/** Mirrored left to right as the reader sees it, whatever the turn. */
export const flippedHorizontally = (from: Presentation): Presentation => ({
  ...from,
  flipped: !from.flipped,
  rotation: whole(-from.rotation),
  pan: [-from.pan[0], from.pan[1]],
})

/** Mirrored top to bottom as the reader sees it. */
export const flippedVertically = (from: Presentation): Presentation => ({
  ...from,
  flipped: !from.flipped,
  rotation: whole(180 - from.rotation),
  pan: [from.pan[0], -from.pan[1]],
})

const SMALLEST_ZOOM = 0.05
const LARGEST_ZOOM = 100

/** Larger by `factor` while the point of the image under `at` (CSS pixels) stays where it is. */
export function zoomedAbout(
  from: Presentation,
  factor: number,
  at: Point2,
  canvas: CanvasSize,
): Presentation {
  const zoom = Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, from.zoom * factor))
  const real = zoom / from.zoom
  const middle: Point2 = [canvas.width / 2, canvas.height / 2]
  const keep = (index: 0 | 1) => {
    const offset = at[index] - middle[index]
    return offset - (offset - from.pan[index]) * real
  }
  return { ...from, zoom, pan: [keep(0), keep(1)] }
}
