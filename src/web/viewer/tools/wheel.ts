import type { Session } from '../state/session.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

/** A trackpad's many small movements add up to one image for this many CSS pixels: the line height browsers use. */
const PIXELS_PER_IMAGE = 40

/**
 * Counts wheel events as images: a wheel's notch is one, whatever its size; a trackpad's stream is summed. Answers how
 * many images to go on, down being the next one.
 */
export function createWheelCounter(): (deltaY: number, deltaMode: number) => number {
  let sum = 0
  return (deltaY, deltaMode) => {
    if (Math.abs(deltaY) < 1) return 0
    if (deltaMode !== WheelEvent.DOM_DELTA_PIXEL || Math.abs(deltaY) >= PIXELS_PER_IMAGE) {
      sum = 0
      return Math.sign(deltaY)
    }
    sum = Math.sign(sum) === -Math.sign(deltaY) ? deltaY : sum + deltaY
    if (Math.abs(sum) < PIXELS_PER_IMAGE) return 0
    const step = Math.sign(sum)
    sum -= step * PIXELS_PER_IMAGE
    return step
  }
}

export function attachWheel(session: Session, viewport: ImageViewport): () => void {
  const count = createWheelCounter()
  const onWheel = (event: WheelEvent) => {
    // Ctrl and the wheel is the browser's own zoom, and how trackpads report a pinch.
    event.preventDefault()
    const step = count(event.deltaY, event.deltaMode)
    if (step !== 0) session.step(viewport, step)
  }
  viewport.element.addEventListener('wheel', onWheel, { passive: false })
  return () => viewport.element.removeEventListener('wheel', onWheel)
}
