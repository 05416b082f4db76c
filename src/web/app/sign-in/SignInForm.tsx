import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { sessionLogin } from '#contract/session.ts'
import { call, refusalOf } from '#web/api/call.ts'
import { Button } from '#web/ui/Button.tsx'
import { PasswordField, TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { PinForm } from './PinForm.tsx'
import { refusalText } from './refusal-text.ts'

interface Fields {
  login: string
  password: string
  new_password: string
}

/**
 * Signs in: name and password, a new password when the old one has to be changed, and a PIN when the user or the
 * account asks for one. `onDone` gets the user's uuid.
 */
export function SignInForm({
  login,
  vanity,
  onDone,
}: {
  login?: string
  /** The organisation whose logins count first. */
  vanity?: string
  onDone: (user: string) => Promise<void> | void
}) {
  const { t } = useTranslation('app')
  const [refused, setRefused] = useState<string>()
  const [mustChange, setMustChange] = useState(false)
  const [pin, setPin] = useState<{ sid: string; via: string; user: string }>()
  const { register, handleSubmit, formState } = useForm<Fields>({ defaultValues: { login: login ?? '' } })

  const submit = handleSubmit(async ({ new_password, ...credentials }) => {
    setRefused(undefined)
    try {
      const session = await call(
        sessionLogin,
        {
          ...credentials,
          ...(mustChange ? { new_password } : {}),
          ...(vanity === undefined ? {} : { vanity }),
        },
        { waitForSession: false },
      )
      if (session.pin_required === 1)
        setPin({ sid: session.sid, via: session.pin_via ?? '', user: session.uuid })
      else if (session.sign_required === 1) setRefused(t('refusal.signature'))
      else await onDone(session.uuid)
    } catch (error) {
      if (refusalOf(sessionLogin, error) === 'PASSWORD_RESET') setMustChange(true)
      setRefused(refusalText(t, sessionLogin, error))
    }
  })

  if (pin)
    return (
      <PinForm sid={pin.sid} via={pin.via} onDone={() => onDone(pin.user)} onBack={() => setPin(undefined)} />
    )

  const required = t('form.required')
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <TextField
        label={t('signIn.login')}
        autoComplete="username"
        autoFocus={login === undefined}
        readOnly={login !== undefined}
        error={formState.errors.login?.message}
        {...register('login', { required })}
      />
      <PasswordField
        label={t('signIn.password')}
        autoComplete="current-password"
        autoFocus={login !== undefined}
        error={formState.errors.password?.message}
        {...register('password', { required })}
      />
      {mustChange && (
        <PasswordField
          label={t('signIn.newPassword')}
          hint={t('password.rule')}
          autoComplete="new-password"
          error={formState.errors.new_password?.message}
          {...register('new_password', { required })}
        />
      )}
      <Button
        type="submit"
        look="primary"
        size="large"
        busy={formState.isSubmitting ? t('signIn.busy') : undefined}
        className="mt-1"
      >
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
