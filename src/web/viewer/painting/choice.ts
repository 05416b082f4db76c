import { createStore, type Store } from '../state/store.ts'
import { createCanvasPainter } from './canvasPainter.ts'
import type { MakePainter } from './painter.ts'

/** Who draws pictures on this screen, as its reader wants it. Every screen is another one, so it stays in the browser. */
export const PAINTERS = ['auto', 'gpu', 'canvas'] as const
export type PainterChoice = (typeof PAINTERS)[number]

const KEY = 'collimate.painter'

export function painterChoice(): PainterChoice {
  try {
    const kept = localStorage.getItem(KEY)
    return PAINTERS.find((one) => one === kept) ?? 'auto'
  } catch {
    return 'auto'
  }
}

/** Takes effect with the next study that is opened. Answers whether it is kept. */
export function choosePainter(choice: PainterChoice): boolean {
  try {
    localStorage.setItem(KEY, choice)
    return true
  } catch {
    return false
  }
}

/** Names under which browsers draw in software: slower than a canvas does it. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

let hasGpu: boolean | undefined

function gpuIsThere(): boolean {
  if (hasGpu === undefined) {
    const context = document.createElement('canvas').getContext('webgl2')
    const naming = context?.getExtension('WEBGL_debug_renderer_info')
    const name: unknown = context?.getParameter(naming?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER)
    hasGpu = context !== null && !SOFTWARE.test(String(name))
    // One of few contexts: given back at once.
    context?.getExtension('WEBGL_lose_context')?.loseContext()
  }
  return hasGpu
}

export interface Painting {
  readonly make: MakePainter
}

/** Known once its file is there; every study after it begins with it. */
let gpuPainter: MakePainter | undefined

/**
 * Who draws the viewports of a study: the canvas at first, for it is there at once, and from the end of `first` on the
 * graphics processor where there is one.
 */
export function createPainting(first: Promise<void>): Store<Painting> {
  const choice = painterChoice()
  const store = createStore<Painting>({ make: createCanvasPainter })
  if (choice === 'canvas') return store
  if (gpuPainter) store.set({ make: gpuPainter })
  else void first.then(takeGpu)
  return store

  async function takeGpu() {
    if (choice === 'auto' && !gpuIsThere()) return
    try {
      const { createCornerstonePainter } = await import('./cornerstonePainter.ts')
      gpuPainter = createCornerstonePainter
      store.set({ make: createCornerstonePainter })
    } catch {
      // The canvas goes on drawing.
    }
  }
}
