import type { ReactNode } from 'react'

/** The key that does the same; where there is room for a finger alone, there are no keys. */
export const KeyCap = ({ children, onAccent = false }: { children: ReactNode; onAccent?: boolean }) => (
  <span
    aria-hidden="true"
    className={`min-w-[18px] shrink-0 max-md:hidden whitespace-nowrap rounded-1 border px-1 text-center font-medium font-mono text-11 ${
      onAccent ? 'border-current text-on-accent' : 'border-line text-quiet'
    }`}
  >
    {children}
  </span>
)
