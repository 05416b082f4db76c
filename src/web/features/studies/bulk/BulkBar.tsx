import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  CircleDot,
  Download,
  Ellipsis,
  FolderMinus,
  FolderPlus,
  Share2,
  Star,
  StarOff,
  Tag,
  Trash,
} from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyStar } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyStatusGet, studyStatusSet } from '#contract/study/status.ts'
import { tagAdd, tagDelete, tagList } from '#contract/tag.ts'
import { call } from '#web/api/call.ts'
import { downloadStudies } from '#web/api/download.ts'
import { type EachProgress, forEachAtOnce } from '#web/api/each.ts'
import { useFolderActions } from '#web/api/folder_action.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { useShareStudies } from '#web/api/share_action.ts'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { Popover } from '#web/ui/Popover.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useStudyWork } from '../copies/useStudyWork.tsx'
import { may } from '../study.ts'
import { useDeleteStudies } from './useDeleteStudies.ts'

/** The statuses that every one of these studies may take next. */
function commonStatuses(studies: readonly Pick<StudyRecord, 'study_status_tags'>[]): string[] {
  const [first, ...others] = studies
  return (first?.study_status_tags ?? []).filter((tag) =>
    others.every((study) => study.study_status_tags?.includes(tag)),
  )
}

/** What can be done with all selected studies at once. */
export function BulkBar({ studies, onClear }: { studies: readonly StudyRecord[]; onClear: () => void }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const remove = useDeleteStudies()
  const share = useShareStudies()
  const folders = useFolderActions()
  const work = useStudyWork(studies)
  const [progress, setProgress] = useState<EachProgress>()
  const [tagging, setTagging] = useState(false)
  const known = useQuery({ ...commandQuery(tagList, { object: 'Study' }), enabled: tagging }).data?.tags ?? []
  const statuses = commonStatuses(studies)
  const shared = known.filter((tag) => studies.every((study) => study.tags?.includes(tag)))

  const each = async (action: (study: StudyRecord) => Promise<unknown>) => {
    setProgress({ done: 0, failed: 0, total: studies.length })
    const failures = await forEachAtOnce(studies, action, setProgress)
    setProgress(undefined)
    await cache.invalidateQueries({ queryKey: keyOf(studyList) })
    if (failures.length > 0) {
      toast({ kind: 'bad', text: t('bulk.failed', { count: failures.length, total: studies.length }) })
    }
  }
  const tag = (value: string) =>
    void each(({ uuid }) =>
      call(shared.includes(value) ? tagDelete : tagAdd, { tag: value, object: 'Study', object_id: uuid }),
    ).then(() => cache.invalidateQueries({ queryKey: keyOf(tagList) }))

  return (
    <section
      aria-label={t('bulk.label')}
      className="z-(--z-bulk) flex h-11 shrink-0 items-center gap-1 overflow-x-auto border-accent-line border-t bg-raised px-3 [scrollbar-width:none]"
    >
      <span role="status" className="shrink-0 font-medium tabular-nums">
        {progress
          ? t('bulk.progress', { done: formats.number(progress.done), total: formats.number(progress.total) })
          : t('bulk.selected', { count: studies.length })}
      </span>
      <span className="mx-2 h-5 w-px shrink-0 bg-line" />
      <Button
        look="plain"
        icon={<Star className="!size-3.5" />}
        onClick={() => void each(({ uuid }) => call(studyStar, { uuid, star: 1 }))}
      >
        {t('bulk.star')}
      </Button>
      <Button
        look="plain"
        icon={<StarOff className="!size-3.5" />}
        onClick={() => void each(({ uuid }) => call(studyStar, { uuid, star: 0 }))}
      >
        {t('bulk.unstar')}
      </Button>
      <Popover
        open={tagging}
        onOpenChange={setTagging}
        label={t('bulk.tag')}
        className="w-64"
        trigger={
          <Button look="plain" icon={<Tag className="!size-3.5" />}>
            {t('bulk.tag')}
          </Button>
        }
      >
        <Combobox
          label={t('tag.label')}
          placeholder={t('tag.placeholder')}
          emptyText={t('tag.none')}
          options={known.map((value) => ({ value, label: value }))}
          selected={shared}
          onToggle={tag}
          onCreate={tag}
          createText={(text) => t('tag.create', { text })}
        />
      </Popover>
      {statuses.length > 0 && (
        <Menu
          side="top"
          trigger={
            <Button look="plain" icon={<CircleDot className="!size-3.5" />}>
              {t('bulk.status')}
            </Button>
          }
        >
          {statuses.map((status) => (
            <MenuItem
              key={status}
              onSelect={() =>
                void each(async ({ uuid }) => {
                  const { study_status } = await call(studyStatusGet, { study_id: uuid })
                  await call(studyStatusSet, { study_id: uuid, old: study_status ?? '', new: status })
                })
              }
            >
              {status}
            </MenuItem>
          ))}
        </Menu>
      )}
      {share && studies.every((study) => may(study, 'study_share')) && (
        <Button look="plain" icon={<Share2 className="!size-3.5" />} onClick={() => share(studies)}>
          {t('bulk.share')}
        </Button>
      )}
      {folders && (
        <Button
          look="plain"
          icon={<FolderPlus className="!size-3.5" />}
          onClick={() => folders.add(studies.map(({ uuid }) => uuid))}
        >
          {t('bulk.folder')}
        </Button>
      )}
      {folders?.remove && (
        <Button
          look="plain"
          icon={<FolderMinus className="!size-3.5" />}
          onClick={() => {
            void folders.remove?.(studies.map(({ uuid }) => uuid)).then(onClear)
          }}
        >
          {t('bulk.unfolder')}
        </Button>
      )}
      {studies.every((study) => may(study, 'study_download')) && (
        <Button
          look="plain"
          icon={<Download className="!size-3.5" />}
          onClick={() => void downloadStudies(studies)}
        >
          {t('bulk.download')}
        </Button>
      )}
      {work.items.length > 0 && (
        <Menu
          side="top"
          trigger={
            <Button look="plain" icon={<Ellipsis className="!size-3.5" />}>
              {t('bulk.more')}
            </Button>
          }
        >
          {work.items}
        </Menu>
      )}
      {work.dialog}
      {studies.every((study) => may(study, 'study_delete')) && (
        <Button
          look="plain"
          icon={<Trash className="!size-3.5" />}
          onClick={() => {
            remove(studies)
            onClear()
          }}
          className="hover:!text-bad focus-visible:!text-bad"
        >
          {t('bulk.delete')}
        </Button>
      )}
      {progress && progress.failed > 0 && (
        <span className="flex shrink-0 items-center gap-1 text-12 text-bad">
          <StatusShape shape="cross" />
          {t('bulk.failing', { count: progress.failed })}
        </span>
      )}
      <span className="grow" />
      <Button look="plain" keys={t('key.escape')} onClick={onClear}>
        {t('bulk.clear')}
      </Button>
    </section>
  )
}
