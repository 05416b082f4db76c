import { useEffect, useRef } from 'react'
import { pixelsOf } from '../loading/pixels.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { curveInForce, type ImageViewport, matrixOf } from '../viewport/viewport.ts'
import { lensPixels } from './lensPixels.ts'

const SIZE = 250
const FACTOR = 2.5
/** A finger covers what it points at: the glass stands above it. */
const LIFT = SIZE / 2 + 40

/** The magnifier. */
export function Lens({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const session = useSession()
  const lens = useStore(session.drawing, (state) => (state.lens?.cell === cell ? state.lens : undefined))
  const canvas = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    const view = viewport.view.get()
    const [curve, matrix] = [curveInForce(view), matrixOf(view)]
    const pixels = view.frame && pixelsOf(view.frame)
    const context = canvas.current?.getContext('2d')
    if (!lens || !context || !curve || !matrix || !view.frame || !pixels) return
    const input = { pixels, curve, colour: view.frame.instance.colour, matrix }
    context.putImageData(lensPixels(input, lens.at, SIZE, FACTOR), 0, 0)
  }, [lens, viewport])

  if (!lens) return null
  return (
    <canvas
      ref={canvas}
      width={SIZE}
      height={SIZE}
      className="pointer-events-none absolute rounded-round outline outline-image-text"
      style={{ left: lens.at[0] - SIZE / 2, top: lens.at[1] - SIZE / 2 - (lens.touch ? LIFT : 0) }}
    />
  )
}
