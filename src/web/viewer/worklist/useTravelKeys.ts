import { useEffect } from 'react'
import { actionFor } from '../tools/actions.ts'
import { chordOf } from '../tools/chord.ts'
import { TEXT_FIELDS } from '../tools/keyboard.ts'
import type { Travel } from './context.ts'
import { TRAVEL_ACTIONS } from './travelActions.ts'

/**
 * The keys to other studies where no viewport can hear them: while a study is being opened, or did not open. In the
 * viewer itself they are among its other keys, which mark them as handled.
 */
export function useTravelKeys({ go }: Travel): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if (event.target instanceof Element && event.target.closest(TEXT_FIELDS)) return
      const action = actionFor(chordOf(event))
      const travel = TRAVEL_ACTIONS.find(({ id }) => id === action)
      if (!travel) return
      event.preventDefault()
      go(travel.by, travel.step)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [go])
}
