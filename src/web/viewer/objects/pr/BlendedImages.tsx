import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loadImage } from '../../loading/loadImage.ts'
import type { Picture } from '../../loading/picture.ts'
import { createGreyTable } from '../../painting/greyTable.ts'
import type { Frame } from '../../stacks/frame.ts'
import { everyStackOf } from '../../state/content.ts'
import { useSession } from '../../state/context.ts'
import { useStore } from '../../state/store.ts'
import { fullRange } from '../../viewport/viewport.ts'
import { type Colour, curveOf } from '../../voi/curve.ts'
import { AreaCanvas } from '../layers/AreaCanvas.tsx'
import type { LayerViewProps } from '../layers/layerView.ts'
import { concerns, refersTo } from '../reference.ts'
import type { Upper } from './presentationState.ts'
import { reachOf, resampled, type Slice, slicesAcross, slicesBeside } from './resample.ts'
import { valuesFor, windowFor } from './shading.ts'
import { usePalette } from './usePalette.ts'

const MOST_POINTS = 512

interface Loaded {
  readonly slices: readonly Slice[]
  readonly pictures: readonly Picture[]
}

/** The upper images of a blending state on the plane of a lower one, as much of them as the layer's opacity says. */
export function BlendedImages({ layer, frame, matrix, blending }: LayerViewProps & { blending: Upper }) {
  const { t } = useTranslation('objects')
  const palette = usePalette(layer.object.dataset, true)
  const above = useFramesAbove(blending)
  const slices = useMemo(() => slicesBeside(above, frame), [above, frame])
  const across = useMemo(() => slicesAcross(slices, frame.plane), [slices, frame])
  const loaded = usePictures(across)
  const { plane } = frame
  const [width, height] = sizeOn(plane)
  const painted = useMemo(() => {
    if (!loaded || !palette) return undefined
    const values = loaded.pictures.map(({ data }) => data)
    const on = resampled(loaded.slices, values, plane, { width, height }, reachOf(slices))
    return coloured(on, loaded, blending, palette)
  }, [loaded, plane, width, height, slices, blending, palette])
  const pixels = useMemo(() => painted && withOpacity(painted, layer.opacity), [painted, layer.opacity])
  if (slices.length === 0)
    return (
      <p className="pointer-events-none absolute inset-x-0 top-1/3 px-4 text-center text-12 text-image-text">
        {t('layers.notTogether')}
      </p>
    )
  if (!pixels || across.length === 0) return null
  const [x, y] = [plane.columns / width, plane.rows / height]
  const { a, b, c, d, e, f } = matrix
  return (
    <AreaCanvas
      id={layer.object.id}
      {...{ pixels, width, height }}
      matrix={{ a: a * x, b: b * x, c: c * y, d: d * y, e, f }}
      smooth
    />
  )
}

function sizeOn({ columns, rows }: Frame['plane']): readonly [number, number] {
  const step = Math.max(1, Math.max(columns, rows) / MOST_POINTS)
  return [Math.ceil(columns / step), Math.ceil(rows / step)]
}

/** The images to be laid over, as far as their studies are open and read. */
function useFramesAbove({ references }: Upper): readonly Frame[] {
  const session = useSession()
  const studies = useStore(session.opened, (state) => state.studies)
  const [frames, setFrames] = useState<readonly Frame[]>([])
  useEffect(() => {
    const read = () => {
      const found = studies
        .flatMap(({ content }) => everyStackOf(content.store.get()))
        .flatMap((stack) => stack.frames)
        .filter(
          ({ instance, frameNumber }) =>
            !instance.colour && references.some((one) => refersTo(one, { ...instance, frameNumber })),
        )
      const once = [...new Map(found.map((frame) => [frame.imageId, frame])).values()]
      setFrames((before) => (before.length === once.length ? before : once))
    }
    read()
    const ends = studies.map(({ content }) => content.store.subscribe(read))
    return () => {
      for (const end of ends) end()
    }
  }, [studies, references])
  return frames
}

/** The pictures of some slices, once all of them are here. */
function usePictures(slices: readonly Slice[]): Loaded | undefined {
  const [loaded, setLoaded] = useState<Loaded>()
  useEffect(() => {
    const leaving = new AbortController()
    Promise.all(slices.map(({ frame }) => loadImage(frame, 'now', leaving.signal)))
      .then((pictures) => {
        if (!leaving.signal.aborted) setLoaded({ slices, pictures })
      })
      // Without them the lower picture is seen alone; the next one tries again.
      .catch(() => setLoaded(undefined))
    return () => leaving.abort()
  }, [slices])
  return loaded?.slices === slices && slices.length > 0 ? loaded : undefined
}

/** RGBA; nothing where there are no values. */
function coloured(
  values: Float32Array<ArrayBuffer>,
  { slices, pictures }: Loaded,
  { shading }: Upper,
  palette: readonly Colour[],
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(values.length * 4)
  const [slice, picture] = [slices[0], pictures[0]]
  if (!slice || !picture) return pixels
  const { frame } = slice
  const own = shading.windows.find(concerns(frame))?.window
  const window = own ? windowFor(own, shading, frame) : (frame.windows[0] ?? fullRange(picture))
  const curve = curveOf(window, frame.voiFunction, false, {
    values: valuesFor(shading, frame),
    ramp: palette,
  })
  createGreyTable(curve)(
    { ...picture, columns: values.length, rows: 1, data: values },
    new Uint32Array(pixels.buffer),
  )
  values.forEach((value, index) => {
    if (Number.isNaN(value)) pixels[4 * index + 3] = 0
  })
  return pixels
}

function withOpacity(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  opacity: number,
): Uint8ClampedArray<ArrayBuffer> {
  const seen = pixels.slice()
  for (let at = 3; at < seen.length; at += 4) seen[at] = (seen[at] ?? 0) * opacity
  return seen
}
