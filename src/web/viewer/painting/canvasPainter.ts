import { type Affine, type CanvasSize, imageToCanvas } from '../geometry/presentation.ts'
import type { Picture } from '../loading/picture.ts'
import { createGreyTable } from './greyTable.ts'
import type { Painter } from './painter.ts'

/**
 * Draws pictures with the processor, on a plain canvas: the first one of a study before anything larger is loaded, and
 * all of them where the browser has no graphics processor, or only the likeness of one.
 */
export function createCanvasPainter(element: HTMLDivElement): Painter {
  const canvas = document.createElement('canvas')
  canvas.className = 'absolute inset-0 size-full'
  canvas.dataset.painter = 'canvas'
  element.prepend(canvas)
  const screen = canvas.getContext('2d', { alpha: false })
  const source = document.createElement('canvas')
  const sourceContext = source.getContext('2d', { alpha: false })
  let pixels: ImageData | undefined
  let picture: Picture | undefined
  let paint: ReturnType<typeof createGreyTable> | undefined
  let shadedBy = ''
  let matrix: Affine | undefined
  let stale = false
  let waiting = 0

  const colourAll = (of: Picture, by: ReturnType<typeof createGreyTable>) => {
    if (source.width !== of.columns || source.height !== of.rows || !pixels) {
      source.width = of.columns
      source.height = of.rows
      pixels = new ImageData(of.columns, of.rows)
    }
    by(of, new Uint32Array(pixels.data.buffer))
    sourceContext?.putImageData(pixels, 0, 0)
    stale = false
  }

  const drawNow = () => {
    cancelAnimationFrame(waiting)
    waiting = 0
    if (!screen) return
    screen.resetTransform()
    screen.fillStyle = 'black'
    screen.fillRect(0, 0, canvas.width, canvas.height)
    if (!picture || !paint || !matrix) return
    if (stale) colourAll(picture, paint)
    const ratio = window.devicePixelRatio
    const { a, b, c, d, e, f } = matrix
    screen.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio)
    // Smaller than it is, each pixel on the screen is the mean of those it covers.
    screen.imageSmoothingQuality = Math.hypot(a, b) * ratio < 1 ? 'medium' : 'low'
    screen.drawImage(source, 0, 0)
  }

  const render = () => {
    if (waiting === 0) waiting = requestAnimationFrame(drawNow)
  }

  const fill = () => {
    const { clientWidth, clientHeight } = element
    if (clientWidth === 0) return
    const [width, height] = [clientWidth, clientHeight].map((side) =>
      Math.max(1, Math.round(side * window.devicePixelRatio)),
    )
    if (canvas.width !== width) canvas.width = width ?? 1
    if (canvas.height !== height) canvas.height = height ?? 1
  }
  fill()

  return {
    async show(_stack, index, next, arrived) {
      const first = picture === undefined
      picture = next
      stale = true
      arrived(index)
      // A reader who has waited for a study waits no moment longer.
      if (first) drawNow()
      else render()
    },
    place(frame, presentation, size: CanvasSize) {
      matrix = imageToCanvas(frame.plane, presentation, size)
    },
    shade(curve) {
      const key = JSON.stringify(curve)
      if (key === shadedBy) return
      shadedBy = key
      paint = createGreyTable(curve)
      stale = true
    },
    render,
    clear() {
      picture = undefined
      drawNow()
    },
    resized() {
      fill()
      // A canvas of another size is empty.
      drawNow()
    },
    destroy() {
      cancelAnimationFrame(waiting)
      canvas.remove()
    },
  }
}
