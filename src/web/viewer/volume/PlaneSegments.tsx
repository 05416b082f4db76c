import { useEffect, useRef, useState } from 'react'
import type { Plane } from '../hanging/traits.ts'
import { imageKey } from '../marks/mark.ts'
import { type Layer, opacityOf } from '../objects/layers/layers.ts'
import { fetchRawFrame } from '../objects/layers/rawFrames.ts'
import { sampleReader } from '../objects/seg/mask.ts'
import { segmentation } from '../objects/seg/SegmentationLayer.tsx'
import { framesOver, type Segmentation } from '../objects/seg/segments.ts'
import type { Draft } from '../segmentation/draft.ts'
import { type Labels, MOST_SEGMENTS } from '../segmentation/labels.ts'
import type { Frame } from '../stacks/frame.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { paintPlaneLabels } from './planeLabels.ts'
import type { Room } from './room.ts'

/** CSS pixels for one that is painted: finer is not seen, and takes longer than a reader scrolls. */
const STEP = 2

/** The segments of a reformatted plane: of the study's objects that are shown, and of what is being painted. */
export function PlaneSegments({ room, plane }: { room: Room; plane: Plane }) {
  const session = useSession()
  const shown = useStore(session.objects.layers.store, (state) => state.shown)
  const drafts = useStore(session.drafts.store, (state) => state.drafts)
  return (
    <>
      {shown
        .filter(({ kind }) => kind === 'segmentation')
        .map((layer) => (
          <LayerLabels key={layer.object.id} room={room} plane={plane} layer={layer} />
        ))}
      {[...drafts.values()].map((draft) => (
        <DraftLabels key={draft.id} room={room} plane={plane} draft={draft} />
      ))}
    </>
  )
}

const keyOf = ({ instance, frameNumber }: Frame) =>
  imageKey({ SOPInstanceUID: instance.SOPInstanceUID, frameNumber })

function DraftLabels({ room, plane, draft }: { room: Room; plane: Plane; draft: Draft }) {
  const colours = new Uint8ClampedArray((MOST_SEGMENTS + 1) * 4)
  for (const { number, colour, opacity, hidden } of draft.segments)
    colours.set([...colour, hidden ? 0 : opacity * 255], number * 4)
  return (
    <LabelTile
      room={room}
      plane={plane}
      labelsOn={(frame) => draft.slices.get(keyOf(frame))?.labels}
      colours={colours}
    />
  )
}

function LayerLabels({ room, plane, layer }: { room: Room; plane: Plane; layer: Layer }) {
  const session = useSession()
  const { address } = session.openedOf(layer.object)
  const read = segmentation(layer.object.dataset, address.root)
  const volume = useStore(room.store, (state) => state.volume)
  const [labels, setLabels] = useState<ReadonlyMap<string, Labels>>(new Map())

  useEffect(() => {
    if (!read || !volume) return
    let left = false
    labelsOver(read, volume.plan.slices)
      .then((found) => {
        if (!left) setLabels(found)
      })
      // Without its masks there is nothing to lay over the planes.
      .catch(() => undefined)
    return () => {
      left = true
    }
  }, [read, volume])

  if (!read) return null
  const colours = new Uint8ClampedArray((MOST_SEGMENTS + 1) * 4)
  for (const { number, colour } of read.segments)
    if (number <= MOST_SEGMENTS && !layer.hidden.has(number))
      colours.set([...colour, opacityOf(layer, number) * 255], number * 4)
  return (
    <LabelTile room={room} plane={plane} labelsOn={(frame) => labels.get(keyOf(frame))} colours={colours} />
  )
}

/** The masks of a segmentation on the images of a volume, where they are on the same grid; of overlaps the first counts. */
async function labelsOver(
  read: Segmentation,
  frames: readonly Frame[],
): Promise<ReadonlyMap<string, Labels>> {
  const labels = new Map<string, Labels>()
  const least = read.type === 'FRACTIONAL' ? read.most / 2 : 1
  for (const frame of frames) {
    const { rows, columns } = frame.plane
    for (const { frame: mask, segment } of framesOver(frame, read.frames)) {
      if (mask.plane.rows !== rows || mask.plane.columns !== columns) continue
      const sample = sampleReader(await fetchRawFrame(mask), rows * columns)
      const own = labels.get(keyOf(frame)) ?? new Uint8Array(rows * columns)
      for (let pixel = 0; pixel < own.length; pixel++) {
        const value = sample(pixel)
        if (value >= least && own[pixel] === 0) own[pixel] = segment ?? value
      }
      labels.set(keyOf(frame), own)
    }
  }
  return labels
}

function LabelTile({
  room,
  plane,
  labelsOn,
  colours,
}: {
  room: Room
  plane: Plane
  labelsOn: (frame: Frame) => Labels | undefined
  colours: Uint8ClampedArray
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const state = useStore(room.store, (whole) => whole)

  useEffect(() => {
    const at = room.placement(plane)
    const context = canvas.current?.getContext('2d')
    if (!at || !context || !state.volume || state.phase !== 'ready') return
    const { pixels, width, height } = paintPlaneLabels(state.volume.plan, at, labelsOn, colours, STEP)
    context.canvas.width = width
    context.canvas.height = height
    context.putImageData(new ImageData(pixels, width, height), 0, 0)
  })

  return (
    <canvas
      ref={canvas}
      data-plane-labels={plane}
      className="pointer-events-none absolute top-0 left-0 origin-top-left"
      style={{ transform: `scale(${STEP})`, imageRendering: 'pixelated' }}
    />
  )
}
