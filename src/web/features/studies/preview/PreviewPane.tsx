import { useQuery } from '@tanstack/react-query'
import { Download, Ellipsis, MessageCircleQuestionMark, Share2, Trash, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { downloadStudies } from '#web/api/download.ts'
import { usePaneExtra } from '#web/api/pane_extra.ts'
import { commandQuery } from '#web/api/query.ts'
import { useAskAbout } from '#web/api/question_action.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { useShareStudies } from '#web/api/share_action.ts'
import type { StudyPlace } from '#web/api/study_list.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { parseDicomDate } from '#web/ui/format/dicom-date.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { Menu, MenuItem } from '#web/ui/Menu.tsx'
import { ErrorState } from '#web/ui/Message.tsx'
import { useDeleteStudies } from '../bulk/useDeleteStudies.ts'
import { useStudyWork } from '../copies/useStudyWork.tsx'
import { Star } from '../Star.tsx'
import { ageAtStudy, may } from '../study.ts'
import { CommentsSection } from './CommentsSection.tsx'
import { CustomfieldsSection } from './CustomfieldsSection.tsx'
import { FactsSection } from './FactsSection.tsx'
import { PriorsSection } from './PriorsSection.tsx'
import { ReportSection } from './ReportSection.tsx'
import { SeriesSection } from './SeriesSection.tsx'
import { StatusMenu } from './StatusMenu.tsx'
import { WrittenReports } from './WrittenReports.tsx'

function PatientLine({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const age = ageAtStudy(study)
  const parts = [
    study.patient_sex === 'M' || study.patient_sex === 'F' || study.patient_sex === 'O'
      ? t(`sex.${study.patient_sex}`)
      : undefined,
    age === undefined ? undefined : t('age', { count: age }),
    parseDicomDate(study.patient_birth_date)
      ? t('born', { date: formats.dicomDate(study.patient_birth_date) })
      : undefined,
  ].filter((part) => part !== undefined)
  return (
    <p dir="auto" className="text-start text-12 text-quiet tabular-nums">
      {[parts.join(', '), study.patientid].filter((part) => part !== '' && part !== null).join(' · ')}
    </p>
  )
}

function StudyPreview({
  study,
  place,
  onClose,
}: {
  study: StudyRecord
  place: StudyPlace | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const remove = useDeleteStudies()
  const share = useShareStudies()
  const ask = useAskAbout(study)
  const work = useStudyWork([study])
  const Extra = usePaneExtra()
  const name = formats.personName(study.patient_name) || t('noName')
  return (
    <article aria-label={name} className="flex min-h-0 grow flex-col overflow-y-auto">
      <header className="border-line border-b px-4 py-3">
        <div className="flex items-center gap-1">
          <h2 dir="auto" className="min-w-0 grow truncate font-strong text-14">
            {name}
          </h2>
          <Star study={study} label={t('star')} />
          {(may(study, 'study_download') || may(study, 'study_delete') || ask || work.items.length > 0) && (
            <Menu
              align="end"
              trigger={
                <IconButton label={t('pane.more')} narrow>
                  <Ellipsis />
                </IconButton>
              }
            >
              {may(study, 'study_download') && (
                <MenuItem icon={<Download />} onSelect={() => void downloadStudies([study])}>
                  {t('bulk.download')}
                </MenuItem>
              )}
              {ask && (
                <MenuItem icon={<MessageCircleQuestionMark />} onSelect={ask}>
                  {t('pane.ask')}
                </MenuItem>
              )}
              {work.items}
              {may(study, 'study_delete') && (
                <MenuItem icon={<Trash />} danger onSelect={() => remove([study])}>
                  {t('bulk.delete')}
                </MenuItem>
              )}
            </Menu>
          )}
          {work.dialog}
          <IconButton label={t('pane.close')} narrow onClick={onClose}>
            <X />
          </IconButton>
        </div>
        <PatientLine study={study} />
        <div className="mt-2 mb-3 flex items-center justify-between gap-2">
          <p className="min-w-0 truncate font-medium">{study.study_description || t('noDescription')}</p>
          <StatusMenu study={study} />
        </div>
        <div className="flex gap-2">
          <Link
            to={`/studies/${study.uuid}/view`}
            state={place}
            className={cx(buttonClasses('primary'), 'grow')}
          >
            {t('pane.open')}
            <KeyCap onAccent>{t('key.enter')}</KeyCap>
          </Link>
          {share && may(study, 'study_share') && (
            <Button icon={<Share2 className="!size-3.5" />} onClick={() => share([study])}>
              {t('bulk.share')}
            </Button>
          )}
        </div>
      </header>
      <SeriesSection key={`${study.uuid} series`} study={study} place={place} />
      <WrittenReports study={study} />
      <ReportSection study={study} />
      <PriorsSection study={study} />
      {Extra && <Extra key={`${study.uuid} extra`} study={study} />}
      <CommentsSection key={`${study.uuid} comments`} study={study} />
      <CustomfieldsSection key={study.uuid} study={study} />
      <FactsSection study={study} />
    </article>
  )
}

/** The study that the list stands on, without leaving the list: at once from its row, then as it is now. */
export function PreviewPane({
  uuid,
  row,
  place,
  onClose,
}: {
  uuid: string
  row: StudyRecord | undefined
  place: StudyPlace | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('studies')
  const { data, error, refetch } = useQuery({
    ...commandQuery(studyGet, { uuid }),
    ...(row ? { initialData: row, initialDataUpdatedAt: 0 } : {}),
  })
  if (data) return <StudyPreview study={data} place={place} onClose={onClose} />
  if (!error) return <div className="grow" aria-busy="true" />
  const gone = errorTypeOf(error) !== undefined
  return (
    <ErrorState
      title={gone ? t('pane.gone') : t('pane.failed')}
      text={gone ? t('pane.goneText') : t('failed.text')}
      actions={
        gone ? (
          <Button onClick={onClose}>{t('pane.close')}</Button>
        ) : (
          <Button onClick={() => void refetch()}>{t('again')}</Button>
        )
      }
    />
  )
}
