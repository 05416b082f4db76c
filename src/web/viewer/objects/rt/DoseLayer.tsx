import { useMemo } from 'react'
import { useSession } from '../../state/context.ts'
import { AreaCanvas } from '../layers/AreaCanvas.tsx'
import type { LayerViewProps } from '../layers/layerView.ts'
import { doseWash } from './dose.ts'
import { useDose } from './useDose.ts'

/** The dose as a colour wash over a picture of the same frame of reference, whatever its plane. */
export function DoseLayer({ layer, frame, matrix }: LayerViewProps) {
  const { address } = useSession().openedOf(layer.object)
  const volume = useDose(layer.object.dataset, address.root)
  const { opacity } = layer
  const { plane, FrameOfReferenceUID } = frame
  const wash = useMemo(
    () =>
      volume && plane.located && FrameOfReferenceUID === volume.FrameOfReferenceUID
        ? doseWash(volume, plane, opacity)
        : undefined,
    [volume, plane, FrameOfReferenceUID, opacity],
  )
  if (!wash) return null
  const [x, y] = [plane.columns / wash.width, plane.rows / wash.height]
  const { a, b, c, d, e, f } = matrix
  return (
    <AreaCanvas
      id={layer.object.id}
      {...wash}
      matrix={{ a: a * x, b: b * x, c: c * y, d: d * y, e, f }}
      smooth
    />
  )
}
