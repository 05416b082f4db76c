import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { studyDelete } from '#contract/study/edit.ts'
import { studyCount, studyCountByFilter, studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { useToast } from '#web/ui/Toast.tsx'
import { forEachAtOnce } from './each.ts'
import { markLeaving, unmarkLeaving } from './leaving.ts'

const REGRET_MS = 8000

/** Deletes studies after a time in which it can be undone. */
export function useDeleteStudies() {
  const { t } = useTranslation('studies')
  const toast = useToast()
  const cache = useQueryClient()
  return (studies: readonly StudyRecord[]) => {
    const uuids = studies.map(({ uuid }) => uuid)
    markLeaving(uuids)
    const commit = async () => {
      const failures = await forEachAtOnce(uuids, (uuid) => call(studyDelete, { uuid }))
      await Promise.all(
        [studyList, studyCount, studyCountByFilter].map((read) =>
          cache.invalidateQueries({ queryKey: keyOf(read) }),
        ),
      )
      unmarkLeaving(uuids)
      if (failures.length > 0) toast({ kind: 'bad', text: t('delete.failed', { count: failures.length }) })
    }
    toast({
      text: t('delete.done', { count: studies.length }),
      duration: REGRET_MS,
      action: { label: t('undo'), run: () => unmarkLeaving(uuids) },
      onGone: () => void commit(),
    })
  }
}
