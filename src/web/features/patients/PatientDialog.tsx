import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { type PatientRecord, patientAdd, patientDelete, patientList, patientSet } from '#contract/patient.ts'
import type { AccountPlace } from '#web/api/accounts.ts'
import { call } from '#web/api/call.ts'
import { searchCustomfield, useCustomfieldsOf } from '#web/api/customfield.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { keyOf, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Customfields } from '#web/ui/customfield/Customfields.tsx'
import { useCustomfieldDraft } from '#web/ui/customfield/useCustomfieldDraft.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { SaveFooter } from '#web/ui/SaveFooter.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Merge } from './Merge.tsx'
import { PatientStudies } from './PatientStudies.tsx'
import { birthDigits, birthField } from './patient.ts'

const SEXES = ['', 'F', 'M', 'O'] as const
const EVENTS = ['event_share', 'event_new_report'] as const
const REACHED = [
  { name: 'email', label: 'email', type: 'email' },
  { name: 'mobile_phone', label: 'mobile', type: 'tel' },
  { name: 'alt_email', label: 'altEmail', type: 'email' },
  { name: 'alt_mobile_phone', label: 'altMobile', type: 'tel' },
] as const

const bit = (on: boolean): 0 | 1 => (on ? 1 : 0)

/** One patient: who they are, how they are reached, what the account asks beside, and their studies; or a new one. */
export function PatientDialog({
  account,
  patient,
  onClose,
}: {
  account: AccountPlace
  patient: PatientRecord | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('patients')
  const toast = useToast()
  const deleteLater = useDeleteLater()
  const edits = account.may('patient_edit')
  const [refused, setRefused] = useState<string>()
  const [sex, setSex] = useState(SEXES.find((known) => known === patient?.sex) ?? '')
  const [told, setTold] = useState({
    event_share: patient?.event_share === 1,
    event_new_report: patient?.event_new_report !== 0,
  })
  const { register, handleSubmit, formState } = useForm({
    defaultValues: {
      first: patient?.first ?? '',
      last: patient?.last ?? '',
      mrn: patient?.mrn ?? '',
      birth_date: birthField(patient?.birth_date),
      email: patient?.email ?? '',
      mobile_phone: patient?.mobile_phone ?? '',
      alt_email: patient?.alt_email ?? '',
      alt_mobile_phone: patient?.alt_mobile_phone ?? '',
    },
  })
  const customfields = useCustomfieldDraft(
    useCustomfieldsOf(account.uuid, 'Patient', patient && (patient.customfields ?? [])),
  )
  const words = (error: unknown) => t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed'))
  const submit = handleSubmit(async ({ birth_date, first, last, ...fields }) => {
    if (!customfields.check()) return
    setRefused(undefined)
    const said = {
      ...fields,
      // Some people have one name.
      ...(first ? { first, last } : { name: last }),
      birth_date: birthDigits(birth_date),
      sex,
      event_share: bit(told.event_share),
      event_new_report: bit(told.event_new_report),
      ...customfields.parameters(!patient),
    }
    try {
      if (patient) await call(patientSet, { uuid: patient.uuid, ...said })
      else await call(patientAdd, { account_id: account.uuid, ...said })
      toast({ text: t('saved') })
      onClose()
    } catch (error) {
      setRefused(words(error))
    }
    await queryClient.invalidateQueries({ queryKey: keyOf(patientList) })
  })
  const remove = ({ uuid, name }: PatientRecord) => {
    deleteLater({
      uuids: [uuid],
      remove: (one, options) => call(patientDelete, { uuid: one }, options),
      reads: [patientList],
      text: t('deleted', { name }),
      failed: (failures) => words(failures[0]?.error),
    })
    onClose()
  }
  const needed = { required: t('required') }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width={patient ? 'wide' : 'normal'}
      title={patient?.name ?? t('add')}
      {...(patient ? { description: patient.mrn } : {})}
      flush
      footer={
        edits && (
          <SaveFooter
            form="patient-form"
            save={t('save')}
            saving={formState.isSubmitting ? t('saving') : undefined}
            remove={patient && { text: t('delete'), onClick: () => remove(patient) }}
          />
        )
      }
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <div className={patient ? 'grid md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]' : ''}>
        <form
          id="patient-form"
          onSubmit={(event) => void submit(event)}
          noValidate
          className="grid grid-cols-2 content-start gap-3 px-6 py-4 max-md:grid-cols-1"
        >
          <TextField label={t('first')} readOnly={!edits} {...register('first')} />
          <TextField
            label={t('last')}
            readOnly={!edits}
            error={formState.errors.last?.message}
            {...register('last', needed)}
          />
          <TextField
            label={t('mrn')}
            readOnly={!edits}
            error={formState.errors.mrn?.message}
            {...register('mrn', needed)}
          />
          <TextField label={t('birth')} type="date" readOnly={!edits} {...register('birth_date')} />
          <Select
            label={t('sex')}
            value={sex}
            disabled={!edits}
            onChange={setSex}
            options={SEXES.map((value) => ({ value, label: t(`sexes.${value}`) }))}
          />
          <span className="max-md:hidden" />
          {REACHED.map(({ name, label, type }) => (
            <TextField key={name} label={t(label)} type={type} readOnly={!edits} {...register(name)} />
          ))}
          <fieldset className="col-span-full" disabled={!edits}>
            <legend className="font-medium text-12 text-quiet">{t('portal')}</legend>
            {EVENTS.map((event) => (
              <Checkbox
                key={event}
                checked={told[event]}
                onChange={(on) => setTold({ ...told, [event]: on })}
              >
                {t(event)}
              </Checkbox>
            ))}
          </fieldset>
          {customfields.fields.length > 0 && (
            <h3 className="col-span-full border-line border-t pt-3 font-strong text-12">{t('fields')}</h3>
          )}
          <Customfields
            fields={customfields.fields}
            values={customfields.values}
            faults={customfields.faults}
            disabled={!edits}
            onChange={customfields.change}
            search={searchCustomfield}
          />
        </form>
        {patient && (
          <div className="flex flex-col gap-4 border-line bg-surface px-6 py-4 max-md:border-t md:border-s">
            <PatientStudies uuid={patient.uuid} />
            {account.may('patient_merge') && (
              <Merge account_id={account.uuid} patient={patient} onMerged={onClose} />
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}
