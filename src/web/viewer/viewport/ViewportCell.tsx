import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import { ObjectView } from '../objects/ObjectView.tsx'
import { ViewportOverlay } from '../overlays/ViewportOverlay.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { acceptsStack, droppedStack } from '../strip/drag.ts'
import { attachGestures } from '../tools/gestures.ts'
import { attachWheel } from '../tools/wheel.ts'
import { ViewFacts } from './ViewFacts.tsx'
import type { ImageViewport } from './viewport.ts'

/** One cell of the grid: the picture, what is written over it, and what the pointer does there. */
export function ViewportCell({ cell }: { cell: number }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const surface = useRef<HTMLDivElement>(null)
  const [viewport, setViewport] = useState<ImageViewport>()
  const [dropping, setDropping] = useState(false)
  const active = useStore(session.ui, ({ grid }) => grid.active === cell)
  const several = useStore(session.ui, ({ grid }) => grid.cells.length > 1)

  const shown = useStore(session.ui, ({ grid }) => grid.cells[cell])
  const object = useStore(session.content.store, () =>
    shown === undefined ? undefined : session.object(shown),
  )

  useEffect(() => {
    const element = surface.current
    if (!element) return
    const release = session.mount(cell, element)
    const mounted = session.viewports.get(cell)
    setViewport(mounted)
    const detach = mounted && [attachWheel(session, mounted), attachGestures(session, mounted, cell)]
    return () => {
      for (const end of detach ?? []) end()
      release()
      setViewport(undefined)
    }
  }, [session, cell])

  const activate = () => {
    if (!active) session.ui.set(({ grid }) => ({ grid: { ...grid, active: cell } }))
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing surface has no element of its own
    <div
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the viewer act on the viewport that has the focus
      tabIndex={0}
      data-viewport={cell}
      aria-label={t('viewport.name', { number: cell + 1 })}
      aria-keyshortcuts="ArrowUp ArrowDown Home End"
      onFocus={activate}
      onPointerDown={activate}
      onDragOver={(event) => {
        if (!acceptsStack(event.dataTransfer)) return
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        setDropping(false)
        const id = droppedStack(event.dataTransfer)
        const dropped = id === undefined ? undefined : (session.stack(id) ?? session.object(id))
        if (!dropped) return
        event.preventDefault()
        session.showStack(cell, dropped)
      }}
      className="absolute inset-0 overflow-hidden bg-image-ground text-image-text outline-none [container-type:size]"
    >
      <div ref={surface} className="absolute inset-0 touch-none" />
      {viewport && <ViewFacts viewport={viewport} />}
      {viewport && !object && <ViewportOverlay viewport={viewport} cell={cell} />}
      {object && <ObjectView object={object} cell={cell} />}
      <div
        aria-hidden="true"
        className={cx(
          'pointer-events-none absolute inset-0 border-2',
          active && several ? 'border-accent-line' : 'border-transparent',
          dropping && 'border-accent-line border-dashed',
        )}
      />
    </div>
  )
}
