import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { sessionPin } from '#contract/session.ts'
import { call } from '#web/api/call.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { refusalText } from './refusal-text.ts'

const SENT: Readonly<Record<string, string>> = { EMAIL: 'pin.email', SMS: 'pin.sms', TOKEN: 'pin.token' }

/** The second step of a session that owes a PIN. `sid` is empty where the session is a cookie. */
export function PinForm({
  sid,
  via,
  onDone,
  onBack,
}: {
  sid: string
  via: string
  onDone: () => Promise<void> | void
  onBack: () => void
}) {
  const { t } = useTranslation('app')
  const [refused, setRefused] = useState<string>()
  const { register, control, handleSubmit, formState } = useForm({
    defaultValues: { pin: '', remember: false },
  })

  const submit = handleSubmit(async ({ pin, remember }) => {
    setRefused(undefined)
    try {
      await call(
        sessionPin,
        { ...(sid === '' ? {} : { sid }), pin: pin.trim(), remember_device: remember ? 1 : 0 },
        { waitForSession: false },
      )
      await onDone()
    } catch (error) {
      setRefused(refusalText(t, sessionPin, error))
    }
  })

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <p className="text-quiet">{t(SENT[via] ?? 'pin.email')}</p>
      <TextField
        label={t('pin.label')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        error={formState.errors.pin?.message}
        {...register('pin', { required: t('form.required') })}
      />
      <Controller
        control={control}
        name="remember"
        render={({ field }) => (
          <Checkbox checked={field.value} onChange={field.onChange}>
            {t('pin.remember')}
          </Checkbox>
        )}
      />
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          size="large"
          className="grow"
          busy={formState.isSubmitting ? t('pin.busy') : undefined}
        >
          {t('pin.submit')}
        </Button>
        <Button size="large" look="plain" onClick={onBack}>
          {t('pin.back')}
        </Button>
      </div>
    </form>
  )
}
