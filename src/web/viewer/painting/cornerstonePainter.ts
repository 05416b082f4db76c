import { cache, Enums, type Types } from '@cornerstonejs/core'
import { cameraOf } from '../geometry/presentation.ts'
import { renderingEngine } from '../loading/cornerstone.ts'
import type { Stack } from '../stacks/stack.ts'
import { cornerstoneImage } from './cornerstoneImage.ts'
import { drawCurve } from './drawCurve.ts'
import type { Painter } from './painter.ts'

const CAMERA_DISTANCE = 2000

let resizing = false

/** All viewports at once, for their canvases share contexts; the first that asks does it for the others. */
function resizeAll(): void {
  if (resizing) return
  resizing = true
  queueMicrotask(() => {
    resizing = false
  })
  renderingEngine().resize(false, true)
}

/** How many viewports are about to show an image: it is taken from Cornerstone's cache when the last of them has it. */
const awaited = new Map<string, number>()

async function holding(imageId: string, show: () => Promise<unknown>): Promise<void> {
  awaited.set(imageId, (awaited.get(imageId) ?? 0) + 1)
  try {
    await show()
  } finally {
    const others = (awaited.get(imageId) ?? 1) - 1
    if (others > 0) awaited.set(imageId, others)
    else {
      awaited.delete(imageId)
      // Kept by us; the viewport holds what it shows.
      if (cache.isLoaded(imageId)) cache.removeImageLoadObject(imageId)
    }
  }
}

/** Draws pictures with Cornerstone3D, on the graphics processor. */
export function createCornerstonePainter(element: HTMLDivElement, id: string): Painter {
  const engine = renderingEngine()
  const host = document.createElement('div')
  host.className = 'absolute inset-0'
  host.dataset.painter = 'gpu'
  element.prepend(host)
  engine.enableElement({ viewportId: id, element: host, type: Enums.ViewportType.STACK })
  const drawn = () => engine.getViewport<Types.IStackViewport>(id)
  let mounted: Stack | undefined
  let at: number | undefined
  let onArrived: ((index: number) => void) | undefined

  const onNewImage = (event: Event) => {
    if (!(event instanceof CustomEvent) || !mounted) return
    const { imageIdIndex }: Types.EventTypes.StackNewImageEventDetail = event.detail
    onArrived?.(imageIdIndex)
  }
  host.addEventListener(Enums.Events.STACK_NEW_IMAGE, onNewImage)

  return {
    async show(stack, index, picture, arrived) {
      const frame = stack.frames[index]
      if (!frame) return
      onArrived = arrived
      const again = at === index
      at = index
      const { imageId } = picture
      await holding(imageId, async () => {
        if (!cache.isLoaded(imageId)) cache.putImageSync(imageId, cornerstoneImage(frame, picture))
        // The same image again is a sharper one, which Cornerstone takes for the one that it has.
        if (mounted !== stack || again) {
          mounted = stack
          await drawn().setStack(
            stack.frames.map((frame) => frame.imageId),
            index,
          )
        } else await drawn().setImageIdIndex(index)
      })
    },
    place(frame, presentation, size) {
      const camera = cameraOf(frame.plane, presentation, size, CAMERA_DISTANCE)
      const viewport = drawn()
      viewport.setCamera({
        focalPoint: [...camera.focalPoint],
        position: [...camera.position],
        viewUp: [...camera.viewUp],
        viewPlaneNormal: [...camera.viewPlaneNormal],
        parallelScale: camera.parallelScale,
      })
      viewport.getRenderer().resetCameraClippingRange()
    },
    shade(curve, negative) {
      const lower = curve[0]?.value ?? 0
      drawn().setProperties({
        voiRange: { lower, upper: curve.at(-1)?.value ?? lower + 1 },
        VOILUTFunction: Enums.VOILUTFunctionType.LINEAR,
        invert: negative,
      })
      drawCurve(drawn(), curve)
    },
    render: () => drawn().render(),
    clear() {
      mounted = undefined
    },
    resized: resizeAll,
    destroy() {
      host.removeEventListener(Enums.Events.STACK_NEW_IMAGE, onNewImage)
      if (!engine.hasBeenDestroyed) engine.disableElement(id)
      host.remove()
    },
  }
}
