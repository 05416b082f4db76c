import type { ReactNode } from 'react'

/** A part of the pane: a head with a note at its end, and what it holds. */
export const PaneSection = ({
  title,
  note,
  children,
}: {
  title: string
  note?: ReactNode
  children: ReactNode
}) => (
  <section className="border-line border-b px-4 py-3">
    <div className="mb-2 flex min-h-4 items-center justify-between gap-2">
      <h3 className="font-strong text-12">{title}</h3>
      {note !== undefined && <span className="text-12 text-quiet tabular-nums">{note}</span>}
    </div>
    {children}
  </section>
)
