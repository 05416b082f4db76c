import { cache, init as initCore, metaData, RenderingEngine } from '@cornerstonejs/core'
import loaderModule from '@cornerstonejs/dicom-image-loader'
import { imageMetadata } from './metadata.ts'

/** Above the loader's own providers, which know nothing of our images. */
const PRIORITY = 10_000
const MEGABYTE = 1024 * 1024
const ENGINE_ID = 'collimate'

let engine: RenderingEngine | undefined

/** Bytes of decoded pictures to keep: an eighth of the device's memory, between 256 MB and 1 GB. */
function cacheBudget(): number {
  const gigabytes =
    'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : 4
  return Math.min(1024, Math.max(256, gigabytes * 128)) * MEGABYTE
}

/** Starts Cornerstone once for the page and answers the one engine that draws all viewports. */
export function renderingEngine(): RenderingEngine {
  if (engine && !engine.hasBeenDestroyed) return engine
  if (!engine) {
    const phone = window.matchMedia('(max-width: 767px)').matches
    initCore({ isMobile: phone, debug: {} })
    cache.setMaxCacheSize(cacheBudget())
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
  engine = new RenderingEngine(ENGINE_ID)
  return engine
}
