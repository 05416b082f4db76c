import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { userPasswordReset } from '#contract/user.ts'
import { call } from '#web/api/call.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { PasswordField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { refusalText } from './refusal-text.ts'
import { SignInFrame } from './SignInFrame.tsx'

/** Where the mail of a lost password leads; the token stands in the address. */
export function Component() {
  const { t } = useTranslation('app')
  const token = useSearchParams()[0].get('token') ?? ''
  const [done, setDone] = useState(false)
  const [refused, setRefused] = useState<string>()
  const { register, handleSubmit, formState, watch } = useForm({ defaultValues: { password: '', again: '' } })
  const wanted = watch('password')

  const submit = handleSubmit(async ({ password }) => {
    setRefused(undefined)
    try {
      await call(userPasswordReset, { token, password }, { waitForSession: false })
      setDone(true)
    } catch (error) {
      setRefused(refusalText(t, userPasswordReset, error))
    }
  })

  if (done) {
    return (
      <SignInFrame title={t('reset.done')}>
        <Link to="/signin" className={buttonClasses('primary', 'large')}>
          {t('signIn.submit')}
        </Link>
      </SignInFrame>
    )
  }
  const required = t('form.required')
  return (
    <SignInFrame title={t('reset.title')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <PasswordField
          label={t('signIn.newPassword')}
          hint={t('password.rule')}
          autoComplete="new-password"
          autoFocus
          error={formState.errors.password?.message}
          {...register('password', { required })}
        />
        <PasswordField
          label={t('password.again')}
          autoComplete="new-password"
          error={formState.errors.again?.message}
          {...register('again', { required, validate: (value) => value === wanted || t('password.differs') })}
        />
        <Button
          type="submit"
          look="primary"
          size="large"
          busy={formState.isSubmitting ? t('reset.busy') : undefined}
        >
          {t('reset.submit')}
        </Button>
      </form>
    </SignInFrame>
  )
}
