import { createContext, use } from 'react'
import type { ListedStudy, Step } from './walk.ts'

/** The worklist that the open study came from. */
export interface Travel {
  /** Where the open study stands, counted from 0, as far as it is known; undefined where there is no list. */
  readonly place: { readonly index: number; readonly count: number | undefined } | undefined
  /** Opens another study of the list in place of this one; without a list it does nothing. */
  readonly go: (by: 'study' | 'patient', step: Step) => void
  /** The study that would be opened next; undefined at the end of the list, or without one. */
  readonly next: () => Promise<ListedStudy | undefined>
}

export const TravelContext = createContext<Travel>({
  place: undefined,
  go: () => undefined,
  next: async () => undefined,
})

export const useTravel = (): Travel => use(TravelContext)
