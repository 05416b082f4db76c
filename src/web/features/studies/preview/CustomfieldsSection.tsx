import { useTranslation } from 'react-i18next'
import { studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { refusalOf } from '#web/api/call.ts'
import { searchCustomfield } from '#web/api/customfield.ts'
import { useCommand } from '#web/api/query.ts'
import { CustomfieldsInPlace } from '#web/ui/customfield/CustomfieldsInPlace.tsx'
import { PaneSection } from './PaneSection.tsx'

/** The account's own fields of a study, changed in place. */
export function CustomfieldsSection({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const set = useCommand(studySet, { invalidates: [studyGet, studyList] })
  const fields = study.customfields ?? []
  if (fields.length === 0) return null
  const save = (uuid: string, value: string) =>
    set.mutateAsync({ study_id: study.uuid, [`customfield-${uuid}`]: value }).then(
      () => undefined,
      (error: unknown) =>
        t(
          refusalOf(studySet, error) === 'INVALID_CUSTOMFIELD' ? 'customfield.invalid' : 'customfield.failed',
        ),
    )
  return (
    <PaneSection title={t('customfield.title')} note={set.isPending ? t('saving') : undefined}>
      <div className="flex flex-col gap-2">
        <CustomfieldsInPlace fields={fields} onSave={save} search={searchCustomfield} />
      </div>
    </PaneSection>
  )
}
