import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { Tag } from '../../data/tag.ts'
import {
  type CanvasSize,
  FIT,
  flippedHorizontally,
  imageToCanvas,
  type Presentation,
  pixelsPerUnit,
  rotated,
} from '../../geometry/presentation.ts'
import type { Point2 } from '../../geometry/vector.ts'
import { windowOnScreen } from '../../loading/rescale.ts'
import { type OverlayPlane, overlayPlanesOf } from '../../overlays/overlayPlanes.ts'
import { type Shutter, shutterOf } from '../../overlays/shutter.ts'
import { frameDataset } from '../../stacks/attributes.ts'
import type { Frame } from '../../stacks/frame.ts'
import { lookupTableOf } from '../../voi/lookup.ts'
import type { Window } from '../../voi/window.ts'
import { type Figure, figureOf } from '../drawn/figure.ts'
import { type Rgb, rgbOfCieLab } from '../layers/colours.ts'
import { type Reference, referencesOf, refersTo } from '../reference.ts'
import { compoundsOf } from './compound.ts'

type Units = 'PIXEL' | 'DISPLAY'

/** Words at a place: at a point, or in a box (PS3.3 C.10.5). */
export interface TextObject {
  readonly text: readonly string[]
  readonly anchor: { readonly at: Point2; readonly units: Units; readonly visible: boolean } | undefined
  readonly box: { readonly from: Point2; readonly to: Point2; readonly units: Units } | undefined
}

export interface Drawing {
  readonly units: Units
  readonly figure: Figure
}

interface Annotation {
  readonly layer: string
  readonly references: readonly Reference[]
  readonly texts: readonly TextObject[]
  readonly drawings: readonly Drawing[]
}

interface Area {
  readonly references: readonly Reference[]
  readonly from: Point2
  readonly to: Point2
  readonly mode: string
  readonly magnification: number | undefined
}

/** A softcopy presentation state (PS3.3 A.33), as far as it changes what is seen. */
export interface PresentationState {
  readonly references: readonly Reference[]
  readonly windows: readonly { readonly references: readonly Reference[]; readonly window: Window }[]
  readonly rotation: number
  readonly flipped: boolean
  readonly inverse: boolean
  readonly shutter: Shutter | undefined
  readonly areas: readonly Area[]
  readonly annotations: readonly Annotation[]
  /** Graphic layers from the lowest to the highest. */
  readonly layers: readonly {
    readonly name: string
    readonly description: string
    /** How its graphics are coloured, where the state says so. */
    readonly colour: Rgb | undefined
  }[]
  /** Bit planes of its own, with the layers that switch them on. */
  readonly planes: readonly { readonly plane: OverlayPlane; readonly layer: string }[]
  /** Its own slope and intercept, in place of the image's. */
  readonly rescale: { readonly slope: number; readonly intercept: number } | undefined
}

const pointOf = (dataset: Dataset, tag: string): Point2 | undefined => {
  const [x, y] = numbersOf(dataset, tag)
  return x === undefined || y === undefined ? undefined : [x, y]
}

const unitsOf = (dataset: Dataset, tag: string): Units =>
  textOf(dataset, tag) === 'DISPLAY' ? 'DISPLAY' : 'PIXEL'

function textObjectOf(item: Dataset): TextObject[] {
  const text = textOf(item, ObjectTag.UnformattedTextValue)
  if (text === undefined) return []
  const at = pointOf(item, ObjectTag.AnchorPoint)
  const from = pointOf(item, ObjectTag.BoundingBoxTopLeftHandCorner)
  const to = pointOf(item, ObjectTag.BoundingBoxBottomRightHandCorner)
  return [
    {
      text: text.split(/\r\n|\r|\n/),
      anchor: at && {
        at,
        units: unitsOf(item, ObjectTag.AnchorPointAnnotationUnits),
        visible: textOf(item, ObjectTag.AnchorPointVisibility) === 'Y',
      },
      box: from && to && { from, to, units: unitsOf(item, ObjectTag.BoundingBoxAnnotationUnits) },
    },
  ]
}

function drawingOf(item: Dataset): Drawing[] {
  const figure = figureOf(
    textOf(item, ObjectTag.GraphicType) ?? '',
    numbersOf(item, ObjectTag.GraphicData),
    [],
    textOf(item, ObjectTag.GraphicFilled) === 'Y',
  )
  return figure ? [{ units: unitsOf(item, ObjectTag.GraphicAnnotationUnits), figure }] : []
}

/** Slope and intercept of the state itself (PS3.3 C.11.1). */
function rescaleIn(dataset: Dataset): PresentationState['rescale'] {
  const slope = numberOf(dataset, Tag.RescaleSlope)
  return slope ? { slope, intercept: numberOf(dataset, Tag.RescaleIntercept) ?? 0 } : undefined
}

/** A window that counts in the values of the state, in those of the image. */
export function inImageValues(
  window: Window,
  { rescale }: Pick<PresentationState, 'rescale'>,
  { instance, frameNumber }: Frame,
): Window {
  const own = rescaleIn(frameDataset(instance.dataset, frameNumber)) ?? { slope: 1, intercept: 0 }
  if (!rescale || (rescale.slope === own.slope && rescale.intercept === own.intercept)) return window
  const factor = own.slope / rescale.slope
  // A table has a place for each value: it can be moved, not stretched.
  if (window.table && factor !== 1) return { center: window.center, width: window.width }
  const moved = (value: number) => (value - rescale.intercept) * factor + own.intercept
  return {
    center: moved(window.center),
    width: Math.abs(window.width * factor),
    ...(window.table ? { table: { ...window.table, firstMapped: moved(window.table.firstMapped) } } : {}),
  }
}

/** A table where the item has one (PS3.3 C.11.8), otherwise its first window. */
function windowOf(item: Dataset): Window | undefined {
  const [lut] = itemsOf(item, Tag.VOILUTSequence)
  const table = lut && lookupTableOf(lut)
  if (table) {
    const width = table.entries.length
    return { center: table.firstMapped + width / 2, width, table }
  }
  const center = numberOf(item, Tag.WindowCenter)
  const width = numberOf(item, Tag.WindowWidth)
  return center === undefined || width === undefined || width <= 0 ? undefined : { center, width }
}

export function presentationStateOf(dataset: Dataset): PresentationState {
  return {
    references: itemsOf(dataset, ObjectTag.ReferencedSeriesSequence).flatMap((series) =>
      referencesOf(series, ObjectTag.ReferencedImageSequence),
    ),
    windows: itemsOf(dataset, ObjectTag.SoftcopyVOILUTSequence).flatMap((item) => {
      const window = windowOf(item)
      return window ? [{ references: referencesOf(item, ObjectTag.ReferencedImageSequence), window }] : []
    }),
    rotation: numberOf(dataset, ObjectTag.ImageRotation) ?? 0,
    flipped: textOf(dataset, ObjectTag.ImageHorizontalFlip) === 'Y',
    inverse: textOf(dataset, ObjectTag.PresentationLUTShape) === 'INVERSE',
    shutter: shutterOf(dataset),
    areas: itemsOf(dataset, ObjectTag.DisplayedAreaSelectionSequence).flatMap((item): Area[] => {
      const from = pointOf(item, ObjectTag.DisplayedAreaTopLeftHandCorner)
      const to = pointOf(item, ObjectTag.DisplayedAreaBottomRightHandCorner)
      if (!from || !to) return []
      return [
        {
          references: referencesOf(item, ObjectTag.ReferencedImageSequence),
          from,
          to,
          mode: textOf(item, ObjectTag.PresentationSizeMode) ?? '',
          magnification: numberOf(item, ObjectTag.PresentationPixelMagnificationRatio),
        },
      ]
    }),
    annotations: itemsOf(dataset, ObjectTag.GraphicAnnotationSequence).map((item) => ({
      layer: textOf(item, ObjectTag.GraphicLayer) ?? '',
      references: referencesOf(item, ObjectTag.ReferencedImageSequence),
      texts: itemsOf(item, ObjectTag.TextObjectSequence).flatMap(textObjectOf),
      drawings: [...itemsOf(item, ObjectTag.GraphicObjectSequence).flatMap(drawingOf), ...compoundsOf(item)],
    })),
    layers: itemsOf(dataset, ObjectTag.GraphicLayerSequence)
      .map((item) => ({
        name: textOf(item, ObjectTag.GraphicLayer) ?? '',
        description: textOf(item, ObjectTag.GraphicLayerDescription) ?? '',
        order: numberOf(item, ObjectTag.GraphicLayerOrder) ?? 0,
        colour: rgbOfCieLab(numbersOf(item, '00700401')),
      }))
      .sort((one, other) => one.order - other.order),
    // Only those that a layer activates are meant (PS3.3 C.11.7).
    planes: overlayPlanesOf(dataset).flatMap((plane) => {
      const layer = textOf(dataset, `${plane.group}1001`)
      return layer === undefined ? [] : [{ plane, layer }]
    }),
    rescale: rescaleIn(dataset),
  }
}

interface Named {
  readonly references: readonly Reference[]
}

/** Items without references mean all images that the state is about. */
const about =
  (frame: Frame) =>
  ({ references }: Named): boolean =>
    references.length === 0 ||
    references.some((reference) =>
      refersTo(reference, { SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber }),
    )

/** Is the state about this picture? */
export const appliesTo = (state: PresentationState, frame: Frame): boolean =>
  state.references.some((reference) =>
    refersTo(reference, { SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber }),
  )

export interface Look {
  readonly window: Window | undefined
  readonly presentation: Presentation
  readonly inverted: boolean
}

/** How the state shows a picture in a viewport of this size. */
export function lookOf(state: PresentationState, frame: Frame, size: CanvasSize): Look {
  const concerns = about(frame)
  // Turned first, then mirrored (PS3.3 C.10.6): the other way round than a presentation has it.
  const turned = rotated(FIT, state.rotation)
  const laid = state.flipped ? flippedHorizontally(turned) : turned
  const area = state.areas.find(concerns)
  const window = state.windows.find(concerns)?.window
  return {
    window: window && windowOnScreen(inImageValues(window, state, frame), frame.instance),
    presentation: area ? withArea(laid, area, frame, size) : laid,
    inverted: state.inverse,
  }
}

/** Shows the displayed area (PS3.3 C.10.4): its corners are pixels, counted from 1. */
function withArea(laid: Presentation, area: Area, { plane }: Frame, size: CanvasSize): Presentation {
  const [left, right] = [Math.min(area.from[0], area.to[0]) - 1, Math.max(area.from[0], area.to[0])]
  const [top, bottom] = [Math.min(area.from[1], area.to[1]) - 1, Math.max(area.from[1], area.to[1])]
  const part = { ...plane, columns: Math.max(1, right - left), rows: Math.max(1, bottom - top) }
  const whole = pixelsPerUnit(plane, laid, size)
  const wanted =
    area.mode === 'MAGNIFY' && area.magnification !== undefined
      ? area.magnification / plane.columnSpacing
      : pixelsPerUnit(part, laid, size)
  const zoomed = { ...laid, zoom: wanted / whole }
  const matrix = imageToCanvas(plane, zoomed, size)
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  return {
    ...zoomed,
    pan: [
      size.width / 2 - (matrix.a * x + matrix.c * y + matrix.e),
      size.height / 2 - (matrix.b * x + matrix.d * y + matrix.f),
    ],
  }
}

/** The corners of the area that DISPLAY units are parts of, in image points. */
export function displayedCorners(state: PresentationState, frame: Frame): readonly Point2[] {
  const area = state.areas.find(about(frame))
  const { columns, rows } = frame.plane
  const [left, top] = area ? [area.from[0] - 1, area.from[1] - 1] : [0, 0]
  const [right, bottom] = area ? area.to : [columns, rows]
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]
}

/** The annotations on a picture, the lowest graphic layer first; `hidden` are places in the list of layers. */
export function annotationsOn(
  state: PresentationState,
  frame: Frame,
  hidden: ReadonlySet<number>,
): readonly Annotation[] {
  const order = (name: string) => state.layers.findIndex((layer) => layer.name === name)
  return state.annotations
    .filter(about(frame))
    .filter(({ layer }) => !hidden.has(order(layer)))
    .sort((one, other) => order(one.layer) - order(other.layer))
}
