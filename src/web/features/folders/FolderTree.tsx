import { ChevronRight, Folder, FolderOpen, FolderSymlink, List } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { z } from 'zod'
import type { FolderRecord } from '#contract/folder.ts'
import { DRAGGED_STUDIES } from '#web/api/folder_action.ts'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { useMoveFolder, usePutInto } from './folders.ts'
import { pathOf, type TreeRow, treeKey, treeRows } from './tree.ts'

const DRAGGED_FOLDER = 'application/x-collimate-folder'
const INDENT = 14

const uuids = z.array(z.string())
const takes = ({ dataTransfer: { types } }: DragEvent): boolean =>
  types.includes(DRAGGED_STUDIES) || types.includes(DRAGGED_FOLDER)

/**
 * The folders as a tree (WAI-ARIA tree view): walked with the arrow keys, opened with Enter. Studies and folders are
 * dropped on a folder; the first row is everything, where folders go that are to be in no other.
 */
export function FolderTree({
  folders,
  current,
  onChosen,
}: {
  folders: readonly FolderRecord[]
  current: string | undefined
  onChosen: () => void
}) {
  const { t } = useTranslation('folders')
  const navigate = useNavigate()
  const put = usePutInto()
  const move = useMoveFolder()
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [over, setOver] = useState<string>()
  const tree = useRef<HTMLDivElement>(null)
  const open = new Set(toggled)
  if (current) for (const { uuid } of pathOf(folders, current)) open.add(uuid)
  const rows = treeRows(folders, open)
  const at = rows.findIndex(({ folder }) => folder.uuid === current)

  const choose = (index: number) => {
    void navigate(index < 0 ? '/folders' : `/folders/${rows[index]?.folder.uuid}`)
    onChosen()
  }
  const toggle = (uuid: string) => {
    const next = new Set(open)
    if (!next.delete(uuid)) next.add(uuid)
    setToggled(next)
  }
  const focus = (index: number) =>
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[index + 1]?.focus()
  const onKey = (event: KeyboardEvent, index: number) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      choose(index)
      return
    }
    const step = treeKey(rows, index, event.key)
    if (!step) return
    event.preventDefault()
    if ('toggle' in step) toggle(step.toggle)
    else focus(step.to)
  }
  const drop = (event: DragEvent, folder: FolderRecord | undefined) => {
    event.preventDefault()
    setOver(undefined)
    const moved = event.dataTransfer.getData(DRAGGED_FOLDER)
    if (moved) {
      if (moved !== folder?.uuid) void move(moved, folder?.uuid ?? '')
      return
    }
    if (!folder) return
    void put(folder, uuids.parse(JSON.parse(event.dataTransfer.getData(DRAGGED_STUDIES) || '[]')))
  }
  const target = (folder: FolderRecord | undefined) => ({
    onDragOver: (event: DragEvent) => {
      const folderIsDragged = event.dataTransfer.types.includes(DRAGGED_FOLDER)
      if (!takes(event) || !(folder ? folder.may_edit === 1 : folderIsDragged)) return
      event.preventDefault()
      setOver(folder?.uuid ?? '')
    },
    onDragLeave: () => setOver(undefined),
    onDrop: (event: DragEvent) => drop(event, folder),
  })
  return (
    <div ref={tree} role="tree" aria-label={t('tree')} className="min-h-0 grow overflow-y-auto p-1">
      <div
        role="treeitem"
        aria-level={1}
        aria-selected={current === undefined}
        tabIndex={current === undefined ? 0 : -1}
        onClick={() => choose(-1)}
        onKeyDown={(event) => onKey(event, -1)}
        {...target(undefined)}
        className={rowClasses(current === undefined, over === '')}
      >
        <List className="!size-3.5 shrink-0 text-quiet" />
        <span className="min-w-0 grow truncate">{t('everything')}</span>
      </div>
      {rows.map((row, index) => (
        <Item
          key={row.folder.uuid}
          row={row}
          selected={index === at}
          over={over === row.folder.uuid}
          onChoose={() => choose(index)}
          onToggle={() => toggle(row.folder.uuid)}
          onKey={(event) => onKey(event, index)}
          target={target(row.folder)}
        />
      ))}
    </div>
  )
}

const rowClasses = (selected: boolean, over: boolean) =>
  cx(
    'flex h-7 w-full cursor-default select-none items-center gap-1.5 rounded-1 px-1.5 text-12 outline-none focus-visible:outline-2 focus-visible:outline-accent-line max-md:h-11',
    selected ? 'bg-accent-tint font-medium' : 'hover:bg-hover',
    over && 'outline-2 outline-accent-line',
  )

function Item({
  row: { folder, level, open, inner },
  selected,
  over,
  onChoose,
  onToggle,
  onKey,
  target,
}: {
  row: TreeRow
  selected: boolean
  over: boolean
  onChoose: () => void
  onToggle: () => void
  onKey: (event: KeyboardEvent) => void
  target: Record<'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>
}) {
  const { t } = useTranslation('folders')
  const formats = useFormats()
  const Icon = folder.own === 0 ? FolderSymlink : selected ? FolderOpen : Folder
  const shared = folder.is_shared === 1 ? t('isShared') : ''
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-expanded={inner ? open : undefined}
      aria-selected={selected}
      aria-label={[folder.name, t('studies', { count: folder.study_count }), shared]
        .filter((one) => one)
        .join(', ')}
      tabIndex={selected ? 0 : -1}
      draggable={folder.own === 1}
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED_FOLDER, folder.uuid)}
      onClick={onChoose}
      onKeyDown={onKey}
      {...target}
      className={rowClasses(selected, over)}
      style={{ paddingInlineStart: 6 + (level - 1) * INDENT }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the tree do the same. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the tree do the same. */}
      <span
        className={cx(
          'grid size-4 shrink-0 place-items-center text-quiet max-md:size-8',
          !inner && 'invisible',
        )}
        onClick={(event) => {
          event.stopPropagation()
          onToggle()
        }}
      >
        <ChevronRight className={cx('!size-3.5', open ? 'rotate-90' : 'mirror')} />
      </span>
      <Icon className="!size-3.5 shrink-0 text-quiet" />
      <span className="min-w-0 grow truncate" dir="auto">
        {folder.name}
      </span>
      <span className="text-11 text-quiet tabular-nums">{formats.number(folder.total_count)}</span>
    </div>
  )
}
