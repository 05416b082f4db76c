import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { radreportEmail, radreportFax } from '#contract/radreport.ts'
import { useCommand } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { useToast } from '#web/ui/Toast.tsx'

const FORM = 'send-report'

/** Sends the document of a report, by mail or to a fax number. */
export function SendDialog({ uuid, onClose }: { uuid: string; onClose: () => void }) {
  const { t } = useTranslation('reports')
  const toast = useToast()
  const [to, setTo] = useState('')
  const email = useCommand(radreportEmail)
  const fax = useCommand(radreportFax)
  const isNumber = /^\+?[\d ().-]+$/.test(to.trim())
  const { error, isPending } = isNumber ? fax : email
  const done = () => {
    toast({ text: t('sent') })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to.trim() === '') return
    if (isNumber) fax.mutate({ uuid, number: to.trim() }, { onSuccess: done })
    else email.mutate({ uuid, email: to.split(/[,;\s]+/).filter((one) => one !== '') }, { onSuccess: done })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t('sendTitle')}
      footer={
        <Button
          type="submit"
          form={FORM}
          look="primary"
          size="large"
          disabled={to.trim() === ''}
          busy={isPending ? t('sending') : undefined}
        >
          {t(isNumber ? 'sendFax' : 'sendMail')}
        </Button>
      }
    >
      <form id={FORM} onSubmit={submit} noValidate>
        <TextField
          label={t('to')}
          hint={t('toHint')}
          autoFocus
          value={to}
          onChange={(event) => setTo(event.target.value)}
          error={error ? t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')) : undefined}
        />
      </form>
    </Dialog>
  )
}
