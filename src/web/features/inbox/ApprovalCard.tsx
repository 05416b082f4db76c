import { useQuery } from '@tanstack/react-query'
import { Check, Eye, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type PatientRecord, patientList } from '#contract/patient.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { commandQuery } from '#web/api/query.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'

const letters = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
const wordsOf = (name: string) =>
  name
    .split(/[\^,\s]+/)
    .map(letters)
    .filter((part) => part !== '')
    .toSorted()
    .join(' ')
const sameWords = (one: string, other: string) => wordsOf(one) === wordsOf(other)

interface Compared {
  field: 'name' | 'mrn' | 'birth' | 'sex'
  incoming: string
  known: string | undefined
  same: boolean
}

/** What arrives beside what is known of the patient with this number. */
function compare(
  study: StudyRecord,
  patient: PatientRecord | undefined,
  formats: ReturnType<typeof useFormats>,
): Compared[] {
  const digits = (date: string | null | undefined) => (date ?? '').replaceAll(/\D/g, '').slice(0, 8)
  const rows: Compared[] = [
    {
      field: 'name',
      incoming: formats.personName(study.patient_name),
      known: patient?.name,
      same: sameWords(study.patient_name ?? '', patient?.name ?? ''),
    },
    {
      field: 'mrn',
      incoming: study.patientid ?? '',
      known: patient?.mrn,
      same: letters(study.patientid ?? '') === letters(patient?.mrn ?? ''),
    },
    {
      field: 'birth',
      incoming: formats.dicomDate(study.patient_birth_date),
      known: patient && formats.dicomDate(digits(patient.birth_date)),
      same: digits(study.patient_birth_date) === digits(patient?.birth_date),
    },
    {
      field: 'sex',
      incoming: study.patient_sex ?? '',
      known: patient && (patient.sex ?? ''),
      same: letters(study.patient_sex ?? '') === letters(patient?.sex ?? ''),
    },
  ]
  return rows
}

/** One study that waits: who it is about, compared with whom it would be filed under, and the decision. */
export function ApprovalCard({
  study,
  account_id,
  looking,
  active,
  onApprove,
  onReject,
}: {
  study: StudyRecord
  /** The account to look for the patient in; undefined where the reader may not see its patients. */
  account_id: string | undefined
  /** It is not known yet which account that is. */
  looking: boolean
  active: boolean
  onApprove: () => void
  onReject: () => void
}) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const found = useQuery({
    ...commandQuery(patientList, {
      account_id: account_id ?? '',
      'filter.mrn.equals': study.patientid ?? '',
      'page.rows': 1,
    }),
    enabled: account_id !== undefined && Boolean(study.patientid),
  })
  const patient = found.data?.patients[0]
  const rows = compare(study, patient, formats)
  const differs = patient !== undefined && rows.some(({ same }) => !same)
  const what = study.study_description || t('unnamed')
  return (
    <article
      aria-label={`${formats.personName(study.patient_name)}, ${what}`}
      className={cx('rounded-2 border bg-surface', active ? 'border-accent-line' : 'border-line')}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b px-4 py-2">
        <h2 className="font-strong text-13">{what}</h2>
        <p className="grow text-12 text-quiet tabular-nums">
          {[
            study.modality?.replaceAll('\\', ' '),
            formats.dicomDate(study.study_date),
            t('images', { count: study.image_count }),
            t('to', { place: study.phi_namespace_name }),
            formats.timestamp(study.created),
          ]
            .filter((part) => part)
            .join(' · ')}
        </p>
      </header>
      {study.share_message && (
        <p className="border-line border-b px-4 py-2 text-quiet">{study.share_message}</p>
      )}
      <table className="w-full table-fixed text-12">
        <thead className="text-11 text-quiet">
          <tr>
            <th scope="col" className="w-32 px-4 py-1.5 text-start font-medium max-md:w-24">
              <span className="sr-only">{t('field.label')}</span>
            </th>
            <th scope="col" className="px-2 py-1.5 text-start font-medium">
              {t('incoming')}
            </th>
            <th scope="col" className="px-2 py-1.5 text-start font-medium">
              {t('known')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, incoming, known, same }) => (
            <tr key={field} className="border-line border-t">
              <th scope="row" className="px-4 py-1.5 text-start font-medium text-quiet">
                {t(`field.${field}`)}
              </th>
              <td className="truncate px-2 py-1.5">{incoming || t('none')}</td>
              <td className="truncate px-2 py-1.5">
                {known === undefined ? (
                  <span className="text-quiet">{field === 'name' && found.data ? t('nobody') : ''}</span>
                ) : (
                  <span className="flex items-center gap-1.5">
                    <StatusShape shape={same ? 'tick' : 'warning'} />
                    <span className="min-w-0 truncate">{known || t('none')}</span>
                    {!same && <span className="sr-only">{t('different')}</span>}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer className="flex flex-wrap items-center gap-2 border-line border-t px-4 py-2">
        {differs && (
          <p className="flex items-center gap-2 text-12 text-warn">
            <StatusShape shape="warning" />
            {t('differs')}
          </p>
        )}
        {account_id === undefined && !looking && <p className="text-12 text-quiet">{t('notCompared')}</p>}
        <span className="grow" />
        <Link to={`/studies/${study.uuid}/view`} className={buttonClasses('plain')}>
          <Eye className="!size-3.5" />
          {t('look')}
        </Link>
        <Button icon={<X className="!size-3.5" />} onClick={onReject}>
          {t('reject')}
        </Button>
        <Button look="primary" icon={<Check className="!size-3.5" />} onClick={onApprove}>
          {t('approve')}
        </Button>
      </footer>
    </article>
  )
}
