import type { Hanging } from '../hanging/hanging.ts'
import type { FirstPicture } from '../loading/firstPicture.ts'
import type { Stack } from '../stacks/stack.ts'
import type { StudyContent } from './content.ts'
import type { Interface } from './interface.ts'
import type { Store } from './store.ts'

const MOMENT_MS = 50

export interface FirstPictureOptions {
  first: FirstPicture
  content: StudyContent
  hanging: Hanging
  ui: Store<Interface>
  stackWith: (id: string) => Stack | undefined
}

/**
 * Ends the wait for the first picture when none comes: what was read first is not what is hung, or there is nothing to
 * hang. `look` is called at every change, and looks after all that happens at the same moment.
 */
export function watchFirstPicture({ first, content, hanging, ui, stackWith }: FirstPictureOptions) {
  let looking: ReturnType<typeof setTimeout> | undefined
  const endUnlessOneComes = () => {
    const { phase, series } = content.store.get()
    const answered = series.some((slot) => slot.content !== undefined || slot.failure !== undefined)
    const hung = hanging.store.get().protocol !== undefined
    const comes = ui.get().grid.cells.some((id) => id !== undefined && stackWith(id) !== undefined)
    if (phase === 'failed' || (answered && hung && !comes)) first.end()
  }
  return {
    look() {
      clearTimeout(looking)
      looking = setTimeout(endUnlessOneComes, MOMENT_MS)
    },
    stop() {
      clearTimeout(looking)
      first.end()
    },
  }
}
