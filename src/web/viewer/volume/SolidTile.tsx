import { Enums, type Types } from '@cornerstonejs/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { add, cross, direction, length, scale, type Vector3 } from '../geometry/vector.ts'
import type { Room } from './room.ts'
import { turnedAbout } from './views.ts'
import type { Volume } from './volume.ts'

const ID = 'volume-solid'
/** Half a turn for the width of the tile. */
const DEGREES = 180

const vectorOf = (point: Types.Point3 | undefined): Vector3 => [
  point?.[0] ?? 0,
  point?.[1] ?? 0,
  point?.[2] ?? 0,
]

/** The whole volume as a body, turned with the pointer. Drawn only when it is asked for: it costs a slow device seconds. */
export function SolidTile({ room, volume, preset }: { room: Room; volume: Volume; preset: string }) {
  const { t } = useTranslation('volume')
  const surface = useRef<HTMLDivElement>(null)
  const shown = useRef(false)
  const wanted = useRef(preset)

  useEffect(() => {
    wanted.current = preset
    if (!shown.current) return
    const viewport = room.engine.getViewport<Types.IVolumeViewport>(ID)
    viewport.setProperties({ preset })
    viewport.render()
  }, [room, preset])

  useEffect(() => {
    const element = surface.current
    if (!element) return
    const { engine } = room
    engine.enableElement({
      viewportId: ID,
      element,
      type: Enums.ViewportType.VOLUME_3D,
      defaultOptions: { background: [0, 0, 0] },
    })
    const viewport = engine.getViewport<Types.IVolumeViewport>(ID)
    let left = false
    const show = async () => {
      await viewport.setVolumes([{ volumeId: volume.id }])
      if (left) return
      shown.current = true
      viewport.setProperties({ preset: wanted.current })
      viewport.setCamera({ viewPlaneNormal: [0, -1, 0], viewUp: [0, 0, 1] })
      viewport.resetCamera()
      viewport.render()
    }
    void show()
    const observer = new ResizeObserver(() => engine.resize(false, true))
    observer.observe(element)
    const end = attachTurning(element, viewport)
    return () => {
      left = true
      shown.current = false
      observer.disconnect()
      end()
      if (!engine.hasBeenDestroyed) engine.disableElement(ID)
    }
  }, [room, volume])

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing surface has no element of its own
    <div
      role="group"
      aria-label={t('solid')}
      className="relative min-h-0 min-w-0 overflow-hidden bg-image-ground"
    >
      <div ref={surface} className="absolute inset-0 touch-none" />
    </div>
  )
}

/** Left turns, right and the wheel zoom, the middle button moves. */
function attachTurning(element: HTMLElement, viewport: Types.IVolumeViewport): () => void {
  const listeners = new AbortController()
  const { signal } = listeners
  let press: { button: number; x: number; y: number } | undefined

  const turn = (dx: number, dy: number) => {
    const camera = viewport.getCamera()
    const focal = vectorOf(camera.focalPoint)
    const up = vectorOf(camera.viewUp)
    const offset = add(vectorOf(camera.position), scale(focal, -1))
    const right = direction(cross(up, offset)) ?? [1, 0, 0]
    const across = -(dx / element.clientWidth) * DEGREES
    const down = -(dy / element.clientHeight) * DEGREES
    const turned = turnedAbout(turnedAbout(offset, up, across), right, down)
    const nextUp = turnedAbout(turnedAbout(up, up, across), right, down)
    viewport.setCamera({
      focalPoint: [...focal],
      position: [...add(focal, turned)],
      viewUp: [...(direction(nextUp) ?? up)],
    })
    viewport.render()
  }
  const zoom = (factor: number) => {
    const { parallelScale = 1 } = viewport.getCamera()
    viewport.setCamera({ parallelScale: parallelScale / factor })
    viewport.render()
  }
  const pan = (dx: number, dy: number) => {
    const camera = viewport.getCamera()
    const [focal, position, up] = [camera.focalPoint, camera.position, camera.viewUp].map(vectorOf)
    if (!focal || !position || !up) return
    const offset = add(position, scale(focal, -1))
    const right = direction(cross(up, offset)) ?? [1, 0, 0]
    const perPixel = ((camera.parallelScale ?? length(offset)) * 2) / element.clientHeight
    const moved = add(scale(right, -dx * perPixel), scale(up, dy * perPixel))
    viewport.setCamera({
      focalPoint: [...add(focal, moved)],
      position: [...add(position, moved)],
    })
    viewport.render()
  }

  element.addEventListener(
    'pointerdown',
    (event) => {
      element.setPointerCapture(event.pointerId)
      press = { button: event.button, x: event.clientX, y: event.clientY }
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    (event) => {
      if (!press) return
      const [dx, dy] = [event.clientX - press.x, event.clientY - press.y]
      if (press.button === 1) pan(dx, dy)
      else if (press.button === 2) zoom(1 / Math.max(0.05, 1 - (5 * dy) / element.clientHeight))
      else turn(dx, dy)
      press = { ...press, x: event.clientX, y: event.clientY }
    },
    { signal },
  )
  element.addEventListener('pointerup', () => (press = undefined), { signal })
  element.addEventListener('pointercancel', () => (press = undefined), { signal })
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1)
    },
    { signal, passive: false },
  )
  return () => listeners.abort()
}
