import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses } from '#web/ui/Field.tsx'

/** Why something is sent back: a usual reason, or words of one's own. */
export function RejectDialog({
  title,
  text,
  reasons,
  onReject,
  onClose,
}: {
  title: string
  text: string
  reasons: readonly string[]
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
      title={title}
      description={text}
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
          {reasons.map((reason) => (
            <Button key={reason} size="small" onClick={() => setMessage(reason)}>
              {reason}
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
