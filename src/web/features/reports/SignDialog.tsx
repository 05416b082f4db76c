import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'

const FORM = 'sign-report'

/** Asks before a report is signed: what is signed stands. Where the account asks for it, the writer says what they attest. */
export function SignDialog({
  attestation,
  blanks,
  onSign,
  onClose,
}: {
  attestation: boolean
  /** Places that are open still. */
  blanks: number
  /** Answers what went wrong, in words; nothing where it is signed. */
  onSign: (detail: string) => Promise<string | undefined>
  onClose: () => void
}) {
  const { t } = useTranslation('reports')
  const user = useUser()
  const [attested, setAttested] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const statement = t('attest', { name: user.name })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || (attestation && !attested)) return
    setBusy(true)
    const wrong = await onSign(attestation ? statement : t('signedIn'))
    setBusy(false)
    setFailed(wrong)
    if (wrong === undefined) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="narrow"
      title={t('signTitle')}
      description={t('signText')}
      footer={
        <Button
          type="submit"
          form={FORM}
          look="primary"
          size="large"
          autoFocus={!attestation}
          disabled={attestation && !attested}
          busy={busy ? t('signing') : undefined}
        >
          {t('sign')}
        </Button>
      }
    >
      <form id={FORM} onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        {failed !== undefined && <ErrorBar>{failed}</ErrorBar>}
        {blanks > 0 && <p className="text-warn">{t('openPlaces', { count: blanks })}</p>}
        {attestation ? (
          <Checkbox checked={attested} onChange={setAttested}>
            {statement}
          </Checkbox>
        ) : (
          <p>{t('signAs', { name: user.name })}</p>
        )}
      </form>
    </Dialog>
  )
}
