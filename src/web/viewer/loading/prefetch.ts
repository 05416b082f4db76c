import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import { createStore, type Store } from '../state/store.ts'
import { type FailureReason, ImageFailure } from './failure.ts'
import type { FirstPicture } from './firstPicture.ts'
import { isLoaded, loadImage } from './loadImage.ts'
import { readingOrder } from './order.ts'
import { pictureCache } from './pictureCache.ts'

export interface Progress {
  /** By imageId. */
  readonly loaded: ReadonlySet<string>
  readonly failed: ReadonlyMap<string, FailureReason>
}

export interface Prefetch {
  readonly progress: Store<Progress>
  /** Fetches this stack next, from the given place on; later calls come first. */
  want(stack: Stack, from: number): void
  /** Fetches this stack when nothing else is wanted. */
  wantLater(stack: Stack): void
  noteLoaded(frame: Frame): void
  noteFailed(frame: Frame, reason: FailureReason): void
  /** Calls `listener` when all that is wanted has come. */
  onIdle(listener: () => void): () => void
  /** Fetches again what has failed for this reason. */
  forgive(reason: FailureReason): void
  stop(): void
}

/** The browser opens six connections to a server: two stay free for the image that the reader asks for. */
const AT_ONCE = 4
/** The share of the cache that pictures fetched ahead may fill; beyond it they would push out what is on screen. */
const SHARE = 0.85

/** Fetches the pictures of a study ahead of the reader. */
export function createPrefetch({ store: first }: FirstPicture): Prefetch {
  const progress = createStore<Progress>({ loaded: new Set(), failed: new Map() })
  const leaving = new AbortController()
  const running = new Set<string>()
  let wanted: { stack: Stack; from: number }[] = []
  let queue: Frame[] = []
  const whenIdle = new Set<() => void>()

  const plan = () => {
    const seen = new Set<string>()
    const { loaded, failed } = progress.get()
    queue = wanted
      .flatMap(({ stack, from }) =>
        readingOrder(stack.frames.length, from).flatMap((index) => stack.frames[index] ?? []),
      )
      .filter(({ imageId }) => {
        if (seen.has(imageId) || running.has(imageId) || loaded.has(imageId) || failed.has(imageId))
          return false
        seen.add(imageId)
        return true
      })
    pump()
  }

  const roomLeft = () => pictureCache().roomWithin(SHARE)

  const pump = () => {
    if (!first.get().over) return
    while (running.size < AT_ONCE && !leaving.signal.aborted && roomLeft()) {
      const frame = queue.shift()
      if (!frame) {
        if (running.size === 0) for (const listener of [...whenIdle]) listener()
        return
      }
      void fetch(frame)
    }
  }

  const stopWaiting = first.subscribe(pump)

  const fetch = async (frame: Frame) => {
    running.add(frame.imageId)
    try {
      if (!isLoaded(frame)) await loadImage(frame, 'later', leaving.signal)
      prefetch.noteLoaded(frame)
    } catch (error) {
      const reason = error instanceof ImageFailure ? error.reason : 'unreachable'
      if (reason !== 'cancelled') prefetch.noteFailed(frame, reason)
    } finally {
      running.delete(frame.imageId)
      pump()
    }
  }

  const prefetch: Prefetch = {
    progress,
    want(stack, from) {
      wanted = [{ stack, from }, ...wanted.filter((entry) => entry.stack.id !== stack.id)]
      plan()
    },
    wantLater(stack) {
      if (wanted.some((entry) => entry.stack.id === stack.id)) return
      wanted = [...wanted, { stack, from: 0 }]
      plan()
    },
    noteLoaded({ imageId }) {
      const { loaded, failed } = progress.get()
      if (loaded.has(imageId) && !failed.has(imageId)) return
      const others = new Map(failed)
      others.delete(imageId)
      progress.set({ loaded: new Set(loaded).add(imageId), failed: others })
    },
    noteFailed({ imageId }, reason) {
      progress.set(({ failed }) => ({ failed: new Map(failed).set(imageId, reason) }))
    },
    onIdle(listener) {
      whenIdle.add(listener)
      return () => whenIdle.delete(listener)
    },
    forgive(reason) {
      progress.set(({ failed }) => ({ failed: new Map([...failed].filter(([, why]) => why !== reason)) }))
      plan()
    },
    stop() {
      whenIdle.clear()
      stopWaiting()
      leaving.abort()
      queue = []
    },
  }
  return prefetch
}
