import { useEffect, useRef } from 'react'
import type { Affine } from '../../geometry/presentation.ts'

/** Colours over a picture: `width` × `height` points, which `matrix` takes to CSS pixels of the viewport. */
export function AreaCanvas({
  id,
  pixels,
  width,
  height,
  matrix,
  smooth,
}: {
  id: string
  pixels: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
  matrix: Affine
  /** Between the points; otherwise each point is a square. */
  smooth: boolean
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0)
  }, [pixels, width, height])
  const { a, b, c, d, e, f } = matrix
  return (
    <canvas
      ref={canvas}
      data-layer={id}
      width={width}
      height={height}
      className="pointer-events-none absolute top-0 left-0 origin-top-left"
      style={{
        transform: `matrix(${a},${b},${c},${d},${e},${f})`,
        imageRendering: smooth ? 'auto' : 'pixelated',
      }}
    />
  )
}
