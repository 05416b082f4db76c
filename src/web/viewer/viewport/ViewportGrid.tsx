import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ViewportCell } from './ViewportCell.tsx'

/** All viewports in their grid, or the active one alone. */
export function ViewportGrid() {
  const session = useSession()
  const { cells, active, ...shape } = useStore(session.ui, (ui) => ui.grid)
  const maximised = useStore(session.ui, (ui) => ui.maximised)
  const { rows, columns } = maximised ? { rows: 1, columns: 1 } : shape
  return (
    <div
      className="grid min-h-0 min-w-0 gap-px bg-[oklch(0.3_0.01_268)]"
      style={{
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
      }}
    >
      {cells.map((_, cell) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={cell}
          className={maximised && active !== cell ? 'hidden' : 'relative min-h-0 min-w-0'}
        >
          <ViewportCell cell={cell} />
        </div>
      ))}
    </div>
  )
}
