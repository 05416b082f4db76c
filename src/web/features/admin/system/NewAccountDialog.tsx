import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { accountAdd } from '#contract/account.ts'
import { roleList } from '#contract/role.ts'
import { userInvite } from '#contract/user_account.ts'
import { call } from '#web/api/call.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'

/** A new account, and its first administrator, who is invited by mail. */
export function NewAccountDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const { t } = useTranslation('system')
  const toast = useToast()
  const [refused, setRefused] = useState<string>()
  /** Made already, where only the invitation was refused. */
  const [made, setMade] = useState<string>()
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: '', email: '' } })
  const submit = handleSubmit(async ({ name, email }) => {
    setRefused(undefined)
    try {
      const account_id = made ?? (await call(accountAdd, { name: name.trim() })).uuid
      setMade(account_id)
      const { roles } = await call(roleList, { account_id, 'filter.type.equals': 'admin' })
      const role_id = roles[0]?.uuid
      await call(userInvite, {
        account_id,
        email: email.trim(),
        link: '/invite/',
        global: 1,
        ...(role_id ? { role_id } : {}),
      })
      toast({ text: t('accounts.made', { name: name.trim(), email: email.trim() }) })
      onMade()
    } catch (error) {
      setRefused(t(`accounts.refused.${errorTypeOf(error) ?? 'failed'}`, t('failed')))
    }
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('accounts.add')}
      description={t('accounts.addText')}
      footer={
        <>
          <span className="grow" />
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            onClick={(event) => void submit(event)}
            busy={formState.isSubmitting ? t('saving') : undefined}
          >
            {t('accounts.make')}
          </Button>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('accounts.name')}
          readOnly={made !== undefined}
          error={formState.errors.name?.message}
          {...register('name', { required: t('required') })}
        />
        <TextField
          label={t('accounts.adminEmail')}
          type="email"
          error={formState.errors.email?.message}
          {...register('email', { required: t('required') })}
        />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  )
}
