import { Layers2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import { shownIn } from '../layout/grid.ts'
import { OBJECT_ICONS } from '../objects/icons.ts'
import { isLayer, kindOf } from '../objects/kind.ts'
import { useObjectName } from '../objects/useObjectName.ts'
import type { OtherObject } from '../stacks/stack.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { dragStack } from './drag.ts'

/** An object that is no picture: activate it to read it in the active viewport or to lay it over its pictures. */
export function ObjectTile({ object }: { object: OtherObject }) {
  const { t } = useTranslation('objects')
  const session = useSession()
  const { kind, name } = useObjectName()(object)
  const cells = useStore(session.ui, ({ grid }) => shownIn(grid, object.id).join(' '))
  const active = useStore(session.ui, ({ grid }) => grid.cells[grid.active] === object.id)
  const over = useStore(session.objects.layers.store, ({ shown }) =>
    shown.some((layer) => layer.object.id === object.id),
  )
  const layer = isLayer(kindOf(object.dataset))
  const Icon = OBJECT_ICONS[kindOf(object.dataset)]
  return (
    <button
      type="button"
      draggable
      onDragStart={(event) => dragStack(event.dataTransfer, object.id)}
      onClick={() => session.objects.open(object)}
      aria-current={active}
      {...(layer ? { 'aria-pressed': over } : {})}
      data-object={object.id}
      className="group block shrink-0 text-start outline-offset-2"
    >
      <span className="sr-only">{t(layer ? 'tile.overlay' : 'tile.open', { kind, name })}</span>
      <span
        aria-hidden="true"
        className={cx(
          'relative flex h-[72px] flex-col items-center justify-center gap-1 rounded-1 max-md:pt-1 border border-line bg-raised px-1 text-center text-11 text-quiet group-hover:text-ink max-md:size-[60px]',
          active && 'outline-2 outline-accent-line -outline-offset-1',
        )}
      >
        <Icon aria-hidden="true" className="max-md:hidden" />
        <span className="line-clamp-2 w-full break-words leading-3 max-md:text-[10px]">{kind}</span>
        <span className="absolute start-1 top-0.5 font-medium">{object.SeriesNumber}</span>
        {cells !== '' && (
          <span className="absolute start-1 bottom-1 rounded-[3px] bg-ink px-1 font-strong text-[10px]/[14px] text-ground">
            {cells}
          </span>
        )}
        {over && <Layers2 aria-hidden="true" className="!size-3 absolute end-1 bottom-1 text-ink" />}
      </span>
      <span
        aria-hidden="true"
        className={cx(
          'mt-0.5 block truncate font-medium text-11 max-md:hidden',
          active || over ? 'text-ink' : 'text-quiet',
        )}
      >
        {name}
      </span>
    </button>
  )
}
