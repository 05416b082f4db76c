import { useSession } from './state/context.ts'
import { useStore } from './state/store.ts'
import { SeriesStrip } from './strip/SeriesStrip.tsx'
import { Toolbar } from './toolbar/Toolbar.tsx'
import { ViewportGrid } from './viewport/ViewportGrid.tsx'

/** The reading room: tools above, series at the side, images in the middle, measurements in a dock. */
export function Viewer() {
  const session = useSession()
  return (
    <main className="grid h-full grid-cols-[120px_minmax(0,1fr)_auto] grid-rows-[44px_minmax(0,1fr)] bg-ground">
      <Toolbar />
      <SeriesStrip />
      <ViewportGrid />
    </main>
  )
}
