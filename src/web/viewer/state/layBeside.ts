import type { Hanging } from '../hanging/hanging.ts'
import { PHONE } from '../phone.ts'
import type { Stack } from '../stacks/stack.ts'
import { isRead, stacksOf } from './content.ts'
import type { OpenedStudy } from './opened.ts'
import { hangingOrder } from './opening.ts'

const MOST_COLUMNS = 4
const MOST_ROWS = 4

export interface BesideOptions {
  /** The studies that are opened with the one that is read. */
  beside: readonly string[]
  studies: () => readonly OpenedStudy[]
  hanging: Hanging
  show: (cell: number, stack: Stack) => void
}

/**
 * Puts the studies that are opened together side by side, each with its first stack: once, when what they hold is known
 * and the first is hung. A phone shows one picture, and has the others in its strip.
 */
export function layBeside({ beside, studies, hanging, show }: BesideOptions): () => void {
  let laid = beside.length === 0 || window.matchMedia(PHONE).matches
  return () => {
    if (laid || !hanging.store.get().protocol) return
    const others = studies().filter(({ study }) => beside.includes(study.uuid))
    const first = others.map(({ content }) => hangingOrder(stacksOf(content.store.get()))[0])
    const known = others.every(({ content }, index) => first[index] || isRead(content.store.get()))
    if (others.length === 0 || !known) return
    laid = true
    const stacks = first.filter((stack) => stack !== undefined).slice(0, MOST_COLUMNS * MOST_ROWS - 1)
    const cells = stacks.length + 1
    const columns = Math.min(cells, MOST_COLUMNS)
    hanging.reshape({ rows: Math.ceil(cells / columns), columns })
    for (const [index, stack] of stacks.entries()) show(index + 1, stack)
  }
}
