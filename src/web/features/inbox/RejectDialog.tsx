import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses } from '#web/ui/Field.tsx'

const REASONS = ['patient', 'quality', 'incomplete', 'duplicate', 'address'] as const

/** Why a study is sent back: a usual reason, or words of one's own. */
export function RejectDialog({
  onReject,
  onClose,
}: {
  onReject: (message: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation('inbox')
  const [message, setMessage] = useState('')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t('rejectTitle')}
      description={t('rejectText')}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="danger" size="large" onClick={() => onReject(message.trim())}>
            {t('reject')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t('reasons')}</legend>
          {REASONS.map((reason) => (
            <Button key={reason} size="small" onClick={() => setMessage(t(`reason.${reason}`))}>
              {t(`reason.${reason}`)}
            </Button>
          ))}
        </fieldset>
        <Field label={t('rejectMessage')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              value={message}
              onChange={(event) => setMessage(event.target.value)}
              className={cx(inputClasses, '!h-auto resize-y py-1')}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
