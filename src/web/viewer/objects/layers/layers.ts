import type { OtherObject } from '../../stacks/stack.ts'
import { createStore, type Store } from '../../state/store.ts'
import { kindOf, type ObjectKind } from '../kind.ts'
import { relativeOpacityOf } from '../pr/blending.ts'

/** An object that is drawn over pictures: its parts are segments, regions of interest or graphic layers. */
export interface Layer {
  readonly object: OtherObject
  readonly kind: ObjectKind
  /** 0 to 1. */
  readonly opacity: number
  /** Parts that are switched off, by their number in the object. */
  readonly hidden: ReadonlySet<number>
  /** Opacity of parts that differ from the layer's. */
  readonly opacities: ReadonlyMap<number, number>
}

export interface Layers {
  readonly store: Store<{ readonly shown: readonly Layer[] }>
  has(id: string): boolean
  show(object: OtherObject): void
  hide(id: string): void
  set(id: string, change: Partial<Pick<Layer, 'opacity' | 'hidden' | 'opacities'>>): void
}

const FIRST_OPACITY = 0.45

/** What of the study's objects lies over its pictures. */
export function createLayers(): Layers {
  const store = createStore<{ shown: readonly Layer[] }>({ shown: [] })
  const has = (id: string) => store.get().shown.some(({ object }) => object.id === id)
  return {
    store,
    has,
    show(object) {
      if (has(object.id)) return
      const layer: Layer = {
        object,
        kind: kindOf(object.dataset),
        opacity: relativeOpacityOf(object.dataset) ?? FIRST_OPACITY,
        hidden: new Set(),
        opacities: new Map(),
      }
      store.set(({ shown }) => ({ shown: [...shown, layer] }))
    },
    hide(id) {
      store.set(({ shown }) => ({ shown: shown.filter(({ object }) => object.id !== id) }))
    },
    set(id, change) {
      store.set(({ shown }) => ({
        shown: shown.map((layer) => (layer.object.id === id ? { ...layer, ...change } : layer)),
      }))
    },
  }
}

export const opacityOf = ({ opacity, opacities }: Layer, part: number): number =>
  opacities.get(part) ?? opacity
