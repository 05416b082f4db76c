import { type ReactNode, useId } from 'react'
import { Link } from 'react-router'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { type Shape, StatusShape } from '#web/ui/StatusShape.tsx'

/** Numbers side by side under a heading. */
export function Figures({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-strong text-13">
        {title}
      </h2>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(200px,1fr))] gap-3">{children}</div>
    </section>
  )
}

/** Stands where numbers will be. */
export const FiguresSkeleton = () => (
  <div className="grid grid-cols-[repeat(auto-fill,minmax(200px,1fr))] gap-3 p-4">
    {Array.from({ length: 8 }, (_, n) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: all are the same
      <div key={n} className="flex flex-col gap-3 rounded-2 border border-line bg-surface p-3">
        <Skeleton className="w-20" />
        <Skeleton className="w-12" />
        <Skeleton className="w-32" />
      </div>
    ))}
  </div>
)

/** One number, what it counts, and where it is looked into. */
export function Figure({
  label,
  value,
  text,
  shape,
  to,
}: {
  label: string
  value: string
  text?: string | undefined
  shape?: Shape
  to?: string | undefined
}) {
  const content = (
    <>
      <p className="flex items-center gap-2 text-12 text-quiet">
        {shape && <StatusShape shape={shape} />}
        {label}
      </p>
      <p className="font-strong text-[20px] tabular-nums leading-7">{value}</p>
      {text !== undefined && <p className="text-12 text-quiet">{text}</p>}
    </>
  )
  const look = 'block min-w-0 rounded-2 border border-line bg-surface p-3'
  return to === undefined ? (
    <div className={look}>{content}</div>
  ) : (
    <Link to={to} className={`${look} hover:bg-hover`}>
      {content}
    </Link>
  )
}
