import { Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { type WorklistAddress, writeAddress } from '../filters/address.ts'
import { filterKey } from '../filters/condition.ts'
import { periodFilters } from '../filters/period.ts'
import { DeleteViewDialog } from './DeleteViewDialog.tsx'
import { SaveViewDialog } from './SaveViewDialog.tsx'
import { useSaveView, useShareView } from './useSaveView.ts'
import type { View } from './useViews.ts'

/** The views that everybody has. */
const TODAY = 'today'

const sameFilters = (a: WorklistAddress['filters'], b: WorklistAddress['filters']) =>
  a.length === b.length &&
  a.every((filter) =>
    b.some((other) => filterKey(other) === filterKey(filter) && other.value === filter.value),
  )

function Tab({
  to,
  current,
  label,
  count,
}: {
  to: string
  current: boolean
  label: string
  count: number | undefined
}) {
  const formats = useFormats()
  return (
    <Link
      to={to}
      aria-current={current ? 'page' : undefined}
      className={cx(
        'relative flex h-full shrink-0 items-center gap-1.5 px-2 font-medium focus-visible:-outline-offset-2',
        current
          ? "text-ink after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:bg-accent-line after:content-['']"
          : 'text-quiet hover:text-ink',
      )}
    >
      {label}
      {count !== undefined && (
        <span className="text-11 text-quiet tabular-nums">{formats.number(count)}</span>
      )}
    </Link>
  )
}

/** Saved filters as tabs with their counts; what was changed since says so and can be kept. */
export function ViewTabs({
  address,
  views,
  counts,
  everything,
  received,
}: {
  address: WorklistAddress
  views: readonly View[]
  counts: ReadonlyMap<string, number>
  /** All studies of the namespace. */
  everything: number | undefined
  /** Those that came today. */
  received: number | undefined
}) {
  const { t } = useTranslation('studies')
  const [dialog, setDialog] = useState<'new' | 'rename' | 'delete'>()
  const save = useSaveView()
  const share = useShareView()
  const current = views.find(({ uuid }) => uuid === address.view)
  const changed =
    current?.filters !== undefined &&
    (!sameFilters(current.filters, address.filters) || current.search !== address.search)
  const to = (view: Partial<WorklistAddress>) =>
    `?${writeAddress({ ...address, view: undefined, filters: [], search: '', study: undefined, ...view })}`
  const isPlain = address.view === undefined && address.filters.length === 0 && address.search === ''

  return (
    <nav aria-label={t('view.label')} className="flex h-full min-w-0 items-stretch gap-1">
      <div className="flex min-w-0 items-stretch gap-1 overflow-x-auto [scrollbar-width:none]">
        <Tab to={to({})} current={isPlain} label={t('view.all')} count={everything} />
        <Tab
          to={to({ view: TODAY, filters: periodFilters('created', { kind: 'today' }) })}
          current={address.view === TODAY}
          label={t('view.today')}
          count={received}
        />
        {views.map((view) => (
          <Tab
            key={view.uuid}
            to={to({ view: view.uuid, filters: view.filters ?? [], search: view.search })}
            current={view.uuid === address.view}
            label={view.uuid === address.view && changed ? t('view.changed', { name: view.name }) : view.name}
            count={counts.get(view.uuid)}
          />
        ))}
      </div>
      <div className="flex items-center">
        {current && (
          <Menu
            trigger={
              <IconButton label={t('view.menu', { name: current.name })} narrow>
                <Ellipsis />
              </IconButton>
            }
          >
            {changed && current.owner && (
              <MenuItem onSelect={() => save.mutate({ uuid: current.uuid, name: current.name, address })}>
                {t('view.keep')}
              </MenuItem>
            )}
            {current.owner && <MenuItem onSelect={() => setDialog('rename')}>{t('view.rename')}</MenuItem>}
            {current.owner && <MenuItem onSelect={() => share(current)}>{t('view.share')}</MenuItem>}
            <MenuItem onSelect={() => setDialog('new')}>{t('view.saveAs')}</MenuItem>
            {current.owner && (
              <MenuItem danger onSelect={() => setDialog('delete')}>
                {t('view.delete')}
              </MenuItem>
            )}
          </Menu>
        )}
        <IconButton label={t('view.save')} onClick={() => setDialog('new')} narrow>
          <Plus className="!size-3.5" />
        </IconButton>
      </div>
      {(dialog === 'new' || (dialog === 'rename' && current)) && (
        <SaveViewDialog
          address={address}
          view={dialog === 'rename' ? current : undefined}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'delete' && current && (
        <DeleteViewDialog view={current} onClose={() => setDialog(undefined)} />
      )}
    </nav>
  )
}
