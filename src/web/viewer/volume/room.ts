import { Enums, type RenderingEngine, type Types } from '@cornerstonejs/core'
import { add, dot, scale, type Vector3 } from '../geometry/vector.ts'
import { PLANES, type Plane } from '../hanging/traits.ts'
import { renderingEngine } from '../loading/cornerstone.ts'
import type { PhaseAxis } from '../stacks/phases.ts'
import type { Stack } from '../stacks/stack.ts'
import { createStore, type Store } from '../state/store.ts'
import type { RoomView } from '../state/viewState.ts'
import { rangeOf, type Window, windowOf } from '../voi/window.ts'
import { registerColours } from './colours.ts'
import { insideOf, middleOf } from './extent.ts'
import { sharedBudget } from './offer.ts'
import { createPhaseVolumes } from './phaseVolumes.ts'
import { type Placement, placementOf } from './placement.ts'
import { type NoVolume, planVolume } from './plan.ts'
import { isStandard, obliqued, type PlaneViews, STANDARD_VIEWS } from './views.ts'
import { createVolume, type Volume } from './volume.ts'

export const SLABS = ['off', 'max', 'min', 'mean'] as const
export type SlabMode = (typeof SLABS)[number]

export interface Fusion {
  readonly stackId: string
  readonly phase: 'loading' | 'ready' | NoVolume
  /** 0 the first volume alone, 1 the second as strong as it can be. */
  readonly opacity: number
  readonly window: Window
  readonly colours: string
}

export interface Look {
  /** The middle of the tile, in the patient. */
  readonly center: Vector3
  /** 1 shows the whole volume. */
  readonly zoom: number
}

export interface RoomState {
  readonly phase: 'loading' | 'ready' | 'failed' | NoVolume
  readonly done: number
  readonly count: number
  readonly volume: Volume | undefined
  /** Where the three planes meet. */
  readonly point: Vector3
  readonly views: PlaneViews
  readonly looks: Readonly<Record<Plane, Look>>
  readonly window: Window
  readonly slab: { readonly mode: SlabMode; readonly thickness: number }
  /** The lines of the other planes. */
  readonly cross: boolean
  readonly fusion: Fusion | undefined
  /** Which phase is on the screen, from 0, and what they differ by; undefined where there is one. */
  readonly time: number
  readonly axis: PhaseAxis | undefined
  readonly playing: boolean
}

/** The three planes of one stack, and what is done with them. */
export interface Room {
  readonly store: Store<RoomState>
  readonly engine: RenderingEngine
  /** `left`: how its planes were left before. */
  load(left?: RoomView): Promise<void>
  /** Shows a plane in an element of the page; answers the function that gives it up. */
  mount(plane: Plane, element: HTMLDivElement): () => void
  placement(plane: Plane): Placement | undefined
  moveTo(point: Vector3): void
  scroll(plane: Plane, steps: number): void
  look(plane: Plane, look: Partial<Look>): void
  turn(about: Plane, degrees: number): void
  setWindow(window: Window): void
  setSlab(slab: Partial<RoomState['slab']>): void
  toggleCross(): void
  /** `left`: how it was laid over before. */
  fuse(stack: Stack | undefined, left?: RoomView['fusion']): Promise<void>
  setFusion(change: Partial<Pick<Fusion, 'opacity' | 'window' | 'colours'>>): void
  /** Shows another phase, in the same planes. */
  setTime(phase: number): Promise<void>
  /** Goes through the phases again and again, as fast as they can be shown; or stops. */
  togglePlay(): void
  /** The planes as the body stands, the whole volume, its middle. */
  reset(): void
  resized(): void
  stop(): void
}

const DISTANCE_MM = 2000
/** A phase stands at least this long while all are played. */
const STEP_MS = 100
const ORIGIN: Vector3 = [0, 0, 0]
const WHOLE: Look = { center: ORIGIN, zoom: 1 }
const THINNEST_MM = 0.1
const FIRST_SLAB_MM = 10
const [LEAST_ZOOM, MOST_ZOOM] = [0.2, 40]

const BLENDS: Record<SlabMode, Enums.BlendModes> = {
  off: Enums.BlendModes.COMPOSITE,
  max: Enums.BlendModes.MAXIMUM_INTENSITY_BLEND,
  min: Enums.BlendModes.MINIMUM_INTENSITY_BLEND,
  mean: Enums.BlendModes.AVERAGE_INTENSITY_BLEND,
}

/** `time`: the phase to begin with. */
export function createRoom(stack: Stack, opening: Window | undefined, time = 0): Room {
  const engine = renderingEngine()
  const budget = sharedBudget()
  const leaving = new AbortController()
  const elements = new Map<Plane, HTMLDivElement>()
  let second: Volume | undefined
  const volumes = createPhaseVolumes(stack, budget, leaving.signal)
  /** The phase that was asked for last. */
  let wanted = time
  const store = createStore<RoomState>({
    phase: 'loading',
    done: 0,
    count: volumes.count,
    volume: undefined,
    point: ORIGIN,
    views: STANDARD_VIEWS,
    looks: { axial: WHOLE, coronal: WHOLE, sagittal: WHOLE },
    window: opening ?? { center: 40, width: 400 },
    slab: { mode: 'off', thickness: FIRST_SLAB_MM },
    cross: true,
    fusion: undefined,
    time,
    axis: stack.phases === undefined ? undefined : stack.axis,
    playing: false,
  })

  const idOf = (plane: Plane) => `volume-${plane}`
  const viewportOf = (plane: Plane) => engine.getViewport<Types.IVolumeViewport>(idOf(plane))

  const placement = (plane: Plane): Placement | undefined => {
    const { volume, views, looks, point } = store.get()
    const element = elements.get(plane)
    return volume && element
      ? placementOf(volume.plan, views[plane], looks[plane], point, {
          width: Math.max(1, element.clientWidth),
          height: Math.max(1, element.clientHeight),
        })
      : undefined
  }

  const place = (plane: Plane) => {
    const at = placement(plane)
    if (!at) return
    viewportOf(plane).setCamera({
      focalPoint: [...at.center],
      position: [...add(at.center, scale(at.normal, DISTANCE_MM))],
      viewUp: [...at.up],
      viewPlaneNormal: [...at.normal],
      parallelScale: at.parallelScale,
    })
  }

  const shade = (plane: Plane) => {
    const { volume, window, slab, fusion } = store.get()
    if (!volume) return
    const viewport = viewportOf(plane)
    viewport.setProperties({ voiRange: rangeOf(window) }, volume.id)
    if (second && fusion?.phase === 'ready') {
      const range = rangeOf(fusion.window)
      viewport.setProperties({ voiRange: range, colormap: { name: fusion.colours } }, second.id)
      viewport.setProperties(
        {
          voiRange: range,
          colormap: {
            name: fusion.colours,
            // Where nothing is taken up the anatomy stays as it is.
            opacity: [
              { value: range.lower, opacity: 0 },
              { value: range.lower + (range.upper - range.lower) * 0.15, opacity: fusion.opacity * 0.6 },
              { value: range.upper, opacity: fusion.opacity },
            ],
          },
        },
        second.id,
      )
    }
    viewport.setBlendMode(BLENDS[slab.mode])
    viewport.setSlabThickness(slab.mode === 'off' ? THINNEST_MM : slab.thickness)
  }

  const mounted = () => PLANES.filter((plane) => elements.has(plane))
  const draw = (planes: readonly Plane[] = mounted()) => {
    const { phase } = store.get()
    if (phase === 'ready' && planes.length > 0) engine.renderViewports(planes.map(idOf))
  }
  const placeAll = () => {
    for (const plane of mounted()) place(plane)
    draw()
  }
  const shadeAll = () => {
    for (const plane of mounted()) shade(plane)
    draw()
  }

  const showVolumes = async (plane: Plane) => {
    const { volume } = store.get()
    if (!volume) return
    const inputs = [{ volumeId: volume.id }, ...(second ? [{ volumeId: second.id }] : [])]
    await viewportOf(plane).setVolumes(inputs)
    if (leaving.signal.aborted || !elements.has(plane)) return
    shade(plane)
    place(plane)
    draw([plane])
  }

  const showAll = async () => {
    await Promise.all(mounted().map(showVolumes))
    // The plane that is drawn first is drawn before the values are in the GPU.
    await new Promise((resolve) => requestAnimationFrame(resolve))
    if (!leaving.signal.aborted) draw()
  }

  /** Kept inside of the volume: a plane beside it would show nothing. */
  const inside = (point: Vector3): Vector3 => {
    const { volume } = store.get()
    return volume ? insideOf(volume.plan, point) : point
  }

  const room: Room = {
    store,
    engine,
    placement,
    async load(left) {
      if (volumes.refused) {
        store.set({ phase: volumes.refused })
        return
      }
      try {
        const volume = await volumes.volume(time, (done) => store.set({ done }))
        const point = left ? insideOf(volume.plan, left.point) : middleOf(volume.plan)
        const look = { center: point, zoom: 1 }
        const window = left?.window ?? opening ?? everythingIn(volume)
        const { views, looks, slab, cross } = left ?? {
          ...{ views: STANDARD_VIEWS, looks: { axial: look, coronal: look, sagittal: look } },
          ...{ slab: store.get().slab, cross: true },
        }
        store.set({ phase: 'ready', volume, point, views, looks, window, slab, cross })
        await showAll()
      } catch {
        if (!leaving.signal.aborted) store.set({ phase: 'failed' })
      }
    },
    mount(plane, element) {
      elements.set(plane, element)
      engine.enableElement({
        viewportId: idOf(plane),
        element,
        type: Enums.ViewportType.ORTHOGRAPHIC,
        defaultOptions: { orientation: Enums.OrientationAxis.AXIAL, background: [0, 0, 0] },
      })
      if (store.get().phase === 'ready') void showVolumes(plane)
      return () => {
        elements.delete(plane)
        if (!engine.hasBeenDestroyed) engine.disableElement(idOf(plane))
      }
    },
    moveTo(point) {
      store.set({ point: inside(point) })
      placeAll()
    },
    scroll(plane, steps) {
      const { views, volume, point } = store.get()
      if (!volume) return
      const { normal } = views[plane]
      const { row, column, normal: own, spacing } = volume.plan
      const step =
        Math.abs(dot(normal, row)) * spacing[0] +
        Math.abs(dot(normal, column)) * spacing[1] +
        Math.abs(dot(normal, own)) * spacing[2]
      // Away from the reader is onwards: down the body in axial, back in coronal.
      room.moveTo(add(point, scale(normal, -steps * step)))
    },
    look(plane, change) {
      store.set(({ looks }) => {
        const next = { ...looks[plane], ...change }
        const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, next.zoom))
        return { looks: { ...looks, [plane]: { ...next, zoom } } }
      })
      place(plane)
      draw([plane])
    },
    turn(about, degrees) {
      store.set(({ views }) => ({ views: obliqued(views, about, degrees) }))
      placeAll()
    },
    setWindow(window) {
      store.set({ window: { center: window.center, width: Math.max(1, window.width) } })
      shadeAll()
    },
    setSlab(change) {
      store.set(({ slab }) => {
        const next = { ...slab, ...change }
        return { slab: { ...next, thickness: Math.min(200, Math.max(1, next.thickness)) } }
      })
      shadeAll()
    },
    toggleCross: () => store.set(({ cross }) => ({ cross: !cross })),
    async fuse(other, left) {
      second?.release()
      second = undefined
      if (!other) {
        store.set({ fusion: undefined })
        await showAll()
        return
      }
      registerColours()
      const window = { center: 0, width: 1 }
      const look = { opacity: left?.opacity ?? 0.6, colours: left?.colours ?? 'hot' }
      store.set({ fusion: { stackId: other.id, phase: 'loading', window, ...look } })
      const used = store.get().volume?.plan.dimensions.reduce((product, size) => product * size, 4) ?? 0
      const plan = planVolume(other, { ...budget, bytes: Math.max(budget.bytes / 4, budget.bytes - used) })
      if (typeof plan === 'string') {
        store.set(({ fusion }) => ({ fusion: fusion && { ...fusion, phase: plan } }))
        return
      }
      const volume = await createVolume(other, plan, leaving.signal, () => undefined)
      if (store.get().fusion?.stackId !== other.id) {
        volume.release()
        return
      }
      second = volume
      store.set(({ fusion }) => ({
        fusion: fusion && { ...fusion, phase: 'ready', window: left?.window ?? openingOf(volume) },
      }))
      await showAll()
    },
    setFusion(change) {
      store.set(({ fusion }) => ({ fusion: fusion && { ...fusion, ...change } }))
      shadeAll()
    },
    async setTime(phase) {
      if (store.get().phase !== 'ready') return
      wanted = phase
      const volume = await volumes.volume(phase, () => undefined)
      // Overtaken by another wish, or left.
      if (wanted !== phase || leaving.signal.aborted || store.get().volume === volume) return
      store.set({ volume, time: phase })
      await showAll()
      volumes.shown(phase)
    },
    togglePlay() {
      const { playing, axis } = store.get()
      store.set({ playing: !playing })
      if (playing || !axis) return
      const count = axis.values.length
      const play = async () => {
        while (store.get().playing && !leaving.signal.aborted) {
          const next = new Promise((resolve) => setTimeout(resolve, STEP_MS))
          await room.setTime((store.get().time + 1) % count)
          await next
        }
      }
      play().catch(() => store.set({ playing: false }))
    },
    reset() {
      const { volume } = store.get()
      if (!volume) return
      const point = middleOf(volume.plan)
      const look = { center: point, zoom: 1 }
      store.set({ point, views: STANDARD_VIEWS, looks: { axial: look, coronal: look, sagittal: look } })
      placeAll()
    },
    resized() {
      if (store.get().phase !== 'ready') return
      placeAll()
    },
    stop() {
      leaving.abort()
      for (const plane of mounted()) if (!engine.hasBeenDestroyed) engine.disableElement(idOf(plane))
      elements.clear()
      second?.release()
      volumes.release()
    },
  }
  return room
}

const everythingIn = ({ lower, upper }: Volume): Window => ({
  center: (lower + upper + 1) / 2,
  width: upper - lower + 1,
})

/** SUV that a second volume opens with; other values by half of what there is. */
const TOP_SUV = 6

function openingOf({ stack, lower, upper }: Volume): Window {
  const instance = stack.frames[0]?.instance
  const uptake = instance?.suv !== undefined
  const range = uptake ? { lower: 0, upper: TOP_SUV } : { lower, upper: lower + (upper - lower) / 2 }
  return windowOf(range)
}

/** Whether a state shows oblique planes. */
export const isOblique = ({ views }: RoomState): boolean => !isStandard(views)
