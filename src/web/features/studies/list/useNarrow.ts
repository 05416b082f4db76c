import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 767px)')
const wide = window.matchMedia('(min-width: 1024px)')

const subscribeTo = (query: MediaQueryList) => (listener: () => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
const subscribeNarrow = subscribeTo(narrow)
const subscribeWide = subscribeTo(wide)

/** The width of a phone: two-line rows instead of columns. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribeNarrow, () => narrow.matches)

/** Room for a pane beside the table; otherwise it is a sheet over it. */
export const useRoomForPane = (): boolean => useSyncExternalStore(subscribeWide, () => wide.matches)
