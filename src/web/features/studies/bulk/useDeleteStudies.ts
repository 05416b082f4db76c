import { useTranslation } from 'react-i18next'
import { studyDelete } from '#contract/study/edit.ts'
import { studyCount, studyCountByFilter, studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater } from '#web/api/leaving.ts'

/** Deletes studies after a time in which it can be undone. */
export function useDeleteStudies() {
  const { t } = useTranslation('studies')
  const deleteLater = useDeleteLater()
  return (studies: readonly StudyRecord[]) =>
    deleteLater({
      uuids: studies.map(({ uuid }) => uuid),
      remove: (uuid, options) => call(studyDelete, { uuid }, options),
      reads: [studyList, studyCount, studyCountByFilter],
      text: t('delete.done', { count: studies.length }),
      failed: (failures) => t('delete.failed', { count: failures.length }),
    })
}
