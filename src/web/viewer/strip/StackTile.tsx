import { Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import { shownIn } from '../layout/grid.ts'
import { imageKey } from '../marks/mark.ts'
import { stackState } from '../overlays/Completeness.tsx'
import { isLocalizer, openingIndex, type Stack } from '../stacks/stack.ts'
import { useOpened, useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { dragStack } from './drag.ts'
import { Thumbnail } from './Thumbnail.tsx'

/** A stack in the strip: activate it to show it in the active viewport, or drag it to another one. */
export function StackTile({ stack }: { stack: Stack }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const { address } = useOpened()
  const cells = useStore(session.ui, ({ grid }) => shownIn(grid, stack.id).join(' '))
  const several = useStore(session.ui, ({ grid }) => grid.cells.length > 1)
  const active = useStore(session.ui, ({ grid }) => grid.cells[grid.active] === stack.id)
  const starred = useStore(session.keyimages.store, ({ images }) =>
    stack.frames.some(({ instance, frameNumber }) =>
      images.has(imageKey({ SOPInstanceUID: instance.SOPInstanceUID, frameNumber })),
    ),
  )
  const progress = useStore(session.prefetch.progress, (state) => state)
  const { loaded } = stackState(stack, progress)
  const count = stack.frames.length
  const scout = isLocalizer(stack)
  const name = stack.SeriesDescription || stack.Modality || t('strip.unnamed')

  const label = [
    t('strip.stack', { number: stack.SeriesNumber ?? '', name, images: t('strip.images', { count }) }),
    stack.part > 0 && t('strip.stackPart', { part: stack.part }),
    scout && t('strip.localizer'),
    starred && t('strip.hasKeyImages'),
    several && cells !== '' && t('strip.shownIn', { cells }),
  ]
    .filter((text) => text !== false)
    .join(', ')

  return (
    <button
      type="button"
      draggable
      onDragStart={(event) => dragStack(event.dataTransfer, stack.id)}
      onClick={() => session.showStack(session.ui.get().grid.active, stack)}
      aria-current={active}
      data-stack={stack.id}
      className="group block shrink-0 text-start outline-offset-2"
    >
      <span className="sr-only">{label}</span>
      <span
        aria-hidden="true"
        className={cx(
          'relative block h-[72px] overflow-hidden rounded-1 border border-line bg-image-ground text-image-text [text-shadow:var(--image-shadow)] max-md:size-[60px]',
          active && 'outline-2 outline-accent-line -outline-offset-1',
        )}
      >
        <Thumbnail address={address} frame={stack.frames[openingIndex(stack)]} />
        <span className="absolute start-1 top-0.5 whitespace-nowrap font-medium text-11">
          {stack.SeriesNumber}
          {stack.part > 0 && (
            <span className="text-image-quiet">{t('strip.part', { part: stack.part })}</span>
          )}
        </span>
        {scout && (
          <span className="absolute inset-x-0 bottom-4 truncate px-1 text-center font-medium text-[10px]/[14px]">
            {t('strip.localizer')}
          </span>
        )}
        {starred && <Star aria-hidden="true" className="!size-3 absolute end-1 top-1 fill-current" />}
        {several && cells !== '' && (
          <span className="absolute start-1 bottom-1 rounded-[3px] bg-image-text px-1 font-strong text-[10px]/[14px] text-image-ground [text-shadow:none]">
            {cells}
          </span>
        )}
        <span className="absolute end-1 bottom-1 font-medium text-[10px]/[14px] tabular-nums">{count}</span>
        <span className="absolute inset-x-0 bottom-0 h-0.5 bg-[oklch(0.4_0_0)]">
          <span className="block h-full bg-image-text" style={{ width: `${(loaded / count) * 100}%` }} />
        </span>
      </span>
      <span
        aria-hidden="true"
        className={cx(
          'mt-0.5 block truncate font-medium text-11 max-md:hidden',
          active ? 'text-ink' : 'text-quiet',
        )}
      >
        {name}
      </span>
    </button>
  )
}
