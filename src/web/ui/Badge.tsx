import type { ReactNode } from 'react'
import { cx } from './classes.ts'

/** A tag or a short label. */
export const Badge = ({ children, className }: { children: ReactNode; className?: string }) => (
  <span
    className={cx(
      'inline-flex min-w-0 max-w-full shrink-0 items-center gap-1 truncate rounded-1 border border-line px-[5px] font-medium text-11 text-quiet',
      className,
    )}
  >
    {children}
  </span>
)

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase()

/** Initials of a person: a drawing, the name stands elsewhere. */
export const Avatar = ({ name, large = false }: { name: string; large?: boolean }) => (
  <span
    aria-hidden="true"
    data-initials={initials(name)}
    className={cx(
      'inline-flex shrink-0 items-center justify-center rounded-round bg-press font-strong text-ink tracking-wide before:content-[attr(data-initials)]',
      large ? 'size-7 text-11' : 'size-5 text-[9px]',
    )}
  />
)
