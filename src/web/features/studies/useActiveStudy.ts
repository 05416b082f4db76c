import { useEffect, useRef, useState } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'
import type { StudyPages } from './list/useStudyPages.ts'

const REST_MS = 150

/**
 * The row that the keyboard stands on, which the pane shows. It is followed by its uuid, so that studies arriving above
 * do not change it; the address hears of it once it rests.
 */
export function useActiveStudy(
  opened: string | undefined,
  { rowAt, indexOf }: StudyPages,
  onOpened: (uuid: string | undefined) => void,
) {
  const [active, setActive] = useState({ uuid: opened, index: -1, shown: opened !== undefined })
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(rest.current), [])

  const index = (active.uuid === undefined ? undefined : indexOf(active.uuid)) ?? active.index
  // A row that was jumped to may still be on its way.
  const uuid = active.uuid ?? (active.shown ? rowAt(index)?.uuid : undefined)
  const row: StudyRecord | undefined =
    uuid !== undefined && rowAt(index)?.uuid === uuid ? rowAt(index) : undefined

  const tell = (next: string | undefined) => {
    clearTimeout(rest.current)
    rest.current = setTimeout(() => onOpened(next), REST_MS)
  }
  return {
    index,
    row,
    /** What the pane shows; undefined while it is closed. */
    uuid: active.shown ? uuid : undefined,
    stand(next: number) {
      const study = rowAt(next)
      setActive({ uuid: study?.uuid, index: next, shown: true })
      tell(study?.uuid)
    },
    /** Says nothing more to the address: the page is being left. */
    leave() {
      clearTimeout(rest.current)
    },
    close() {
      setActive({ uuid, index, shown: false })
      tell(undefined)
    },
  }
}
