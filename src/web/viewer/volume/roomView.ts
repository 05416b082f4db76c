import type { Vector3 } from '../geometry/vector.ts'
import type { RoomView } from '../state/viewState.ts'
import type { RoomState } from './room.ts'

const rounded = (value: number) => Math.round(value * 1e4) / 1e4
const vector = ([x, y, z]: Vector3): [number, number, number] => [rounded(x), rounded(y), rounded(z)]

/** What of a room is kept; undefined while there is nothing to keep. */
export function roomViewOf(state: RoomState): RoomView | undefined {
  if (state.phase !== 'ready') return undefined
  const { point, views, looks, window, slab, cross, time, fusion } = state
  const view = (plane: keyof typeof views) => ({
    normal: vector(views[plane].normal),
    up: vector(views[plane].up),
  })
  const look = (plane: keyof typeof looks) => ({
    center: vector(looks[plane].center),
    zoom: rounded(looks[plane].zoom),
  })
  return {
    point: vector(point),
    views: { axial: view('axial'), coronal: view('coronal'), sagittal: view('sagittal') },
    looks: { axial: look('axial'), coronal: look('coronal'), sagittal: look('sagittal') },
    window: { center: rounded(window.center), width: rounded(window.width) },
    slab: { mode: slab.mode, thickness: slab.thickness },
    cross,
    time,
    ...(fusion?.phase === 'ready'
      ? {
          fusion: {
            stack: fusion.stackId,
            opacity: fusion.opacity,
            window: { center: fusion.window.center, width: fusion.window.width },
            colours: fusion.colours,
          },
        }
      : {}),
  }
}
