import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountListRequestable } from '#contract/account.ts'
import { activityList } from '#contract/activity.ts'
import type { ReturnsOf } from '#contract/command.ts'
import { studyRequestAdd } from '#contract/study/request.ts'
import type { userNamespaceList } from '#contract/user.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses, TextField } from '#web/ui/Field.tsx'
import { EmptyState, ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'

type Namespace = ReturnsOf<typeof userNamespaceList>['namespaces'][number]

const NEEDED = ['patient_last_name', 'patient_first_name', 'patient_birth_date', 'comments'] as const
const FIELDS = [
  ['patient_last_name', 'text'],
  ['patient_first_name', 'text'],
  ['patient_birth_date', 'date'],
  ['patientid', 'text'],
  ['modality', 'text'],
  ['study_description', 'text'],
  ['study_date_start', 'date'],
  ['study_date_end', 'date'],
] as const

type Values = Partial<Record<(typeof FIELDS)[number][0] | 'comments', string>>

/** Asks another organisation for a patient's studies, to be received by one of the reader's places. */
export function RequestDialog({ places, onClose }: { places: readonly Namespace[]; onClose: () => void }) {
  const { t } = useTranslation('inbox')
  const cache = useQueryClient()
  const toast = useToast()
  const [namespace_id, setPlace] = useState(places[0]?.uuid ?? '')
  const [account, setAccount] = useState('')
  const [values, setValues] = useState<Values>({})
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const { data } = useQuery(commandQuery(accountListRequestable, { namespace_id }))
  const accounts = data?.accounts ?? []
  const account_id = accounts.find(({ uuid }) => uuid === account)?.uuid ?? accounts[0]?.uuid ?? ''
  const value = (name: keyof Values) => (values[name] ?? '').trim()
  const ready = account_id !== '' && NEEDED.every((name) => value(name) !== '')
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setRefused(undefined)
    const optional = Object.fromEntries(
      FIELDS.map(([name]) => [name, value(name)]).filter(([, text]) => text !== ''),
    )
    try {
      await call(studyRequestAdd, {
        ...optional,
        namespace_id,
        account_id,
        comments: value('comments'),
        patient_first_name: value('patient_first_name'),
        patient_last_name: value('patient_last_name'),
        patient_birth_date: value('patient_birth_date'),
      })
      await cache.invalidateQueries({ queryKey: keyOf(activityList) })
      toast({ text: t('requests.sent') })
      onClose()
    } catch (error) {
      setRefused(t(`requests.refused.${errorTypeOf(error) ?? 'failed'}`, t('failed')))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('requests.new')}
      description={t('requests.newText')}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            type="submit"
            form="request-form"
            disabled={!ready}
            busy={busy ? t('messages.sending') : undefined}
          >
            {t('requests.send')}
          </Button>
        </>
      }
    >
      {data && accounts.length === 0 && (
        <EmptyState title={t('requests.nobody')} text={t('requests.nobodyText')} />
      )}
      <form id="request-form" onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <Select
            label={t('requests.account')}
            value={account_id}
            onChange={setAccount}
            options={accounts.map(({ uuid, name }) => ({ value: uuid, label: name }))}
            disabled={accounts.length === 0}
          />
          <Select
            label={t('requests.place')}
            value={namespace_id}
            onChange={setPlace}
            options={places.map(({ uuid, name }) => ({ value: uuid, label: name }))}
          />
          {FIELDS.map(([name, type]) => (
            <TextField
              key={name}
              label={t(`requests.field.${name}`)}
              type={type}
              required={NEEDED.some((needed) => needed === name)}
              value={values[name] ?? ''}
              onChange={(event) => {
                const text = event.target.value
                setValues((before) => ({ ...before, [name]: text }))
              }}
              autoComplete="off"
            />
          ))}
        </div>
        <Field label={t('requests.comments')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              required
              value={values.comments ?? ''}
              onChange={(event) => {
                const text = event.target.value
                setValues((before) => ({ ...before, comments: text }))
              }}
              className={cx(inputClasses, '!h-auto resize-y py-1')}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
