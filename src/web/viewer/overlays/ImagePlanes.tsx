import { useEffect, useMemo, useState } from 'react'
import { bytesOf } from '../data/bulkData.ts'
import { type Affine, apply } from '../geometry/presentation.ts'
import { cachedPicture } from '../loading/loadImage.ts'
import { paddingOf } from '../loading/plainPixels.ts'
import { AreaCanvas } from '../objects/layers/AreaCanvas.tsx'
import { onceEach } from '../objects/layers/parsed.ts'
import { fetchRawFrame } from '../objects/layers/rawFrames.ts'
import { frameDataset } from '../stacks/attributes.ts'
import type { Frame } from '../stacks/frame.ts'
import { useStore } from '../state/store.ts'
import { type ImageViewport, matrixOf } from '../viewport/viewport.ts'
import { bitReader, type OverlayPlane, overlayPlanesOf, paintPlane, planeFrame } from './overlayPlanes.ts'
import { ShutterCover } from './ShutterCover.tsx'
import { shutterOf } from './shutter.ts'

const planesOf = onceEach(overlayPlanesOf)

/** What the image itself lays over its pixels: a shutter, padding that would be bright, and overlay planes. */
export default function ImagePlanes({ viewport, drawings }: { viewport: ImageViewport; drawings: boolean }) {
  const view = useStore(viewport.view, (state) => state)
  const { frame } = view
  const matrix = matrixOf(view)
  const shutter = useMemo(
    () => frame && shutterOf(frameDataset(frame.instance.dataset, frame.frameNumber)),
    [frame],
  )
  if (!frame || !matrix) return null
  const negative = frame.instance.negative !== view.inverted
  return (
    <>
      {negative && <PaddingCover frame={frame} matrix={matrix} />}
      {shutter && <ShutterCover shutter={shutter} to={(point) => apply(matrix, point)} />}
      {planesOf(frame.instance.dataset)
        .filter(({ group }) => drawings || group === shutter?.bitmap)
        .map((plane) => (
          <Plane
            key={plane.group}
            plane={plane}
            frame={frame}
            matrix={matrix}
            cover={plane.group === shutter?.bitmap}
          />
        ))}
    </>
  )
}

/** Planes count image pixels from 1\1. */
const placed = ({ a, b, c, d, e, f }: Affine, column: number, row: number): Affine => ({
  a,
  b,
  c,
  d,
  e: e + a * column + c * row,
  f: f + b * column + d * row,
})

/** One bit plane over a picture; `id` is that of the object it comes from, where that is not the picture. */
export function Plane({
  plane,
  frame,
  matrix,
  cover,
  id = 'overlay',
}: {
  plane: OverlayPlane
  frame: Frame
  matrix: Affine
  cover: boolean
  id?: string
}) {
  const [pixels, setPixels] = useState<Uint8ClampedArray<ArrayBuffer>>()
  const index = planeFrame(plane, frame)
  useEffect(() => {
    setPixels(undefined)
    if (index === undefined) return
    let left = false
    paint(plane, frame, index)
      .then((painted) => {
        if (!left) setPixels(painted)
      })
      // Without its bits there is nothing to draw; the picture is whole without them.
      .catch(() => undefined)
    return () => {
      left = true
    }
  }, [plane, frame, index])
  const drawn = useMemo(() => (pixels && cover ? covering(pixels) : pixels), [pixels, cover])
  if (!drawn) return null
  return (
    <AreaCanvas
      id={`${id}-${plane.group}`}
      pixels={drawn}
      width={plane.columns}
      height={plane.rows}
      matrix={placed(matrix, plane.column - 1, plane.row - 1)}
      smooth={false}
    />
  )
}

async function paint(
  plane: OverlayPlane,
  frame: Frame,
  index: number,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  if (plane.data) return paintPlane(plane, bitReader(await bytesOf(plane.data), plane, index))
  const bytes = await fetchRawFrame(frame)
  const wide = bytes.length >= plane.rows * plane.columns * 2
  return paintPlane(plane, (pixel) => {
    const word = wide ? (bytes[2 * pixel] ?? 0) | ((bytes[2 * pixel + 1] ?? 0) << 8) : (bytes[pixel] ?? 0)
    return ((word >> plane.bit) & 1) === 1
  })
}

/** Black where it was white. */
function covering(white: Uint8ClampedArray<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  const black = new Uint8ClampedArray(white.length)
  for (let at = 3; at < white.length; at += 4) black[at] = white[at] ?? 0
  return black
}

/** Padding is no part of the image: where the picture is negative it would dazzle, and is black instead. */
function PaddingCover({ frame, matrix }: { frame: Frame; matrix: Affine }) {
  const pixels = useMemo(() => {
    const padding = paddingOf(frame)
    const image = padding && cachedPicture(frame)
    if (!padding || !image) return undefined
    const values = image.data
    const covered = new Uint8ClampedArray(image.rows * image.columns * 4)
    for (let pixel = 0; pixel < image.rows * image.columns; pixel++) {
      const value = values[pixel] ?? 0
      if (value >= padding.lower && value <= padding.upper) covered[pixel * 4 + 3] = 255
    }
    return covered
  }, [frame])
  if (!pixels) return null
  const { rows, columns } = frame.plane
  return (
    <AreaCanvas id="padding" pixels={pixels} width={columns} height={rows} matrix={matrix} smooth={false} />
  )
}
