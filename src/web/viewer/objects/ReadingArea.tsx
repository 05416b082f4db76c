import type { ReactNode } from 'react'
import { cx } from '#web/ui/classes.ts'
import { keepReadingKeys } from './readingKeys.ts'

/** The contents of an object, as large as its cell: they scroll, and are read with the arrow keys. */
export function ReadingArea({
  label,
  className,
  children,
}: {
  label: string
  className?: string
  children: ReactNode
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={keepReadingKeys}
      className={cx('absolute inset-0 overflow-auto', className)}
    >
      {children}
    </section>
  )
}
