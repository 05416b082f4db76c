import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { Point2 } from '../../geometry/vector.ts'
import { Plane } from '../../overlays/ImagePlanes.tsx'
import { ShutterPaths } from '../../overlays/ShutterCover.tsx'
import { FigureDrawing, Words } from '../drawn/FigureDrawing.tsx'
import { cssOf } from '../layers/colours.ts'
import type { LayerViewProps } from '../layers/layerView.ts'
import { onceEach } from '../layers/parsed.ts'
import { BlendedImages } from './BlendedImages.tsx'
import {
  annotationsOn,
  appliesTo,
  displayedCorners,
  lookOf,
  presentationStateOf,
  renditionOf,
  type TextObject,
} from './presentationState.ts'
import { usePalette } from './usePalette.ts'

export const presentationState = onceEach(presentationStateOf)

/** Shows a picture as a presentation state has it: window, turn and area once, its graphics and words over it. */
export function PresentationLayer({ layer, viewport, frame, to }: LayerViewProps) {
  const state = presentationState(layer.object.dataset)
  const applies = appliesTo(state, frame)
  const applied = useRef('')
  const palette = usePalette(layer.object.dataset, state.coloured)
  const rendition = useMemo(
    () => (applies ? renditionOf(state, frame, palette) : undefined),
    [applies, state, frame, palette],
  )
  const counted = rendition?.values !== undefined

  useLayoutEffect(() => viewport.setRendition(rendition), [viewport, rendition])

  // A window in the values of the state means nothing without them.
  useLayoutEffect(() => {
    if (!counted) return
    return () => {
      applied.current = ''
      viewport.setWindow(undefined)
    }
  }, [viewport, counted])

  useLayoutEffect(() => () => viewport.setRendition(undefined), [viewport])

  // What a reader changes afterwards stays: the state is applied when its picture comes, not with every change.
  useEffect(() => {
    if (!applies) return
    const { size } = viewport.view.get()
    const look = lookOf(state, frame, size)
    const key = JSON.stringify([look.window, look.presentation, look.inverted])
    if (applied.current === key) return
    applied.current = key
    viewport.setWindow(look.window)
    viewport.setInverted(look.inverted)
    viewport.present(look.presentation)
  }, [applies, state, frame, viewport])

  if (!applies) return null
  const corners = displayedCorners(state, frame).map(to)
  const [left, right] = [Math.min(...corners.map(([x]) => x)), Math.max(...corners.map(([x]) => x))]
  const [top, bottom] = [Math.min(...corners.map(([, y]) => y)), Math.max(...corners.map(([, y]) => y))]
  const fromDisplay = ([x, y]: Point2): Point2 => [left + x * (right - left), top + y * (bottom - top)]
  const colourOf = (name: string) => {
    const colour = state.layers.find((one) => one.name === name)?.colour
    return colour && cssOf(colour)
  }
  const place = (units: 'PIXEL' | 'DISPLAY') => (units === 'DISPLAY' ? fromDisplay : to)
  return (
    <g data-layer={layer.object.id}>
      {state.shutter && <ShutterPaths shutter={state.shutter} to={to} />}
      {annotationsOn(state, frame, layer.hidden).map(({ layer: name, drawings, texts }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an annotation is its place in the state
        <g key={index}>
          {drawings.map(({ figure, units }, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a graphic is its place in the annotation
            <FigureDrawing key={n} figure={figure} to={place(units)} colour={colourOf(name)} />
          ))}
          {texts.map((text, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text is its place in the annotation
            <PlacedText key={n} object={text} place={place} />
          ))}
        </g>
      ))}
    </g>
  )
}

/** The images that a presentation state lays over others, and its bit planes, below its lines. */
export function PresentationPlanes(props: LayerViewProps) {
  const { layer, frame, matrix } = props
  const state = presentationState(layer.object.dataset)
  if (!appliesTo(state, frame)) return null
  const hidden = (name: string) => layer.hidden.has(state.layers.findIndex((one) => one.name === name))
  const planes = state.planes
    .filter(({ layer: name }) => !hidden(name))
    .map(({ plane }) => (
      <Plane
        key={plane.group}
        plane={plane}
        frame={frame}
        matrix={matrix}
        cover={false}
        id={layer.object.id}
      />
    ))
  return (
    <>
      {state.blending && <BlendedImages {...props} blending={state.blending} />}
      {planes}
    </>
  )
}

const DOT = 2.5

function PlacedText({
  object: { text, anchor, box },
  place,
}: {
  object: TextObject
  place: (units: 'PIXEL' | 'DISPLAY') => (point: Point2) => Point2
}) {
  const point = anchor && place(anchor.units)(anchor.at)
  const corners = box && [place(box.units)(box.from), place(box.units)(box.to)]
  const at: Point2 | undefined = corners
    ? [Math.min(...corners.map(([x]) => x)), Math.min(...corners.map(([, y]) => y))]
    : point && [point[0] + 6, point[1] - 6]
  if (!at) return null
  return (
    <g className="text-mark-locked" stroke="currentColor">
      {point && anchor?.visible && <circle cx={point[0]} cy={point[1]} r={DOT} fill="currentColor" />}
      {point && corners && anchor?.visible && (
        <path d={`M${point.join(' ')}L${at[0]} ${at[1] + 8}`} fill="none" strokeDasharray="2 3" />
      )}
      <Words lines={text} at={at} />
    </g>
  )
}
