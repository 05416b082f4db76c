import { Rows2, Rows3 } from 'lucide-react'
import { type ReactNode, useCallback, useContext, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { StudyRecord } from '#contract/study/record.ts'
import { ROW_HEIGHT, useDensity } from '#web/api/density.ts'
import { DRAGGED_STUDIES, useFolderActions } from '#web/api/folder_action.ts'
import { useLeaving } from '#web/api/leaving.ts'
import { useLiveStudies } from '#web/api/live_studies.ts'
import type { StudyPlace } from '#web/api/study_list.ts'
import { useTableLayout } from '#web/api/table_layout.ts'
import { useUser } from '#web/api/user.ts'
import { hearWindows, openElsewhere } from '#web/api/windows.ts'
import { TimeZone, useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { ColumnChooser } from '#web/ui/table/ColumnChooser.tsx'
import { DataTable } from '#web/ui/table/DataTable.tsx'
import { useStudyCustomfields } from './account.ts'
import { BulkBar } from './bulk/BulkBar.tsx'
import { studyColumns } from './columns.tsx'
import { listFilters, writeAddress } from './filters/address.ts'
import { dayIn } from './filters/day.ts'
import { FilterBar } from './filters/FilterBar.tsx'
import { useFilterFields } from './filters/useFilterFields.ts'
import { COMPACT_HEIGHT, CompactRow } from './list/CompactRow.tsx'
import { ExportButton } from './list/ExportButton.tsx'
import { firstStudies, studiesBetween } from './list/everything.ts'
import { ListFailed, NothingFound, OlderData, useLate } from './list/ListMessage.tsx'
import { keepTop, keptTop, useSelection } from './list/selection.ts'
import { useNarrow, useRoomForPane } from './list/useNarrow.ts'
import { useStudyPages } from './list/useStudyPages.ts'
import { PreviewSide } from './preview/PreviewSide.tsx'
import { useActiveStudy } from './useActiveStudy.ts'
import { useWorklistAddress } from './useWorklistAddress.ts'
import { useStandingCounts, useViewCounts, useViews } from './views/useViews.ts'
import { ViewTabs } from './views/ViewTabs.tsx'

/** Studies that can be selected at once by "select all". */
const MOST_SELECTED = 1000

const compactRow = (study: StudyRecord) => <CompactRow study={study} />

/** The studies that the user may see: found, sorted, looked at, worked on. */
export function Worklist({
  uploadButton,
  firstUse,
  dock,
  folder,
}: {
  uploadButton: ReactNode
  /** What somebody without studies is offered. */
  firstUse: ReactNode
  /** Long tasks, at the end of the side. */
  dock: ReactNode
  /** Only what is in it, with its own words in the place of the views. */
  folder?: { uuid: string; head: ReactNode } | undefined
}) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const navigate = useNavigate()
  const toast = useToast()
  const { namespaces } = useUser()
  const narrow = useNarrow()
  const room = useRoomForPane()
  const { address, change } = useWorklistAddress()
  const [density, setDensity] = useDensity()
  const [layout, setLayout] = useTableLayout('worklist.columns')
  const searchRef = useRef<HTMLInputElement>(null)
  const gridRef = useRef<HTMLDivElement>(null)

  const timeZone = useContext(TimeZone)
  const today = dayIn(timeZone, new Date())
  const views = useViews()
  const counts = useViewCounts(views, today, timeZone)
  const { everything, received } = useStandingCounts(address.namespace, today, timeZone)
  const orView = views.find(({ uuid, filters }) => uuid === address.view && filters === undefined)
  const sortBy = address.sort && `${address.sort.id}-${address.sort.descending ? 'desc' : 'asc'}`
  const filters = JSON.stringify({
    ...listFilters(address, today, orView?.uuid, timeZone),
    ...(folder ? { 'filter.folder_id.equals': folder.uuid } : {}),
  })
  const params = useMemo(
    () => ({ ...JSON.parse(filters), ...(sortBy === undefined ? {} : { sort_by: sortBy }) }),
    [filters, sortBy],
  )

  const pages = useStudyPages(params)
  useLiveStudies(namespaces.map(({ uuid }) => uuid))
  const { selected, ...selection } = useSelection(filters)
  const leaving = useLeaving()
  const customfields = useStudyCustomfields()
  const columns = useMemo(() => studyColumns(t, formats, customfields), [t, formats, customfields])
  const fields = useFilterFields()
  const onOpened = useCallback((study: string | undefined) => change({ study }, true), [change])
  const active = useActiveStudy(address.study, pages, onOpened)
  const rowName = useCallback((study: StudyRecord) => formats.personName(study.patient_name), [formats])

  const placeAt = (index: number): StudyPlace | undefined => (index < 0 ? undefined : { list: params, index })
  /** The list's own address learns the row first, so that the way back leads to it. */
  const open = async (index: number) => {
    const study = pages.rowAt(index)
    if (!study) return
    active.leave()
    if (address.study !== study.uuid) {
      await navigate(`?${writeAddress({ ...address, study: study.uuid })}`, { replace: true })
    }
    if (openElsewhere(study.uuid, placeAt(index))) return
    await navigate(`/studies/${study.uuid}/view`, { state: placeAt(index) })
  }
  // The row of the study that the window of the images shows.
  useEffect(
    () => hearWindows((said) => said.kind === 'shown' && change({ study: said.studyId }, true)),
    [change],
  )
  const clearFilters = () => change({ filters: [], search: '', view: undefined })

  const select = (index: number, mode: 'toggle' | 'extend') => {
    const study = pages.rowAt(index)
    if (mode === 'toggle') {
      if (study) selection.toggle(study)
      return
    }
    void studiesBetween(params, active.index < 0 ? index : active.index, index).then(selection.add)
  }
  const selectAll = (all: boolean) => {
    if (!all) return selection.clear()
    void firstStudies(params, MOST_SELECTED).then(
      (studies) => {
        selection.set(studies)
        if ((pages.count ?? 0) > MOST_SELECTED) toast({ text: t('bulk.bounded', { count: MOST_SELECTED }) })
      },
      () => toast({ kind: 'bad', text: t('bulk.notSelected') }),
    )
  }
  const folders = useFolderActions()
  const dragRow = (study: StudyRecord, data: DataTransfer) => {
    const dragged = selected.has(study.uuid) ? [...selected.keys()] : [study.uuid]
    data.setData(DRAGGED_STUDIES, JSON.stringify(dragged))
    data.effectAllowed = 'copy'
  }
  const clear = () => (selected.size > 0 ? selection.clear() : active.close())

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && /^(input|textarea|select)$/i.test(event.target.tagName)
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      searchRef.current?.focus()
      searchRef.current?.select()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])

  const sort = (id: string) => {
    const now = address.sort
    const descending = now?.id === id ? !now.descending : /date|created|updated|count|size/.test(id)
    change({
      sort:
        now?.id === id && now.descending !== /date|created|updated|count|size/.test(id)
          ? undefined
          : { id, descending },
    })
  }
  const sortLabel = columns.find(({ id }) => id === (address.sort?.id ?? 'created'))?.label ?? ''
  const { count } = pages
  const allSelected = selected.size === 0 ? false : selected.size === count ? true : 'mixed'
  const nothing = pages.error !== null && (count === undefined || pages.readAt === 0)
  const late = useLate(count === undefined && !nothing)
  const shownFilters =
    new Set(address.filters.map(({ field }) => field)).size + (address.search === '' ? 0 : 1)

  return (
    <div className="flex h-full min-w-0">
      <title>{t('pageTitle')}</title>
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex min-w-0 grow flex-col">
        <div className="flex h-10 shrink-0 items-stretch justify-between gap-2 border-line border-b px-3 max-md:h-12">
          {folder?.head ?? (
            <ViewTabs
              address={address}
              views={views}
              counts={counts}
              everything={everything}
              received={received}
            />
          )}
          <div className="flex shrink-0 items-center gap-1">
            <span className="flex items-center gap-1 max-md:hidden">
              <IconButton
                label={t('density')}
                pressed={density === 'comfortable'}
                onClick={() => setDensity(density === 'dense' ? 'comfortable' : 'dense')}
              >
                {density === 'dense' ? <Rows3 /> : <Rows2 />}
              </IconButton>
              <ColumnChooser columns={columns} layout={layout} onLayoutChange={setLayout} />
              <ExportButton params={params} count={count ?? 0} columns={columns} layout={layout} />
            </span>
            {uploadButton}
          </div>
        </div>
        <FilterBar
          fields={fields}
          filters={address.filters}
          search={address.search}
          onChange={(next) => change({ filters: next })}
          onSearch={(search) => change({ search })}
          onClear={clearFilters}
          onDown={() => gridRef.current?.focus()}
          searchRef={searchRef}
          summary={
            count === undefined
              ? ''
              : t('summary', { count, formatted: formats.number(count), column: sortLabel })
          }
        />
        {pages.error && !nothing && (
          <OlderData error={pages.error} readAt={pages.readAt} onAgain={pages.again} />
        )}
        <DataTable
          key={filters}
          label={t('title')}
          gridRef={gridRef}
          columns={columns}
          layout={layout}
          onLayoutChange={setLayout}
          rowCount={count ?? (late ? 20 : 0)}
          rowAt={pages.rowAt}
          onRange={pages.onRange}
          rowHeight={narrow ? COMPACT_HEIGHT : ROW_HEIGHT[density]}
          rowName={rowName}
          compact={narrow ? compactRow : undefined}
          sort={address.sort ?? { id: 'created', descending: true }}
          onSort={sort}
          selection={{
            has: (study) => selected.has(study.uuid),
            all: allSelected,
            onAll: selectAll,
            onSelect: select,
            onClear: clear,
          }}
          isLeaving={(study) => leaving.has(study.uuid)}
          active={active.index}
          onActive={active.stand}
          onOpen={open}
          onDragRow={folders ? dragRow : undefined}
          startAt={keptTop(filters)}
          onScrolled={(top) => keepTop(filters, top)}
          message={
            nothing && pages.error ? (
              <ListFailed error={pages.error} onAgain={pages.again} onClear={clearFilters} />
            ) : count === 0 ? (
              <NothingFound filters={shownFilters} onClear={clearFilters} firstUse={firstUse} />
            ) : undefined
          }
        />
        {room && active.uuid === undefined && <div className="shrink-0 empty:hidden">{dock}</div>}
        {selected.size > 0 && (
          <BulkBar studies={[...selected.values()].map(pages.current)} onClear={selection.clear} />
        )}
      </div>
      <PreviewSide
        uuid={active.uuid}
        row={active.row}
        place={placeAt(active.index)}
        onClose={active.close}
        sheet={!room}
        dock={dock}
      />
    </div>
  )
}
