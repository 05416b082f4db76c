import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { linkAdd, linkList } from '#contract/link.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { PasswordField, TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'

const DAY_MINUTES = 1440
const DAYS = ['1', '7', '30', '90'] as const

/** A link to one study for a doctor: it ends by itself, and the patient can stop it. */
export function ShareWithDoctor({ study, onClose }: { study: StudyRecord; onClose: () => void }) {
  const { t } = useTranslation('portal')
  const add = useCommand(linkAdd, { invalidates: [linkList] })
  const [days, setDays] = useState<(typeof DAYS)[number]>('7')
  const { register, handleSubmit, formState } = useForm({
    defaultValues: { name: '', email: '', password: '' },
  })
  const submit = handleSubmit(({ name, email, password }) =>
    add
      .mutateAsync({
        study_id: study.uuid,
        action: 'STUDY_VIEW',
        minutes_alive: Number(days) * DAY_MINUTES,
        description: name.trim() || t('share.unnamed'),
        ...(email.trim() ? { email: email.trim() } : {}),
        ...(password ? { password } : {}),
      })
      .catch(() => undefined),
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t('share.title')}
      description={study.study_description ?? ''}
      footer={
        add.data ? (
          <Button look="primary" size="large" onClick={onClose}>
            {t('share.done')}
          </Button>
        ) : (
          <>
            <Button size="large" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              look="primary"
              size="large"
              onClick={(event) => void submit(event)}
              busy={add.isPending ? t('share.busy') : undefined}
            >
              {t('share.submit')}
            </Button>
          </>
        )
      }
    >
      {add.data ? (
        <div className="flex flex-col gap-3">
          <p>{t('share.made')}</p>
          <LinkBox url={add.data.url} label={t('share.link')} />
        </div>
      ) : (
        <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
          {add.error && <ErrorBar>{t('share.failed')}</ErrorBar>}
          <TextField label={t('share.name')} autoFocus {...register('name')} />
          <TextField
            label={t('share.email')}
            hint={t('share.emailHint')}
            type="email"
            error={formState.errors.email?.message}
            {...register('email', {
              pattern: { value: /^\s*[^\s@]+@[^\s@]+\s*$/, message: t('share.notEmail') },
            })}
          />
          <Select
            label={t('share.ends')}
            value={days}
            onChange={setDays}
            options={DAYS.map((value) => ({ value, label: t('share.days', { count: Number(value) }) }))}
          />
          <PasswordField
            label={t('share.password')}
            hint={t('share.passwordHint')}
            autoComplete="new-password"
            {...register('password')}
          />
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        </form>
      )}
    </Dialog>
  )
}
