import { useEffect, useRef } from 'react'
import { renderingEngine } from '../loading/cornerstone.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ViewportCell } from './ViewportCell.tsx'

/** All viewports in their grid, or the active one alone. */
export function ViewportGrid() {
  const session = useSession()
  const frame = useRef<HTMLDivElement>(null)
  const rows = useStore(session.ui, ({ grid, maximised }) => (maximised ? 1 : grid.rows))
  const columns = useStore(session.ui, ({ grid, maximised }) => (maximised ? 1 : grid.columns))
  const count = useStore(session.ui, ({ grid }) => grid.cells.length)
  const only = useStore(session.ui, ({ grid, maximised }) => (maximised ? grid.active : undefined))

  useEffect(() => {
    const element = frame.current
    if (!element) return
    let turn = 0
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(turn)
      turn = requestAnimationFrame(() => {
        renderingEngine().resize(false, true)
        for (const viewport of session.viewports.values()) viewport.resized()
      })
    })
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => {
      cancelAnimationFrame(turn)
      observer.disconnect()
    }
  }, [session, rows, columns, count])

  return (
    <div
      ref={frame}
      className="grid min-h-0 min-w-0 gap-px bg-[oklch(0.3_0.01_268)]"
      style={{
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
      }}
    >
      {Array.from({ length: count }, (_, cell) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
        <div key={cell} className={only === undefined || only === cell ? 'contents' : 'hidden'}>
          <ViewportCell cell={cell} />
        </div>
      ))}
    </div>
  )
}
