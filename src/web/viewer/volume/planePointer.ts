import { add, distance, dot, type Point2, scale } from '../geometry/vector.ts'
import { PLANES, type Plane } from '../hanging/traits.ts'
import type { ToolId } from '../state/interface.ts'
import { CLICK_DISTANCE, type Gesture } from '../tools/gesture.ts'
import { createWheelCounter } from '../tools/wheel.ts'
import { dragged } from '../voi/window.ts'
import { inPatient, onTile, type Placement } from './placement.ts'
import type { PlaneMarking } from './planeMarking.ts'
import type { Room } from './room.ts'
import { cutDirection } from './views.ts'

/** What the pointer does on one plane. */

/** Taken hold of: CSS pixels. */
const NEAR = 8
/** Nearer to the crossing the lines are moved, farther out they are turned. */
const INNER = 60

/** The line of another plane on a tile: through a point, in a direction (CSS pixels, y down). */
export function lineOn(at: Placement, room: Room, plane: Plane, other: Plane) {
  const { views, point } = room.store.get()
  const direction = cutDirection(views[plane], views[other])
  const through = onTile(at, point)
  const along: Point2 = [dot(direction, at.right), -dot(direction, at.up)]
  const size = Math.hypot(...along) || 1
  return { through, along: [along[0] / size, along[1] / size] as const }
}

/** Which line is under the pointer, and how far from the crossing. */
function grip(at: Placement, room: Room, plane: Plane, pointer: Point2) {
  if (!room.store.get().cross) return undefined
  for (const other of PLANES) {
    if (other === plane) continue
    const { through, along } = lineOn(at, room, plane, other)
    const [dx, dy] = [pointer[0] - through[0], pointer[1] - through[1]]
    const beside = Math.abs(dx * along[1] - dy * along[0])
    if (beside <= NEAR) return { far: Math.hypot(dx, dy) > INNER }
  }
  return undefined
}

const angleAt = ([cx, cy]: Point2, [x, y]: Point2) => (Math.atan2(y - cy, x - cx) * 180) / Math.PI

type Move = (to: Point2, from: Point2) => void

/** `range`: the values of the volume; a drag over the tile goes through a share of them. */
function windowing(room: Room): Move {
  return (to, from) => {
    const { window, volume } = room.store.get()
    const factor = volume ? Math.max((volume.upper - volume.lower) / 1024, 1e-4) : 1
    room.setWindow(dragged(window, [to[0] - from[0], to[1] - from[1]], factor))
  }
}

export interface PlanePointerOptions {
  room: Room
  plane: Plane
  element: HTMLElement
  /** Marks come before lines and planes. */
  marking: PlaneMarking
  /** What the main, and what the second button does. */
  tools: () => { readonly main: ToolId; readonly second: ToolId }
  activate: () => void
}

export function attachPlanePointer({
  room,
  plane,
  element,
  marking,
  tools,
  activate,
}: PlanePointerOptions): () => void {
  const listeners = new AbortController()
  const { signal } = listeners
  const count = createWheelCounter()
  let press:
    | { id: number; at: Point2; last: Point2; moved: boolean; move: Move; mark: Gesture | undefined }
    | undefined

  const pointOf = (event: PointerEvent | WheelEvent): Point2 => {
    const { left, top } = element.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }

  const toPointer: Move = (to) => {
    const at = room.placement(plane)
    if (at) room.moveTo(inPatient(at, to))
  }

  const pan: Move = (to, from) => {
    const at = room.placement(plane)
    if (!at) return
    const moved = add(
      scale(at.right, -(to[0] - from[0]) / at.perMillimetre),
      scale(at.up, (to[1] - from[1]) / at.perMillimetre),
    )
    room.look(plane, { center: add(at.center, moved) })
  }

  const zoom: Move = (to, from) => {
    const { zoom: now } = room.store.get().looks[plane]
    room.look(plane, { zoom: now / Math.max(0.05, 1 - (5 * (to[1] - from[1])) / element.clientHeight) })
  }

  const scrolling = (): Move => {
    let rest = 0
    return (to, from) => {
      rest += to[1] - from[1]
      const steps = Math.trunc(rest / 4)
      rest -= steps * 4
      if (steps !== 0) room.scroll(plane, steps)
    }
  }

  const turning = (at: Placement): Move => {
    const centre = onTile(at, room.store.get().point)
    return (to, from) => room.turn(plane, angleAt(centre, from) - angleAt(centre, to))
  }

  const gestureOf = (tool: ToolId): Move => {
    if (tool === 'scroll') return scrolling()
    if (tool === 'pan') return pan
    if (tool === 'zoom') return zoom
    if (tool === 'crosshair') return toPointer
    return windowing(room)
  }

  const begin = (event: PointerEvent, at: Point2): Move => {
    if (event.button === 1) return pan
    if (event.button === 2) return gestureOf(tools().second)
    const placement = room.placement(plane)
    const held = placement && grip(placement, room, plane, at)
    if (held && placement) return held.far ? turning(placement) : toPointer
    const { main } = tools()
    if (main === 'crosshair') toPointer(at, at)
    return gestureOf(main)
  }

  element.addEventListener(
    'pointerdown',
    (event) => {
      activate()
      element.setPointerCapture(event.pointerId)
      const at = pointOf(event)
      if (press) return
      const mark = event.button === 0 ? marking.press(tools().main, at, event) : undefined
      const move: Move = mark ? (to, from) => mark.move(to, from) : begin(event, at)
      press = { id: event.pointerId, at, last: at, moved: false, move, mark }
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    (event) => {
      const at = pointOf(event)
      if (!press) {
        if (marking.hover(at)) {
          element.style.cursor = 'move'
          return
        }
        const placement = room.placement(plane)
        const held = placement && grip(placement, room, plane, at)
        element.style.cursor = held ? (held.far ? 'grab' : 'move') : ''
        return
      }
      if (event.pointerId !== press.id) return
      press.moved ||= distance(press.at, at) >= CLICK_DISTANCE
      if (press.moved) press.move(at, press.last)
      press.last = at
    },
    { signal },
  )
  element.addEventListener(
    'pointerup',
    (event) => {
      press?.mark?.end(pointOf(event), press.moved)
      press = undefined
    },
    { signal },
  )
  element.addEventListener(
    'pointercancel',
    () => {
      press?.mark?.cancel()
      press = undefined
    },
    { signal },
  )
  element.addEventListener('dblclick', () => marking.close(), { signal })
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const steps = count(event.deltaY, event.deltaMode)
      if (steps === 0) return
      if (!event.altKey) room.scroll(plane, steps)
      else {
        const { mode, thickness } = room.store.get().slab
        room.setSlab({ mode: mode === 'off' ? 'max' : mode, thickness: thickness - steps })
      }
    },
    { signal, passive: false },
  )
  return () => listeners.abort()
}
