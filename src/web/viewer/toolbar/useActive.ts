import { useCallback, useSyncExternalStore } from 'react'
import { useSession } from '../state/context.ts'
import type { View } from '../viewport/viewport.ts'

/** A part of what the active viewport shows; the component renders again when that part is another one. */
export function useActive<S>(select: (view: View | undefined) => S): S {
  const session = useSession()
  const subscribe = useCallback(
    (listener: () => void) => {
      let viewport = session.active()
      let end = viewport?.view.subscribe(listener)
      const endInterface = session.ui.subscribe(() => {
        const next = session.active()
        if (next === viewport) return
        end?.()
        viewport = next
        end = viewport?.view.subscribe(listener)
        listener()
      })
      return () => {
        end?.()
        endInterface()
      }
    },
    [session],
  )
  return useSyncExternalStore(subscribe, () => select(session.active()?.view.get()))
}
