import { Lock, LockOpen, Pencil, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import type { Mark } from '../marks/mark.ts'
import { formatStat } from '../marks/text.ts'
import { useMarkStats } from '../overlays/useMarkLines.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { TOOL_ICONS } from '../toolbar/icons.ts'
import { useImagePlace } from './useImagePlace.ts'

/** One measurement: activate it to see it on its image. */
export function MeasurementRow({ mark }: { mark: Mark }) {
  const { t } = useTranslation('viewer')
  const { locale, date, time } = useFormats()
  const session = useSession()
  const toast = useToast()
  const selected = useStore(session.ui, (ui) => ui.selected === mark.id)
  const place = useImagePlace(mark)
  const stats = useMarkStats(mark, place.frame)
  // The mean is what a region is drawn for; elsewhere the first value is the measurement.
  const main = stats.find(({ name }) => name === 'mean') ?? stats[0]
  const Icon = TOOL_ICONS[mark.tool]
  const name = mark.label || t(`action.${mark.tool}`)
  const made = mark.created === '' ? undefined : new Date(mark.created)
  const when = made && !Number.isNaN(made.getTime()) ? `${date(made)} ${time(made)}` : ''

  const show = () => {
    if (!session.showInPlanes?.(mark)) session.jumpTo(mark)
    session.ui.set({ selected: mark.id })
  }

  const lock = async () => {
    try {
      await session.marks.setLocked(mark.id, !mark.fixed)
    } catch {
      toast({ kind: 'bad', text: t('mark.notLocked') })
    }
  }

  const edit = () => {
    show()
    session.drawing.set({
      labelling: { cell: session.ui.get().grid.active, id: mark.id, optional: mark.tool !== 'text' },
    })
  }

  return (
    <li
      data-measurement={mark.id}
      className={cx(
        'group relative flex items-start gap-2 px-4 py-1.5 text-12',
        selected ? 'bg-accent-tint shadow-[inset_2px_0_var(--accent-line)]' : 'hover:bg-hover',
      )}
    >
      <Icon aria-hidden="true" className="mt-0.5 text-quiet" />
      <button type="button" onClick={show} aria-current={selected} className="min-w-0 grow text-start">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 grow truncate font-medium">{name}</span>
          {main && <span className="font-strong tabular-nums">{formatStat(main, locale)}</span>}
        </span>
        <span className="block text-quiet tabular-nums">
          {[
            place.text,
            ...stats
              .filter((stat) => stat !== main)
              .slice(0, 1)
              .map((stat) => formatStat(stat, locale)),
          ]
            .filter((text) => text !== '')
            .join(' · ')}
        </span>
        <span className="block truncate text-quiet">
          {[mark.author, when].filter((text) => text !== '').join(' · ')}
          {mark.saving !== 'saved' && ` · ${t(`mark.${mark.saving}`)}`}
        </span>
      </button>
      {mark.saving === 'conflict' && <Decision mark={mark} />}
      {mark.locked && !mark.lockable ? (
        <span className="grid size-7 place-items-center text-quiet" title={t('mark.locked')}>
          <Lock aria-label={t('mark.locked')} className="!size-3.5" />
        </span>
      ) : (
        <span
          className={cx(
            'flex group-focus-within:opacity-100 group-hover:opacity-100 [@media(pointer:coarse)]:opacity-100',
            !mark.fixed && 'opacity-0',
          )}
        >
          {!mark.locked && (
            <IconButton label={t('mark.edit', { name })} narrow onClick={edit}>
              <Pencil className="!size-3.5" />
            </IconButton>
          )}
          <IconButton
            label={t(mark.fixed ? 'mark.unlock' : 'mark.lock', { name })}
            narrow
            pressed={mark.fixed}
            disabled={mark.saving !== 'saved'}
            onClick={() => void lock()}
          >
            {mark.fixed ? <Lock className="!size-3.5" /> : <LockOpen className="!size-3.5" />}
          </IconButton>
          {!mark.locked && (
            <IconButton
              label={t('mark.delete', { name })}
              narrow
              className="hover:text-bad"
              onClick={() => session.marks.remove(mark.id)}
            >
              <Trash2 className="!size-3.5" />
            </IconButton>
          )}
        </span>
      )}
    </li>
  )
}

/** Somebody has changed the mark meanwhile: whose version stays is for the reader to say. */
function Decision({ mark }: { mark: Mark }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const decide = (whose: 'own' | 'theirs') => () => void session.marks.decide(mark.id, whose)
  return (
    <span role="alert" className="flex shrink-0 flex-col gap-1">
      <Button onClick={decide('own')}>{t(mark.deleting ? 'mark.deleteAnyway' : 'mark.keepMine')}</Button>
      <Button onClick={decide('theirs')}>{t('mark.takeTheirs')}</Button>
    </span>
  )
}
