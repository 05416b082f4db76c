import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { userPasswordLost } from '#contract/user.ts'
import { call } from '#web/api/call.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { refusalText } from './refusal-text.ts'
import { SignInFrame } from './SignInFrame.tsx'

export function Component() {
  const { t } = useTranslation('app')
  const [sentTo, setSentTo] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const { register, handleSubmit, formState } = useForm({ defaultValues: { email: '' } })

  const submit = handleSubmit(async ({ email }) => {
    setRefused(undefined)
    try {
      await call(userPasswordLost, { email }, { waitForSession: false })
      setSentTo(email)
    } catch (error) {
      setRefused(refusalText(t, userPasswordLost, error))
    }
  })

  const back = (
    <Link to="/signin" className={buttonClasses('plain', 'large')}>
      {t('lost.back')}
    </Link>
  )
  if (sentTo !== undefined) {
    return (
      <SignInFrame title={t('lost.sent')} text={t('lost.sentText', { email: sentTo })}>
        {back}
      </SignInFrame>
    )
  }
  return (
    <SignInFrame title={t('lost.title')} text={t('lost.text')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('lost.email')}
          type="email"
          autoComplete="email"
          autoFocus
          error={formState.errors.email?.message}
          {...register('email', { required: t('form.required') })}
        />
        <Button
          type="submit"
          look="primary"
          size="large"
          busy={formState.isSubmitting ? t('lost.busy') : undefined}
        >
          {t('lost.submit')}
        </Button>
      </form>
      {back}
    </SignInFrame>
  )
}
