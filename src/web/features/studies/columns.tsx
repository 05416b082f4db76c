import type { TFunction } from 'i18next'
import { Star as StarIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CustomfieldRecord } from '#contract/customfield.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { cx } from '#web/ui/classes.ts'
import { labelOf } from '#web/ui/customfield/customfield.ts'
import type { Formats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { Star } from './Star.tsx'
import { studyState } from './status-shape.ts'
import { ageAtStudy, modalities } from './study.ts'

type Column = TableColumn<StudyRecord>

const cut = (text: string, className?: string): ReactNode => (
  <span dir="auto" className={cx('truncate', className)}>
    {text}
  </span>
)
const quiet = (text: string): ReactNode => cut(text, 'text-quiet')

export const stateText = (t: TFunction<'studies'>, study: StudyRecord): string => {
  const { word, receiving } = studyState(study)
  return receiving ? t('status.receiving') : (word ?? t('status.none'))
}

/** Where the images of a study are, if not here; nothing otherwise. */
export const archiveText = (t: TFunction<'studies'>, study: StudyRecord): string | undefined =>
  study.thin === 1 ? t(study.is_being_retrieved === 1 ? 'archive.coming' : 'archive.away') : undefined

/** Whether somebody is writing a report of it, or it is signed. */
const reportState = ({ radreports }: StudyRecord) =>
  radreports.some(({ state }) => state === 'DRAFT') ? 'DRAFT' : radreports[0]?.state

/** The letter for a sex in the reader's language; a code of no known meaning as it is. */
export const sexText = (t: TFunction<'studies'>, sex: string | null): string =>
  sex === 'M' || sex === 'F' || sex === 'O' ? t(`sex.${sex}`) : (sex ?? '')

/** Sex and age, as short as a cell. */
export const sexAndAge = (t: TFunction<'studies'>, study: StudyRecord): string =>
  [sexText(t, study.patient_sex), ageAtStudy(study) ?? ''].filter((part) => part !== '').join(' ')

const customText = (study: StudyRecord, uuid: string, t: TFunction<'studies'>): string => {
  const value = study.customfields?.find((field) => field.uuid === uuid)?.value
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  return value ?? ''
}

/** The columns of the worklist. An id is the v3 field that the column is sorted and filtered by. */
export function studyColumns(
  t: TFunction<'studies'>,
  formats: Formats,
  customfields: readonly CustomfieldRecord[],
): Column[] {
  const label = (id: string) => t(`field.${id}`)
  const plain = (
    id: 'patientid' | 'accession_number' | 'study_uid' | 'source',
    size: number,
    more: Partial<Column> = {},
  ): Column => ({
    id,
    label: label(id),
    size,
    sortable: true,
    cell: (study) => quiet(study[id] ?? ''),
    text: (study) => study[id] ?? '',
    ...more,
  })
  const moment = (id: 'created' | 'updated', hidden: boolean): Column => ({
    id,
    label: label(id),
    size: 102,
    sortable: true,
    hidden,
    cell: (study) => quiet(formats.timestamp(study[id])),
    text: (study) => study[id],
  })
  return [
    { id: 'select', label: t('select'), size: 32, fixed: true, cell: () => null },
    {
      id: 'star',
      label: t('star'),
      icon: <StarIcon className="!size-3" />,
      size: 24,
      fixed: true,
      sortable: true,
      cell: (study) => <Star study={study} label={t('star')} inRow />,
    },
    {
      id: 'study_status',
      label: label('study_status'),
      size: 92,
      sortable: true,
      cell: (study) => {
        const { shape, done } = studyState(study)
        return (
          <>
            <StatusShape shape={shape} />
            {cut(stateText(t, study), done ? 'text-quiet' : undefined)}
          </>
        )
      },
      text: (study) => stateText(t, study),
    },
    {
      id: 'radreports',
      label: label('radreports'),
      size: 78,
      cell: (study) => {
        const state = reportState(study)
        if (!state) return null
        return (
          <>
            <StatusShape shape={state === 'DRAFT' ? 'half' : 'done'} />
            {cut(t(`reportState.${state}`), state === 'SIGNED' ? 'text-quiet' : undefined)}
          </>
        )
      },
      text: (study) => {
        const state = reportState(study)
        return state ? t(`reportState.${state}`) : ''
      },
    },
    {
      id: 'patient_name',
      label: label('patient_name'),
      size: 122,
      grows: true,
      sortable: true,
      cell: (study) => (
        <>
          {study.stat_filter === 1 && <StatusShape shape="diamond" />}
          {cut(
            formats.personName(study.patient_name) || t('noName'),
            studyState(study).done ? undefined : 'font-medium',
          )}
        </>
      ),
      text: (study) => formats.personName(study.patient_name),
    },
    {
      id: 'patient_sex',
      label: label('patient_sex'),
      size: 42,
      sortable: true,
      cell: (study) => quiet(sexAndAge(t, study)),
      text: (study) => study.patient_sex ?? '',
    },
    plain('patientid', 84),
    {
      id: 'study_description',
      label: label('study_description'),
      size: 146,
      grows: true,
      sortable: true,
      cell: (study) => (
        <>
          {study.thin === 1 && <Badge>{archiveText(t, study)}</Badge>}
          {cut(study.study_description ?? '')}
        </>
      ),
      text: (study) => study.study_description ?? '',
    },
    {
      id: 'modality',
      label: label('modality'),
      size: 42,
      sortable: true,
      cell: (study) => cut(modalities(study.modality).join(' '), 'font-mono font-medium text-11'),
      text: (study) => study.modality ?? '',
    },
    {
      id: 'study_date',
      label: label('study_date'),
      size: 102,
      sortable: true,
      cell: (study) => quiet(formats.dicomDateTime(study.study_date, study.study_time)),
      text: (study) => study.study_date ?? '',
    },
    plain('accession_number', 84),
    {
      id: 'image_count',
      label: label('image_count'),
      size: 58,
      align: 'end',
      sortable: true,
      cell: (study) => quiet(formats.number(study.image_count)),
      text: (study) => String(study.image_count),
    },
    moment('created', false),
    {
      id: 'tags',
      label: label('tags'),
      size: 74,
      sortable: true,
      cell: (study) => study.tags?.map((tag) => <Badge key={tag}>{tag}</Badge>),
      text: (study) => study.tags?.join('; ') ?? '',
    },
    {
      id: 'phi_namespace_name',
      label: label('phi_namespace_name'),
      size: 72,
      sortable: true,
      cell: (study) => cut(study.phi_namespace_name),
      text: (study) => study.phi_namespace_name,
    },
    {
      id: 'referring_physician',
      label: label('referring_physician'),
      size: 76,
      sortable: true,
      cell: (study) => cut(formats.personName(study.referring_physician)),
      text: (study) => formats.personName(study.referring_physician),
    },
    {
      id: 'patient_birth_date',
      label: label('patient_birth_date'),
      size: 92,
      sortable: true,
      hidden: true,
      cell: (study) => quiet(formats.dicomDate(study.patient_birth_date)),
      text: (study) => study.patient_birth_date ?? '',
    },
    {
      id: 'size',
      label: label('size'),
      size: 70,
      align: 'end',
      sortable: true,
      hidden: true,
      cell: (study) => quiet(formats.bytes(study.size)),
      text: (study) => String(study.size),
    },
    {
      id: 'attachment_count',
      label: label('attachment_count'),
      size: 76,
      align: 'end',
      sortable: true,
      hidden: true,
      cell: (study) => quiet(formats.number(study.attachment_count)),
      text: (study) => String(study.attachment_count),
    },
    moment('updated', true),
    plain('source', 72, { hidden: true }),
    plain('study_uid', 200, {
      hidden: true,
      cell: (study) => cut(study.study_uid, 'font-mono text-11 text-quiet'),
    }),
    ...customfields.map(
      (field): Column => ({
        id: `customfield-${field.uuid}`,
        label: labelOf(field),
        size: 96,
        sortable: true,
        hidden: true,
        cell: (study) => quiet(customText(study, field.uuid, t)),
        text: (study) => customText(study, field.uuid, t),
      }),
    ),
  ]
}
