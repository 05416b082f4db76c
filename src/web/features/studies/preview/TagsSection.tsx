import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { tagAdd, tagDelete, tagList } from '#contract/tag.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Popover } from '#web/ui/Popover.tsx'
import { useToast } from '#web/ui/Toast.tsx'

const CHANGED = { invalidates: [studyGet, studyList, tagList] }

/** The tags of a study, put on and taken off from one list. */
export function Tags({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const toast = useToast()
  const [open, setOpen] = useState(false)
  const add = useCommand(tagAdd, CHANGED)
  const remove = useCommand(tagDelete, CHANGED)
  const { data } = useQuery({ ...commandQuery(tagList, { object: 'Study' }), enabled: open })
  const tags = study.tags ?? []
  const known = [...new Set([...tags, ...(data?.tags ?? [])])]
  const toggle = (tag: string) =>
    (tags.includes(tag) ? remove : add).mutate(
      { tag, object: 'Study', object_id: study.uuid },
      { onError: () => toast({ kind: 'bad', text: t('tag.failed', { tag }) }) },
    )
  return (
    <div className="flex flex-wrap items-center gap-1">
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={t('tag.label')}
        className="w-64"
        trigger={
          <IconButton label={t('tag.edit')} className="!h-5 !w-5">
            <Plus className="!size-3" />
          </IconButton>
        }
      >
        <Combobox
          label={t('tag.label')}
          placeholder={t('tag.placeholder')}
          emptyText={t('tag.none')}
          options={known.map((value) => ({ value, label: value }))}
          selected={tags}
          onToggle={toggle}
          onCreate={toggle}
          createText={(text) => t('tag.create', { text })}
        />
      </Popover>
    </div>
  )
}
