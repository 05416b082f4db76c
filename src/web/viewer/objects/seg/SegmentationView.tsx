import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../state/context.ts'
import { cssOf } from '../layers/colours.ts'
import type { Layer } from '../layers/layers.ts'
import { fetchRawFrame } from '../layers/rawFrames.ts'
import type { ObjectViewProps } from '../ObjectView.tsx'
import { PlainView } from '../PlainView.tsx'
import { keepReadingKeys } from '../readingKeys.ts'
import { paintMask, sampleReader } from './mask.ts'
import { segmentation } from './SegmentationLayer.tsx'
import { slicesOf } from './slices.ts'

/** A segmentation by itself, slice by slice: where the study has not the images that it was made from. */
export default function SegmentationView({ object }: ObjectViewProps) {
  const { t } = useTranslation('objects')
  const { address } = useSession().openedOf(object)
  const read = segmentation(object.dataset, address.root)
  const slices = useMemo(() => slicesOf(read?.frames ?? []), [read])
  const [place, setPlace] = useState(() => Math.floor((slices.length - 1) / 2))
  const canvas = useRef<HTMLCanvasElement>(null)
  const id = useId()
  const slice = slices[place]
  const plane = slice?.[0]?.frame.plane

  useEffect(() => {
    if (!read || !slice || !plane) return
    let left = false
    const layer: Layer = {
      object,
      kind: 'segmentation',
      opacity: 1,
      hidden: new Set(),
      opacities: new Map(),
    }
    const draw = async () => {
      const masks = await Promise.all(
        slice.map(async (one) => ({ one, bytes: await fetchRawFrame(one.frame) })),
      )
      if (left) return
      const pixels = new Uint8ClampedArray(plane.rows * plane.columns * 4)
      for (const { one, bytes } of masks)
        paintMask(pixels, one, sampleReader(bytes, plane.rows * plane.columns), read, layer)
      canvas.current?.getContext('2d')?.putImageData(new ImageData(pixels, plane.columns, plane.rows), 0, 0)
    }
    // A mask that does not come leaves the slice black; the slider and the names stay.
    draw().catch(() => undefined)
    return () => {
      left = true
    }
  }, [read, slice, plane, object])

  if (!read || !plane) return <PlainView object={object} />
  const ratio = (plane.columns * plane.columnSpacing) / (plane.rows * plane.rowSpacing)
  return (
    <div className="absolute inset-0 grid grid-rows-[auto_minmax(0,1fr)]">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-2 text-12">
        <label htmlFor={id} className="text-quiet tabular-nums">
          {t('seg.slice', { number: place + 1, count: slices.length })}
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={slices.length - 1}
          value={place}
          disabled={slices.length < 2}
          onChange={(event) => setPlace(event.target.valueAsNumber)}
          onKeyDown={keepReadingKeys}
          className="w-48 accent-accent"
        />
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {read.segments.map(({ number, label, colour }) => (
            <li key={number} className="flex items-center gap-1.5">
              <span
                aria-hidden="true"
                className="size-3 rounded-[2px] border border-line-strong"
                style={{ background: cssOf(colour) }}
              />
              {label || number}
            </li>
          ))}
        </ul>
        <span className="w-full text-quiet">{t('seg.alone')}</span>
      </div>
      <div className="grid min-h-0 place-items-center bg-image-ground p-2 [container-type:size]">
        <canvas
          ref={canvas}
          width={plane.columns}
          height={plane.rows}
          role="img"
          aria-label={t('seg.slice', { number: place + 1, count: slices.length })}
          style={{ width: `min(100cqw, 100cqh * ${ratio})`, aspectRatio: ratio, imageRendering: 'pixelated' }}
        />
      </div>
    </div>
  )
}
