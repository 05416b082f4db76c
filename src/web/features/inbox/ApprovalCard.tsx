import { useQuery } from '@tanstack/react-query'
import { Check, Eye, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type OrderRecord, orderList } from '#contract/order.ts'
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

/** Whom or what an arriving study is compared with, field by field. */
interface Known {
  name: string
  mrn: string
  birth: string
  sex: string
}

const FIELDS = ['name', 'mrn', 'birth', 'sex'] as const
const digits = (date: string | null | undefined) => (date ?? '').replaceAll(/\D/g, '').slice(0, 8)

const ofStudy = (study: StudyRecord): Known => ({
  name: study.patient_name ?? '',
  mrn: study.patientid ?? '',
  birth: digits(study.patient_birth_date),
  sex: study.patient_sex ?? '',
})
const ofPatient = (patient: PatientRecord): Known => ({
  name: patient.name,
  mrn: patient.mrn,
  birth: digits(patient.birth_date),
  sex: patient.sex ?? '',
})
const ofOrder = (order: OrderRecord): Known => ({
  name: order.patient_name ?? '',
  mrn: order.patientid ?? '',
  birth: digits(order.patient_birth_date),
  sex: order.patient_sex ?? '',
})

const isSame = (field: (typeof FIELDS)[number], one: Known, other: Known): boolean =>
  field === 'name' ? sameWords(one.name, other.name) : letters(one[field]) === letters(other[field])

const textOf = (field: (typeof FIELDS)[number], of: Known, formats: ReturnType<typeof useFormats>) =>
  field === 'name' ? formats.personName(of.name) : field === 'birth' ? formats.dicomDate(of.birth) : of[field]

/** A value of what is known, with whether it is the one that arrives. */
function KnownCell({ text, same }: { text: string; same: boolean }) {
  const { t } = useTranslation('inbox')
  return (
    <td className="px-2 py-1.5">
      <span className="flex items-center gap-1.5">
        <StatusShape shape={same ? 'tick' : 'warning'} />
        <span className="min-w-0 wrap-anywhere">{text || t('none')}</span>
        {!same && <span className="sr-only">{t('different')}</span>}
      </span>
    </td>
  )
}

/** What is known of whom a study would be filed under: the patient with its number, the order with its accession. */
function useKnown(study: StudyRecord, { patients_of, orders_of }: ComparedIn) {
  const patient = useQuery({
    ...commandQuery(patientList, {
      account_id: patients_of ?? '',
      'filter.mrn.equals': study.patientid ?? '',
      'page.rows': 1,
    }),
    enabled: patients_of !== undefined && Boolean(study.patientid),
  })
  const order = useQuery({
    ...commandQuery(orderList, {
      account_id: orders_of ?? '',
      'filter.accession_number.equals': study.accession_number ?? '',
      'page.rows': 1,
    }),
    enabled: orders_of !== undefined && Boolean(study.accession_number),
  })
  return {
    patient: patient.data?.patients[0],
    nobody: patient.data?.patients.length === 0,
    order: order.data?.orders[0],
  }
}

/** What the account says in its own fields of a patient or an order. */
const ownFields = (of: PatientRecord | OrderRecord | undefined) =>
  (of?.customfields ?? []).flatMap(({ uuid, name, value }) => {
    const text = typeof value === 'boolean' ? (value ? '✓' : '') : (value ?? '')
    return text === '' ? [] : [{ uuid, name, text, of }]
  })

/** The accounts whose patients and orders the reader may see, for a study of them. */
export interface ComparedIn {
  patients_of: string | undefined
  orders_of: string | undefined
}

/** One study that waits: who it is about, compared with whom it would be filed under, and the decision. */
export function ApprovalCard({
  study,
  compared,
  looking,
  active,
  onApprove,
  onReject,
}: {
  study: StudyRecord
  /** Where the patient and the order are looked for. */
  compared: ComparedIn
  /** It is not known yet which account that is. */
  looking: boolean
  active: boolean
  onApprove: () => void
  onReject: () => void
}) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const { patient, nobody, order } = useKnown(study, compared)
  const incoming = ofStudy(study)
  const others = [...(patient ? [ofPatient(patient)] : []), ...(order ? [ofOrder(order)] : [])]
  const differs = others.some((known) => FIELDS.some((field) => !isSame(field, incoming, known)))
  const what = study.study_description || t('unnamed')
  return (
    <article
      aria-label={`${formats.personName(study.patient_name)}, ${what}`}
      aria-current={active || undefined}
      className={cx('rounded-2 border bg-surface', active ? 'border-accent-line' : 'border-line')}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b px-4 py-2">
        <h3 className="font-strong text-13">{what}</h3>
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
            {order && (
              <th scope="col" className="px-2 py-1.5 text-start font-medium">
                {t('order', { number: order.accession_number })}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {FIELDS.map((field) => (
            <tr key={field} className="border-line border-t">
              <th scope="row" className="px-4 py-1.5 text-start font-medium text-quiet">
                {t(`field.${field}`)}
              </th>
              <td className="px-2 py-1.5 wrap-anywhere">{textOf(field, incoming, formats) || t('none')}</td>
              {patient ? (
                <KnownCell
                  text={textOf(field, ofPatient(patient), formats)}
                  same={isSame(field, incoming, ofPatient(patient))}
                />
              ) : (
                <td className="px-2 py-1.5 text-quiet wrap-anywhere">
                  {field === 'name' && nobody ? t('nobody') : ''}
                </td>
              )}
              {order && (
                <KnownCell
                  text={textOf(field, ofOrder(order), formats)}
                  same={isSame(field, incoming, ofOrder(order))}
                />
              )}
            </tr>
          ))}
          {[...ownFields(patient), ...ownFields(order)].map(({ uuid, name, text, of }) => (
            <tr key={uuid} className="border-line border-t">
              <th scope="row" className="truncate px-4 py-1.5 text-start font-medium text-quiet">
                {name}
              </th>
              <td />
              <td className="truncate px-2 py-1.5">{of === patient && text}</td>
              {order && <td className="truncate px-2 py-1.5">{of === order && text}</td>}
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
        {compared.patients_of === undefined && !looking && (
          <p className="text-12 text-quiet">{t('notCompared')}</p>
        )}
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
