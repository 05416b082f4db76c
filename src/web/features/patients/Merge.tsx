import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PatientRecord, patientList, patientMerge, patientStudyList } from '#contract/patient.ts'
import { call } from '#web/api/call.ts'
import { like } from '#web/api/like.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { birthDigits, searchedField } from './patient.ts'

const SHOWN = 8

/** Puts another entry of the same person into this one. */
export function Merge({
  account_id,
  patient,
  onMerged,
}: {
  account_id: string
  patient: PatientRecord
  onMerged: () => void
}) {
  const { t } = useTranslation('patients')
  const formats = useFormats()
  const toast = useToast()
  const [search, setSearch] = useState('')
  const [, setTyped] = useTypedText(search, setSearch)
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<PatientRecord>()
  const [refused, setRefused] = useState<string>()
  const found = useQuery({
    ...commandQuery(patientList, {
      account_id,
      'page.rows': SHOWN + 1,
      ...like(searchedField(search), search),
    }),
    enabled: search !== '',
  }).data?.patients.filter(({ uuid }) => uuid !== patient.uuid)
  const merge = async ({ uuid, mrn }: PatientRecord) => {
    setRefused(undefined)
    try {
      await call(patientMerge, { uuid: patient.uuid, src: [uuid], do_delete: 1 })
      toast({ text: t('merged', { mrn, into: patient.mrn }) })
      onMerged()
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
    }
    await Promise.all(
      [patientList, patientStudyList].map((read) => queryClient.invalidateQueries({ queryKey: keyOf(read) })),
    )
  }
  return (
    <section aria-label={t('merge')} className="flex flex-col gap-2">
      <div>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('merge')}
        </Button>
      </div>
      {open && (
        <>
          <p className="text-12 text-quiet">{t('mergeText')}</p>
          {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
          <Combobox
            label={t('merge')}
            placeholder={t('mergeFind')}
            emptyText={search === '' ? '' : t('noneFound')}
            options={(found ?? []).map((one) => ({
              value: one.uuid,
              label: [one.name, one.mrn, formats.dicomDate(birthDigits(one.birth_date))]
                .filter(Boolean)
                .join(' · '),
            }))}
            selected={chosen ? [chosen.uuid] : []}
            onSearch={setTyped}
            onToggle={(uuid) => setChosen(found?.find((one) => one.uuid === uuid))}
          />
          {chosen && (
            <Button look="danger" onClick={() => void merge(chosen)}>
              {t('mergeNow', { mrn: chosen.mrn })}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
