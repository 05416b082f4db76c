import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchCustomfield } from '#web/api/customfield.ts'
import { useUploadTerms } from '#web/api/upload_place.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Customfields } from '#web/ui/customfield/Customfields.tsx'
import { useCustomfieldDraft } from '#web/ui/customfield/useCustomfieldDraft.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { Select } from '#web/ui/Select.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { withIngressRules } from './ingress_rules.ts'
import { planUpload, type UploadPlan } from './plan.ts'
import type { Scan } from './scan/message.ts'
import type { Destination } from './send/uploads.ts'
import type { UploadPlace } from './UploadArea.tsx'

const SHOWN_APART = 100

function PlannedStudies({
  plan,
  left,
  onLeave,
}: {
  plan: UploadPlan
  left: ReadonlySet<string>
  onLeave: (uid: string, leave: boolean) => void
}) {
  const { t } = useTranslation('upload')
  const formats = useFormats()
  return (
    <table className="w-full table-fixed text-12 tabular-nums">
      <thead className="text-11 text-quiet">
        <tr className="h-8 border-line border-b text-start">
          <th className="w-8">
            <span className="sr-only">{t('review.send')}</span>
          </th>
          <th className="px-1 text-start font-medium">{t('review.patient')}</th>
          <th className="px-1 text-start font-medium max-md:hidden">{t('review.study')}</th>
          <th className="w-14 px-1 text-start font-medium max-md:hidden">{t('review.modality')}</th>
          <th className="w-24 px-1 text-start font-medium max-md:hidden">{t('review.date')}</th>
          <th className="w-14 px-1 text-end font-medium max-md:hidden">{t('review.series')}</th>
          <th className="w-16 px-1 text-end font-medium max-md:w-12">{t('review.files')}</th>
          <th className="w-20 ps-1 text-end font-medium max-md:w-16">{t('review.size')}</th>
        </tr>
      </thead>
      <tbody>
        {plan.studies.map(({ StudyInstanceUID, header, modalities, series, files, size }) => {
          const patient = formats.personName(header.PatientName) || header.PatientID || t('review.noName')
          const study = header.StudyDescription || t('review.noDescription')
          return (
            <tr key={StudyInstanceUID} className="h-8 border-line border-b">
              <td>
                <Checkbox
                  checked={!left.has(StudyInstanceUID)}
                  onChange={(send) => onLeave(StudyInstanceUID, !send)}
                  label={t('review.sendStudy', { patient, study: header.StudyDescription })}
                />
              </td>
              <td className="truncate px-1">
                <span className="font-medium">{patient}</span>{' '}
                <span className="text-quiet">{header.PatientID}</span>
                <span className="block truncate md:hidden">{study}</span>
              </td>
              <td className="truncate px-1 max-md:hidden">{study}</td>
              <td className="truncate px-1 font-mono text-11 max-md:hidden">{modalities.join(' ')}</td>
              <td className="truncate px-1 text-quiet max-md:hidden">
                {formats.dicomDate(header.StudyDate)}
              </td>
              <td className="px-1 text-end text-quiet max-md:hidden">{formats.number(series)}</td>
              <td className="px-1 text-end text-quiet">{formats.number(files.length)}</td>
              <td className="ps-1 text-end text-quiet">{formats.bytes(size)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function SetApart({ plan }: { plan: UploadPlan }) {
  const { t } = useTranslation('upload')
  const { apart, repeated } = plan
  return (
    <>
      {repeated > 0 && <p className="mt-3 text-12 text-quiet">{t('review.repeated', { count: repeated })}</p>}
      {apart.length > 0 && (
        <details className="mt-3 text-12">
          <summary className="flex items-center gap-2 text-warn">
            <StatusShape shape="warning" />
            {t('review.apart', { count: apart.length })}
          </summary>
          <ul className="mt-1 max-h-40 overflow-y-auto">
            {apart.slice(0, SHOWN_APART).map(({ path, reason }) => (
              <li key={path} className="flex gap-2 py-0.5">
                <span className="min-w-0 grow truncate font-mono text-11">{path}</span>
                <span className="shrink-0 text-quiet">{t(`apart.${reason}`)}</span>
              </li>
            ))}
            {apart.length > SHOWN_APART && (
              <li className="text-quiet">{t('review.apartMore', { count: apart.length - SHOWN_APART })}</li>
            )}
          </ul>
        </details>
      )}
    </>
  )
}

/** Where it goes, without the rules where the sender was asked and keeps the data as it is. */
function destination({ askRules, rules, ...place }: UploadPlace, keeps: boolean): Destination {
  return { ...place, ...(rules && !(askRules && keeps) ? { rules } : {}) }
}

/** What was found in the picked files, before anything is sent. */
export function ReviewDialog({
  scan,
  namespaces,
  preferred,
  onClose,
  onUpload,
}: {
  scan: Scan
  namespaces: readonly UploadPlace[]
  preferred: string | undefined
  onClose: () => void
  onUpload: (plan: Pick<UploadPlan, 'studies' | 'apart'>, namespace: Destination) => void
}) {
  const { t } = useTranslation('upload')
  const formats = useFormats()
  // While files are still read their number alone is shown; grouping thousands again and again would cost.
  const plan = useMemo(() => (scan.done ? planUpload(scan.scanned) : undefined), [scan])
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [wanted, setWanted] = useState(preferred)
  const namespace = namespaces.find(({ uuid }) => uuid === wanted) ?? namespaces[0]
  const { email } = useUser()
  const terms = useUploadTerms(namespace?.uuid)
  const place = namespace && terms.answer && withIngressRules(namespace, terms.answer, email ?? '')
  const [keeps, setKeeps] = useState(false)
  const asked = useCustomfieldDraft(terms.customfields)
  const send = () => {
    if (!plan || !place || !asked.check()) return
    const to = { ...destination(place, keeps), customfields: asked.parameters(true) }
    onUpload({ studies, apart: plan.apart }, to)
  }
  const studies = plan?.studies.filter(({ StudyInstanceUID }) => !left.has(StudyInstanceUID)) ?? []
  const files = studies.reduce((sum, study) => sum + study.files.length, 0)
  const size = studies.reduce((sum, study) => sum + study.size, 0)
  const leave = (uid: string, away: boolean) => {
    const next = new Set(left)
    if (away) next.add(uid)
    else next.delete(uid)
    setLeft(next)
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title={t('review.title')}
      description={
        plan
          ? `${t('review.patients', { count: plan.patients })}, ${t('review.studies', { count: plan.studies.length })}`
          : t('review.reading', { read: formats.number(scan.read), found: formats.number(scan.found) })
      }
      footer={
        <>
          <span className="min-w-0 grow truncate text-12 text-quiet tabular-nums">
            {studies.length > 0 && `${t('review.fileCount', { count: files })}, ${formats.bytes(size)}`}
          </span>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="primary" size="large" disabled={files === 0 || !place} onClick={send}>
            {t('review.upload')}
          </Button>
        </>
      }
    >
      {!plan && <Progress value={scan.found === 0 ? 0 : scan.read / scan.found} label={t('review.title')} />}
      {(scan.failed || terms.failed) && <ErrorBar>{t('review.failed')}</ErrorBar>}
      {plan && plan.patients > 1 && (
        <p role="alert" className="mb-3 flex items-center gap-2 rounded-2 bg-warn-tint px-3 py-2 text-12">
          <StatusShape shape="warning" />
          {t('review.mixed', { count: plan.patients })}
        </p>
      )}
      {plan && plan.studies.length > 0 && (
        <>
          {namespaces.length > 1 && (
            <div className="mb-3 max-w-72">
              <Select
                label={t('review.namespace')}
                value={namespace?.uuid ?? ''}
                onChange={setWanted}
                options={namespaces.map(({ uuid, name }) => ({ value: uuid, label: name }))}
              />
            </div>
          )}
          {terms.customfields.length > 0 && (
            <fieldset className="mb-3 grid grid-cols-2 gap-3 max-md:grid-cols-1">
              <legend className="mb-1 font-strong text-12">{t('review.fields')}</legend>
              <Customfields
                fields={asked.fields}
                values={asked.values}
                faults={asked.faults}
                onChange={asked.change}
                search={searchCustomfield}
              />
            </fieldset>
          )}
          {place?.rules && !place.askRules && (
            <p className="mb-2 text-12 text-quiet">{t('review.replaced')}</p>
          )}
          {place?.askRules && (
            <Checkbox checked={!keeps} onChange={(replaces) => setKeeps(!replaces)}>
              {t('review.anonymize')}
            </Checkbox>
          )}
          <PlannedStudies plan={plan} left={left} onLeave={leave} />
        </>
      )}
      {plan && plan.studies.length === 0 && <p>{t('review.nothing')}</p>}
      {plan && <SetApart plan={plan} />}
    </Dialog>
  )
}
