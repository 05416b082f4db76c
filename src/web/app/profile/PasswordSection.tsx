import type { TFunction } from 'i18next'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { userSet } from '#contract/user.ts'
import { refusalOf } from '#web/api/call.ts'
import { useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { PasswordField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Section } from './Section.tsx'

function passwordRefusal(t: TFunction<'app'>, error: unknown): string {
  const token = refusalOf(userSet, error)
  if (token === 'BAD_PASSWORD') return t('refusal.BAD_PASSWORD')
  return token === 'INVALID_PASSWORD' ? t('password.wrongOld') : t('profile.notSaved')
}

export function PasswordSection() {
  const { t } = useTranslation('app')
  const toast = useToast()
  const save = useCommand(userSet)
  const { register, handleSubmit, formState, reset, watch } = useForm({
    defaultValues: { old_password: '', password: '', again: '' },
  })
  const wanted = watch('password')

  const submit = handleSubmit(async ({ old_password, password }) => {
    try {
      await save.mutateAsync({ old_password, password })
      reset()
      toast({ text: t('password.changed') })
    } catch {
      // Said above the form.
    }
  })

  const required = t('form.required')
  return (
    <Section title={t('password.title')}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {save.error && <ErrorBar>{passwordRefusal(t, save.error)}</ErrorBar>}
        <PasswordField
          label={t('password.old')}
          autoComplete="current-password"
          error={formState.errors.old_password?.message}
          {...register('old_password', { required })}
        />
        <PasswordField
          label={t('signIn.newPassword')}
          hint={t('password.rule')}
          autoComplete="new-password"
          error={formState.errors.password?.message}
          {...register('password', { required })}
        />
        <PasswordField
          label={t('password.again')}
          autoComplete="new-password"
          error={formState.errors.again?.message}
          {...register('again', { required, validate: (value) => value === wanted || t('password.differs') })}
        />
        <div>
          <Button type="submit" busy={save.isPending ? t('form.saving') : undefined}>
            {t('password.change')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
