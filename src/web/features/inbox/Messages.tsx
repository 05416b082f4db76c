import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { type MessageRecord, messageAdd, messageList } from '#contract/message.ts'
import { call } from '#web/api/call.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar, ErrorState } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useReadMessages } from './unread.ts'

/** What people have written to the reader and their places, the latest first; `?message=` is the one a mail leads to. */
export function Messages() {
  const { t } = useTranslation('inbox')
  const wanted = useSearchParams()[0].get('message')
  const pages = useListPages(messageList, {}, ({ messages, page }) => ({ rows: messages, more: page.more }))
  useReadMessages(pages.ready)
  if (pages.error)
    return (
      <ErrorState
        title={t('messages.notRead')}
        actions={<Button onClick={pages.again}>{t('again')}</Button>}
      />
    )
  if (pages.rows.length === 0) return null
  return (
    <section aria-labelledby="messages" className="flex flex-col gap-3">
      <h2 id="messages" className="mt-3 font-strong text-14">
        {t('messages.title')}
      </h2>
      {pages.rows.map((message) => (
        <MessageCard key={message.uuid} message={message} active={message.uuid === wanted} />
      ))}
      {pages.more && (
        <Button className="self-start" onClick={() => pages.onRange(0, pages.rows.length)}>
          {t('messages.more')}
        </Button>
      )}
    </section>
  )
}

function MessageCard({ message, active }: { message: MessageRecord; active: boolean }) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const [answering, setAnswering] = useState(false)
  const title = message.subject ?? t('messages.from', { name: message.user_name })
  return (
    <article
      aria-label={title}
      aria-current={active || undefined}
      className={cx('rounded-2 border bg-surface', active ? 'border-accent-line' : 'border-line')}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b px-4 py-2">
        <h3 className="font-strong text-13">{title}</h3>
        <p className="grow text-12 text-quiet">
          {t('messages.way', { from: message.user_name, to: message.namespace_name })} ·{' '}
          {formats.timestamp(message.created)}
        </p>
      </header>
      <p className="whitespace-pre-wrap break-words px-4 py-2">{message.body}</p>
      <footer className="flex flex-wrap items-center justify-end gap-2 px-4 pb-2">
        {message.study_id !== null && (
          <Link to={`/studies/${message.study_id}/view`} className="me-auto text-12 hover:underline">
            {t('look')}
          </Link>
        )}
        {message.is_mine === 0 && !answering && (
          <Button onClick={() => setAnswering(true)}>{t('messages.answer')}</Button>
        )}
      </footer>
      {answering && <Answer to={message} onClose={() => setAnswering(false)} />}
    </article>
  )
}

/** An answer goes to whoever wrote, not to the place that they wrote to. */
function Answer({ to, onClose }: { to: MessageRecord; onClose: () => void }) {
  const { t } = useTranslation('inbox')
  const cache = useQueryClient()
  const toast = useToast()
  const [body, setBody] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(undefined)
    try {
      const subject = to.subject ?? undefined
      await call(messageAdd, {
        user_id: to.user_id,
        parent_id: to.uuid,
        body: body.trim(),
        ...(subject ? { subject } : {}),
      })
      await cache.invalidateQueries({ queryKey: keyOf(messageList) })
      toast({ text: t('messages.sent', { name: to.user_name }) })
      onClose()
    } catch (error) {
      setRefused(t(`messages.refused.${errorTypeOf(error) ?? 'failed'}`, t('failed')))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => void send(event)}
      className="flex flex-col gap-2 border-line border-t px-4 py-2"
    >
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      <Field label={t('messages.answerTo', { name: to.user_name })}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            value={body}
            onChange={(event) => setBody(event.target.value)}
            className={cx(inputClasses, '!h-auto resize-y py-1')}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          type="submit"
          look="primary"
          disabled={body.trim() === ''}
          busy={busy ? t('messages.sending') : undefined}
        >
          {t('messages.send')}
        </Button>
      </div>
    </form>
  )
}
