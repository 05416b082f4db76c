import { useEffect, useMemo, useState } from 'react'
import type { Dataset } from '../../data/dicomJson.ts'
import { type ImagePlane, imagePointOf, worldOf } from '../../geometry/plane.ts'
import type { Affine } from '../../geometry/presentation.ts'
import type { Frame } from '../../stacks/frame.ts'
import { useSession } from '../../state/context.ts'
import { AreaCanvas } from '../layers/AreaCanvas.tsx'
import type { LayerViewProps } from '../layers/layerView.ts'
import { fetchRawFrame, rawFrame } from '../layers/rawFrames.ts'
import { paintMask, sampleReader } from './mask.ts'
import { framesOver, type Segmentation, segmentationOf } from './segments.ts'

const known = new WeakMap<Dataset, { readonly read: Segmentation | undefined }>()

/** The segmentation of a data set, read once; `root` is the DICOMweb address of its study. */
export function segmentation(dataset: Dataset, root: string): Segmentation | undefined {
  const there = known.get(dataset)
  if (there) return there.read
  const read = segmentationOf(dataset, root)
  known.set(dataset, { read })
  return read
}

/** From the points of one plane to those of another that lies in it. */
function between(from: ImagePlane, to: ImagePlane): Affine {
  if (!from.located || !to.located)
    return { a: to.columns / from.columns, b: 0, c: 0, d: to.rows / from.rows, e: 0, f: 0 }
  const at = (x: number, y: number) => imagePointOf(to, worldOf(from, [x, y]))
  const [e, f] = at(0, 0)
  const [ax, ay] = at(1, 0)
  const [cx, cy] = at(0, 1)
  return { a: ax - e, b: ay - f, c: cx - e, d: cy - f, e, f }
}

/** First `inner`, then `outer`. */
const composed = (outer: Affine, inner: Affine): Affine => ({
  a: outer.a * inner.a + outer.c * inner.b,
  b: outer.b * inner.a + outer.d * inner.b,
  c: outer.a * inner.c + outer.c * inner.d,
  d: outer.b * inner.c + outer.d * inner.d,
  e: outer.a * inner.e + outer.c * inner.f + outer.e,
  f: outer.b * inner.e + outer.d * inner.f + outer.f,
})

/** The segments of a segmentation on a picture, as soon as its masks are here. */
export function SegmentationLayer({ layer, frame, matrix }: LayerViewProps) {
  const { address } = useSession().openedOf(layer.object)
  const read = segmentation(layer.object.dataset, address.root)
  const over = useMemo(() => (read ? framesOver(frame, read.frames) : []), [read, frame])
  const here = useHere(over.map((one) => one.frame))
  const plane = over[0]?.frame.plane
  const pixels = useMemo(() => {
    if (!read || !plane || !here) return undefined
    const painted = new Uint8ClampedArray(plane.rows * plane.columns * 4)
    for (const one of over) {
      const bytes = rawFrame(one.frame)
      if (bytes) paintMask(painted, one, sampleReader(bytes, plane.rows * plane.columns), read, layer)
    }
    return painted
  }, [read, over, plane, here, layer])
  if (!pixels || !plane) return null
  return (
    <AreaCanvas
      id={layer.object.id}
      pixels={pixels}
      width={plane.columns}
      height={plane.rows}
      matrix={composed(matrix, between(plane, frame.plane))}
      smooth={read?.type === 'FRACTIONAL'}
    />
  )
}

/** Fetches frames; true when all that can be had are here. */
function useHere(frames: readonly Frame[]): boolean {
  const ids = frames.map(({ imageId }) => imageId).join(' ')
  const [ready, setReady] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the frames are named by their ids
  useEffect(() => {
    let left = false
    void Promise.allSettled(frames.map(fetchRawFrame)).then(() => {
      if (!left) setReady(ids)
    })
    return () => {
      left = true
    }
  }, [ids])
  return ready === ids || frames.every((frame) => rawFrame(frame) !== undefined)
}
