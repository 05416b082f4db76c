import type { RenderingEngine } from '@cornerstonejs/core'
import type { ImageViewport } from '../viewport/viewport.ts'

/** Watches how large the viewports are; all are drawn anew at once, for the canvases share their contexts. */
export function createSizes(engine: RenderingEngine, viewports: ReadonlyMap<number, ImageViewport>) {
  let waiting = 0
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(waiting)
    waiting = requestAnimationFrame(() => {
      engine.resize(false, true)
      for (const viewport of viewports.values()) viewport.resized()
    })
  })
  return {
    observe: (element: Element) => observer.observe(element),
    unobserve: (element: Element) => observer.unobserve(element),
    stop() {
      observer.disconnect()
      cancelAnimationFrame(waiting)
    },
  }
}
