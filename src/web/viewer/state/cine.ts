import { frameAt } from '../cine/clock.ts'
import { atRate, type Cine, cineOf } from '../cine/rate.ts'
import { cineThroughTime } from '../cine/time.ts'
import { isLoaded } from '../loading/loadImage.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { createStore, type Store } from './store.ts'

export interface Playing {
  readonly cine: Cine
  /** Images shown in the last second. */
  readonly shown: number
}

export interface CinePlayer {
  /** By viewport id. */
  readonly store: Store<{ readonly playing: ReadonlyMap<string, Playing> }>
  /** How the viewport's stack plays, or would play. */
  cineFor(viewport: ImageViewport): Cine | undefined
  toggle(viewport: ImageViewport): void
  setRate(viewport: ImageViewport, rate: number): void
  stop(viewport: ImageViewport): void
}

/** Plays stacks from the clock. A frame that is not loaded yet is waited for, not skipped over. */
export function createCinePlayer(): CinePlayer {
  const store = createStore<{ playing: ReadonlyMap<string, Playing> }>({ playing: new Map() })
  const rates = new Map<string, number>()

  const set = (id: string, change: Playing | undefined) =>
    store.set(({ playing }) => {
      const next = new Map(playing)
      if (change) next.set(id, change)
      else next.delete(id)
      return { playing: next }
    })

  const cineFor = (viewport: ImageViewport): Cine | undefined => {
    const { stack, frame, target } = viewport.view.get()
    if (!stack || !frame || stack.frames.length < 2) return undefined
    const cine =
      stack.phases === undefined
        ? cineOf(frame.instance.dataset, stack.frames.length, frame.instance.NumberOfFrames > 1)
        : cineThroughTime(stack, target)
    const rate = rates.get(stack.id)
    return rate === undefined ? cine : atRate(cine, rate)
  }

  const play = (viewport: ImageViewport) => {
    const stack = viewport.view.get().stack
    let cine = cineFor(viewport)
    if (!stack || !cine) return
    set(viewport.id, { cine, shown: 0 })
    let began = performance.now()
    let from = viewport.view.get().target
    let second = began
    let shown = 0
    let last = from

    const tick = (now: number) => {
      const playing = store.get().playing.get(viewport.id)
      const view = viewport.view.get()
      if (!playing || view.stack !== stack) {
        set(viewport.id, undefined)
        return
      }
      requestAnimationFrame(tick)
      if (playing.cine !== cine) {
        cine = playing.cine
        from = last
        began = now
      }
      if (now - second >= 1000) {
        set(viewport.id, { cine, shown: Math.round((shown * 1000) / (now - second)) })
        shown = 0
        second = now
        cine = store.get().playing.get(viewport.id)?.cine ?? cine
      }
      const index = frameAt(playing.cine, from, now - began)
      if (index === last) return
      const frame = stack.frames[index]
      if (!frame || !isLoaded(frame)) {
        // Time stands still while the line is slower than the film.
        if (view.target !== index) viewport.go(index)
        from = last
        began = now
        return
      }
      last = index
      shown++
      viewport.go(index)
    }
    requestAnimationFrame(tick)
  }

  return {
    store,
    cineFor,
    toggle(viewport) {
      if (store.get().playing.has(viewport.id)) set(viewport.id, undefined)
      else play(viewport)
    },
    setRate(viewport, rate) {
      const { stack } = viewport.view.get()
      if (!stack) return
      rates.set(stack.id, rate)
      const cine = cineFor(viewport)
      const playing = store.get().playing.get(viewport.id)
      if (cine && playing) set(viewport.id, { ...playing, cine })
    },
    stop(viewport) {
      if (store.get().playing.has(viewport.id)) set(viewport.id, undefined)
    },
  }
}
