import type { MouseSet } from './interface.ts'
import { createStore } from './store.ts'

/** The set of mouse buttons that the account of the open study gives to readers who have chosen none (conventions 1). */
export const accountMouse = createStore<{ readonly mouseSet: MouseSet }>({ mouseSet: 'standard' })
