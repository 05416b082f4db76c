import { freeLine } from '#web/api/line_first.ts'
import { createStore, type Store } from '../state/store.ts'

/**
 * Until the first picture of a study is on screen, the line is its own: thumbnails, the other series, marks and what is
 * fetched ahead wait for it.
 */
export interface FirstPicture {
  readonly store: Store<{ readonly over: boolean }>
  /** Settles when the rest may come. */
  readonly over: Promise<void>
  /** The picture is there, or none will come. */
  end(): void
}

/** Milliseconds. On a slow line the rest does not wait for ever. */
const PATIENCE = 4000

export function createFirstPicture(): FirstPicture {
  const store = createStore({ over: false })
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = () => {
    clearTimeout(timer)
    if (!store.get().over) store.set({ over: true })
    resolve()
    freeLine()
  }
  const timer = setTimeout(end, PATIENCE)
  return { store, over: promise, end }
}
