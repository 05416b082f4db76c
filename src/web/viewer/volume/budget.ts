/** What this device can hold as a volume; measured once. */
export interface VolumeBudget {
  /** Why there are no volumes here at all. */
  readonly refused: 'noWebGl2' | undefined
  /** Bytes of values that one volume may take. */
  readonly bytes: number
  /** The longest side of a 3D texture, in voxels. */
  readonly side: number
}

const MEGABYTE = 1024 * 1024
/** The least and the most that a volume may take, whatever the device says of itself. */
const [LEAST, MOST] = [96 * MEGABYTE, 768 * MEGABYTE]
/** A value is held once in memory and once, four bytes long, in the GPU. */
const SHARE_OF_DEVICE = 1 / 12

const memoryOf = (): number =>
  'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : 4

/** What is free in the heap of this page, where the browser tells. */
function heapLeft(): number {
  const memory: unknown = 'memory' in performance ? performance.memory : undefined
  if (typeof memory !== 'object' || memory === null) return Number.POSITIVE_INFINITY
  if (!('jsHeapSizeLimit' in memory) || !('usedJSHeapSize' in memory)) return Number.POSITIVE_INFINITY
  const { jsHeapSizeLimit, usedJSHeapSize } = memory
  return typeof jsHeapSizeLimit === 'number' && typeof usedJSHeapSize === 'number'
    ? jsHeapSizeLimit - usedJSHeapSize
    : Number.POSITIVE_INFINITY
}

let measured: VolumeBudget | undefined

export function volumeBudget(): VolumeBudget {
  measured ??= measure()
  return measured
}

function measure(): VolumeBudget {
  const context = document.createElement('canvas').getContext('webgl2')
  if (!context) return { refused: 'noWebGl2', bytes: 0, side: 0 }
  const side: unknown = context.getParameter(context.MAX_3D_TEXTURE_SIZE)
  // One of few contexts: given back at once.
  context.getExtension('WEBGL_lose_context')?.loseContext()
  const device = memoryOf() * 1024 * MEGABYTE * SHARE_OF_DEVICE
  return {
    refused: undefined,
    bytes: Math.min(MOST, Math.max(LEAST, Math.min(device, heapLeft() / 4))),
    side: typeof side === 'number' ? side : 256,
  }
}
