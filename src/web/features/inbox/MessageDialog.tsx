import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { activityList } from '#contract/activity.ts'
import { messageAdd, messageList } from '#contract/message.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Field, inputClasses, TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'

export interface MessageRecipient {
  kind: 'study_request_id' | 'namespace_id' | 'email' | 'share_code'
  value: string
  label: string
}

/** A new message: to a place of one's own, an address or a share code, or along a request for studies. */
export function MessageDialog({ to, onClose }: { to?: MessageRecipient; onClose: () => void }) {
  const { t } = useTranslation('inbox')
  const cache = useQueryClient()
  const toast = useToast()
  const places = useId()
  const namespaces = useQuery(userNamespaces).data?.namespaces ?? []
  const [typed, setTyped] = useState('')
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const recipient = ((): MessageRecipient | undefined => {
    if (to) return to
    const text = typed.trim()
    if (text === '') return undefined
    const place = namespaces.find(({ name }) => name.toLowerCase() === text.toLowerCase())
    if (place) return { kind: 'namespace_id', value: place.uuid, label: place.name }
    return { kind: text.includes('@') ? 'email' : 'share_code', value: text, label: text }
  })()
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!recipient || body.trim() === '') return
    setBusy(true)
    setRefused(undefined)
    try {
      await call(messageAdd, {
        [recipient.kind]: recipient.value,
        body: body.trim(),
        ...(subject.trim() ? { subject: subject.trim() } : {}),
      })
      await Promise.all(
        [messageList, activityList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
      )
      toast({ text: t('messages.sentTo', { name: recipient.label }) })
      onClose()
    } catch (error) {
      const token = errorTypeOf(error)
      setRefused(
        token === 'NOT_FOUND'
          ? t('messages.nobody')
          : t(`messages.refused.${token ?? 'failed'}`, t('failed')),
      )
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('messages.new')}
      {...(to ? { description: t('messages.newTo', { name: to.label }) } : {})}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            look="primary"
            size="large"
            type="submit"
            form={`${places}-form`}
            disabled={!recipient || body.trim() === ''}
            busy={busy ? t('messages.sending') : undefined}
          >
            {t('messages.send')}
          </Button>
        </>
      }
    >
      <form id={`${places}-form`} onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        {!to && (
          <>
            <TextField
              label={t('messages.to')}
              hint={t('messages.toHint')}
              list={places}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoFocus
              autoComplete="off"
            />
            <datalist id={places}>
              {namespaces.map(({ uuid, name }) => (
                <option key={uuid} value={name} />
              ))}
            </datalist>
          </>
        )}
        <TextField
          label={t('messages.subject')}
          value={subject}
          onChange={(event) => setSubject(event.target.value)}
          autoFocus={to !== undefined}
        />
        <Field label={t('messages.body')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={5}
              value={body}
              onChange={(event) => setBody(event.target.value)}
              className={cx(inputClasses, '!h-auto resize-y py-1')}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
