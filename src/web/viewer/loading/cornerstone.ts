import { cache, init as initCore, metaData, RenderingEngine } from '@cornerstonejs/core'
import loaderModule from '@cornerstonejs/dicom-image-loader'
import { imageMetadata } from './metadata.ts'
import { pictureCache } from './pictureCache.ts'

/** Above the loader's own providers, which know nothing of our images. */
const PRIORITY = 10_000
const ENGINE_ID = 'collimate'

let started = false
let engine: RenderingEngine | undefined

/** Starts Cornerstone once for the page. */
export function startCornerstone(): void {
  if (started) return
  started = true
  initCore({ isMobile: window.matchMedia('(max-width: 767px)').matches, debug: {} })
  // Volumes, and what viewports show at the moment: all other pictures are kept by us.
  cache.setMaxCacheSize(pictureCache().budget)
  loaderModule.init({
    maxWebWorkers: Math.min(4, Math.max(1, (navigator.hardwareConcurrency ?? 2) - 1)),
    strict: false,
  })
  metaData.addProvider(
    (type: string, imageId: unknown) =>
      typeof imageId === 'string' ? imageMetadata(type, imageId) : undefined,
    PRIORITY,
  )
}

/** The one engine that draws all viewports of Cornerstone. */
export function renderingEngine(): RenderingEngine {
  if (engine && !engine.hasBeenDestroyed) return engine
  startCornerstone()
  engine = new RenderingEngine(ENGINE_ID)
  return engine
}
