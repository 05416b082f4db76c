import type { ImageViewport } from '../viewport/viewport.ts'

/** Watches how large the viewports are; all are drawn anew at once. */
export function createSizes(viewports: ReadonlyMap<number, ImageViewport>) {
  let waiting = 0
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(waiting)
    waiting = requestAnimationFrame(() => {
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
