import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { studyCountByFilter, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyStatusSet } from '#contract/study/status.ts'
import { refusalOf } from '#web/api/call.ts'
import { useCommand } from '#web/api/query.ts'
import { Menu, MenuChoice } from '#web/ui/Menu.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { stateText } from '../columns.tsx'
import { studyState } from '../status-shape.ts'

const REFUSALS = ['STALE', 'INVALID_TAG', 'LOCKED', 'SINGLETON', 'NOT_PERMITTED'] as const

/** The status of a study, and what it may become; a word alone where it may not be changed. */
export function StatusMenu({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const toast = useToast()
  const set = useCommand(studyStatusSet, { invalidates: [studyGet, studyList, studyCountByFilter] })
  const tags = study.study_status_tags ?? []
  const shown = (
    <>
      <StatusShape shape={studyState(study).shape} />
      <span className="truncate">{stateText(t, study)}</span>
    </>
  )
  if (tags.length === 0 || study.phantom === 1) {
    return <span className="flex min-w-0 items-center gap-1.5 text-12">{shown}</span>
  }
  const change = (next: string) =>
    set.mutate(
      { study_id: study.uuid, old: study.study_status ?? '', new: next },
      {
        onError: (error) => {
          const token = REFUSALS.find((known) => known === refusalOf(studyStatusSet, error))
          toast({ kind: 'bad', text: token ? t(`status.refused.${token}`) : t('status.refused.other') })
        },
      },
    )
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className="-me-1 flex h-6 min-w-0 items-center gap-1.5 rounded-1 px-1 text-12 hover:bg-hover max-md:h-11"
        >
          <span className="sr-only">{t('status.change')}</span>
          {shown}
          <ChevronDown className="!size-3 text-quiet" />
        </button>
      }
    >
      <MenuChoice
        value={study.study_status ?? ''}
        onChange={change}
        options={tags.map((tag) => ({
          value: tag,
          label: tag,
          icon: (
            <StatusShape
              shape={studyState({ phantom: 0, study_status: tag, study_status_tags_default: null }).shape}
            />
          ),
        }))}
      />
    </Menu>
  )
}
