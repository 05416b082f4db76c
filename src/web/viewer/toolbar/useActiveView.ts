import { useCallback, useSyncExternalStore } from 'react'
import { useSession } from '../state/context.ts'
import type { View } from '../viewport/viewport.ts'

/** What the active viewport shows. */
export function useActiveView(): View | undefined {
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
  return useSyncExternalStore(subscribe, () => session.active()?.view.get())
}
