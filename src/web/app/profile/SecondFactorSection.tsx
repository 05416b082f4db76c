import { useQuery } from '@tanstack/react-query'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionUser } from '#contract/session.ts'
import { userSet } from '#contract/user.ts'
import { userToken } from '#contract/user_account.ts'
import { refusalOf } from '#web/api/call.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { Section } from './Section.tsx'

/** What a person proves beside their password: an authenticator, or a code that is sent. */
export function SecondFactorSection() {
  const { t } = useTranslation('app')
  const user = useUser()
  const toast = useToast()
  const enabled = useQuery(commandQuery(userToken, {})).data?.enabled === 1
  const save = useCommand(userSet, { invalidates: [sessionUser] })
  const change = useCommand(userToken, { invalidates: [userToken] })
  const [secret, setSecret] = useState<string>()
  const failed = () => toast({ kind: 'bad', text: t('security.failed') })
  const ask = (pin_required: boolean) =>
    void save.mutateAsync({ pin_required: pin_required ? 1 : 0 }).catch(failed)
  const begin = () =>
    void change
      .mutateAsync({ generate: 1, pending: 1 })
      .then((made) => setSecret(made.secret))
      .catch(failed)
  const remove = () =>
    void change
      .mutateAsync({ delete: 1 })
      .then(() => toast({ text: t('security.removed') }))
      .catch(failed)
  return (
    <Section title={t('security.title')}>
      <Checkbox
        checked={(save.isPending ? save.variables.pin_required : user.pin_required) === 1}
        onChange={ask}
      >
        {t('security.pin')}
      </Checkbox>
      <p className="text-quiet">{t(enabled ? 'security.byToken' : 'security.byMail')}</p>
      <div>
        {enabled ? (
          <Button onClick={remove}>{t('security.remove')}</Button>
        ) : (
          <Button onClick={begin}>{t('security.setUp')}</Button>
        )}
      </div>
      {secret !== undefined && (
        <EnrolDialog secret={secret} email={user.email} onClose={() => setSecret(undefined)} />
      )}
    </Section>
  )
}

/** The address that authenticator apps read from a QR code (Key URI format). */
const keyUri = (secret: string, email: string): string =>
  `otpauth://totp/${encodeURIComponent(`Collimate:${email}`)}?secret=${secret}&issuer=Collimate`

function EnrolDialog({ secret, email, onClose }: { secret: string; email: string; onClose: () => void }) {
  const { t } = useTranslation('app')
  const toast = useToast()
  const confirm = useCommand(userToken, { invalidates: [userToken] })
  const [code, setCode] = useState('')
  const submit = () =>
    void confirm
      .mutateAsync({ code: code.trim() })
      .then(() => {
        toast({ text: t('security.added') })
        onClose()
      })
      .catch(() => undefined)
  return (
    <Dialog open onOpenChange={onClose} width="narrow" title={t('security.setUp')}>
      <form
        className="flex flex-col gap-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (code.trim() !== '') submit()
        }}
      >
        <p>{t('security.scan')}</p>
        <div className="self-center rounded-2 bg-white p-3">
          <QRCodeSVG value={keyUri(secret, email)} size={176} title={t('security.qr')} />
        </div>
        <span className="font-medium text-12 text-quiet">{t('security.secret')}</span>
        <LinkBox url={secret} label={t('security.secret')} />
        {confirm.error && (
          <ErrorBar>
            {t(refusalOf(userToken, confirm.error) === 'INVALID_PIN' ? 'security.wrong' : 'security.failed')}
          </ErrorBar>
        )}
        <TextField
          label={t('security.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button size="large" onClick={onClose}>
            {t('security.cancel')}
          </Button>
          <Button
            type="submit"
            look="primary"
            size="large"
            disabled={code.trim() === ''}
            busy={confirm.isPending ? t('security.confirming') : undefined}
          >
            {t('security.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
