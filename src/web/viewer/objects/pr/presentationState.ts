import { type Dataset, has, itemsOf, numberOf, numbersOf, textOf } from '../../data/dicomJson.ts'
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
import { type OverlayPlane, overlayPlanesOf } from '../../overlays/overlayPlanes.ts'
import { type Shutter, shutterOf } from '../../overlays/shutter.ts'
import type { Frame } from '../../stacks/frame.ts'
import type { Colour, Rendition } from '../../voi/curve.ts'
import { lookupTableOf } from '../../voi/lookup.ts'
import { greyRamp } from '../../voi/rendition.ts'
import type { Window } from '../../voi/window.ts'
import { type Figure, figureOf } from '../drawn/figure.ts'
import { type Rgb, rgbOfCieLab } from '../layers/colours.ts'
import { concerns, type Reference, referencesOf, refersTo } from '../reference.ts'
import { blendingItemsOf } from './blending.ts'
import { compoundsOf } from './compound.ts'
import { type Shading, shadingOf, valuesFor, windowFor } from './shading.ts'

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

/** Images that a blending state lays over others. */
export interface Upper {
  readonly references: readonly Reference[]
  readonly shading: Shading
}

/** A softcopy presentation state (PS3.3 A.33), as far as it changes what is seen. */
export interface PresentationState {
  readonly references: readonly Reference[]
  readonly shading: Shading
  /** Greys of a presentation LUT from black to white. */
  readonly ramp: readonly Colour[] | undefined
  /** It has a palette: greys become its colours (PS3.3 A.33.3), or those of the images laid over (PS3.3 A.33.4). */
  readonly coloured: boolean
  /** Images laid over those that it is about. */
  readonly blending: Upper | undefined
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

const imagesOf = (dataset: Dataset): Reference[] =>
  itemsOf(dataset, ObjectTag.ReferencedSeriesSequence).flatMap((series) =>
    referencesOf(series, ObjectTag.ReferencedImageSequence),
  )

export function presentationStateOf(dataset: Dataset): PresentationState {
  const blending = blendingItemsOf(dataset)
  const about = blending?.underlying ?? dataset
  const [lut] = itemsOf(dataset, '20500010')
  const table = lut && lookupTableOf(lut)
  return {
    references: imagesOf(about),
    shading: shadingOf(about),
    ramp: table && greyRamp(table),
    coloured: has(dataset, Tag.RedPaletteColorLookupTableDescriptor),
    blending: blending && {
      references: imagesOf(blending.superimposed),
      shading: shadingOf(blending.superimposed),
    },
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
  }
}

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
  const isAbout = concerns(frame)
  // Turned first, then mirrored (PS3.3 C.10.6): the other way round than a presentation has it.
  const turned = rotated(FIT, state.rotation)
  const laid = state.flipped ? flippedHorizontally(turned) : turned
  const area = state.areas.find(isAbout)
  const window = state.shading.windows.find(isAbout)?.window
  return {
    window: window && windowFor(window, state.shading, frame),
    presentation: area ? withArea(laid, area, frame, size) : laid,
    // The state's own polarity counts, whatever the image says (PS3.4 N.2).
    inverted: state.inverse !== frame.instance.negative,
  }
}

/** What the state makes of a picture beyond its window. `palette`: its colours from black to white, once they are here. */
export function renditionOf(
  state: PresentationState,
  frame: Frame,
  palette: readonly Colour[] | undefined,
): Rendition | undefined {
  const values = valuesFor(state.shading, frame)
  const ramp = state.blending ? undefined : (palette ?? state.ramp)
  return values || ramp ? { values, ramp } : undefined
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
  const area = state.areas.find(concerns(frame))
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
    .filter(concerns(frame))
    .filter(({ layer }) => !hidden.has(order(layer)))
    .sort((one, other) => order(one.layer) - order(other.layer))
}
