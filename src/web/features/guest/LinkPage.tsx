import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type ReactNode, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { linkSession, linkStatus } from '#contract/link.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, queryClient } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { PasswordField, TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar, ErrorState } from '#web/ui/Message.tsx'

interface Frame {
  title: string
  text?: string
  account_id?: string | undefined
  children: ReactNode
}

interface PinStep {
  sid: string
  via: string
  onDone: () => Promise<void> | void
  onBack: () => void
}

interface Fields {
  password: string
  email: string
  accepted: boolean
}

/** Where a visit goes on, by what the link is for. */
export function visitPath({ action, study_id }: { action: string; study_id: string | null }): string {
  if (action === 'LOGIN') return '/studies'
  if (action === 'STUDY_UPLOAD') return '/guest/upload'
  return action === 'STUDY_VIEW' && study_id ? `/guest/study/${study_id}` : '/guest'
}

/** `/link/:uuid`: what a link asks of whoever opens it, and why one no longer opens. */
export function LinkPage({
  Frame,
  PinForm,
}: {
  Frame: ComponentType<Frame>
  PinForm: ComponentType<PinStep>
}) {
  const { t } = useTranslation('guest')
  const { uuid = '' } = useParams()
  const status = useQuery(commandQuery(linkStatus, { uuid }, { waitForSession: false }))
  const charge = useSearchParams()[0].get('link_charge_id')
  const navigate = useNavigate()
  const formats = useFormats()
  const [refused, setRefused] = useState<string>()
  const [pin, setPin] = useState<{ via: string; to: string }>()
  const { register, handleSubmit, formState } = useForm<Fields>({
    defaultValues: { password: '', email: '', accepted: false },
  })

  const go = async (to: string) => {
    queryClient.clear()
    await navigate(to, { replace: true })
  }
  const submit = handleSubmit(async ({ password, email }) => {
    setRefused(undefined)
    try {
      const visit = await call(
        linkSession,
        {
          uuid,
          ...(password ? { password } : {}),
          ...(email ? { email_address: email.trim() } : {}),
          ...(charge ? { link_charge_id: charge } : {}),
        },
        { waitForSession: false },
      )
      if (visit.pin_required === 1) setPin({ via: visit.pin_via ?? 'EMAIL', to: visitPath(visit) })
      else await go(visitPath(visit))
    } catch (error) {
      const token = errorTypeOf(error)
      setRefused(t(token === undefined ? 'refused.failed' : `refused.${token}`, t('refused.other')))
      if (token === 'INVALID_CREDENTIALS') await status.refetch()
    }
  })

  const link = status.data
  const title = link?.title || link?.account_name || t('link.title')
  if (status.error) {
    const token = errorTypeOf(status.error)
    return (
      <Frame title={t('link.title')}>
        <ErrorState
          title={t(token === undefined ? 'closed.failed' : `closed.${token}`, t('closed.NOT_FOUND'))}
          text={t('closed.text')}
          {...(token === undefined
            ? { actions: <Button onClick={() => void status.refetch()}>{t('again')}</Button> }
            : {})}
        />
      </Frame>
    )
  }
  if (!link) return null
  if (link.state !== 'OPEN') {
    return (
      <Frame title={title} account_id={link.account_id ?? undefined}>
        <ErrorState title={t(`closed.${link.state}`)} text={t('closed.text')} />
      </Frame>
    )
  }
  if (pin) {
    return (
      <Frame title={title}>
        <PinForm sid="" via={pin.via} onDone={() => go(pin.to)} onBack={() => setPin(undefined)} />
      </Frame>
    )
  }
  if (
    link.charge_amount !== undefined &&
    link.charge_amount !== null &&
    !charge &&
    link.payment_processor?.publishable_key
  )
    return (
      <Frame
        title={title}
        account_id={link.account_id ?? undefined}
        text={link.charge_description ?? t('pay.text')}
      >
        <p className="font-strong text-16 tabular-nums">
          {formats.money(link.charge_amount, link.charge_currency ?? 'usd')}
        </p>
        {/* A page of its own, loaded anew: nothing but it may ask for the scripts of who takes the card. */}
        <a href={`/link/${uuid}/pay`} className={buttonClasses('primary', 'large')}>
          {t('pay.go')}
        </a>
      </Frame>
    )
  const required = t('required')
  const asksEmail = link.pin_auth === 1 || (link.skip_email_prompt === 0 && link.action !== 'LOGIN')
  return (
    <Frame
      title={title}
      text={link.description || t(`link.${link.action}`)}
      account_id={link.account_id ?? undefined}
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        {asksEmail && (
          <TextField
            label={t(link.pin_auth === 1 ? 'link.memberEmail' : 'link.email')}
            hint={t(link.pin_auth === 1 ? 'link.memberEmailHint' : 'link.emailHint')}
            type="email"
            autoComplete="email"
            autoFocus
            error={formState.errors.email?.message}
            {...register('email', {
              required,
              pattern: { value: /^[^\s@]+@[^\s@]+$/, message: t('link.notEmail') },
            })}
          />
        )}
        {link.has_password === 1 && (
          <PasswordField
            label={t('link.password')}
            hint={t('link.passwordHint')}
            autoComplete="off"
            autoFocus={!asksEmail}
            error={formState.errors.password?.message}
            {...register('password', { required })}
          />
        )}
        {link.acceptance_required === 1 && (
          <div className="flex flex-col gap-1 text-12">
            <p className="text-quiet">{t('link.terms')}</p>
            <label className="flex min-h-7 items-center gap-2 max-md:min-h-11">
              <input type="checkbox" className="check-box" {...register('accepted', { required })} />
              {t('link.accept')}
            </label>
            {formState.errors.accepted && (
              <p role="alert" className="text-bad">
                {formState.errors.accepted.message}
              </p>
            )}
          </div>
        )}
        <Button
          type="submit"
          look="primary"
          size="large"
          busy={formState.isSubmitting ? t('link.opening') : undefined}
        >
          {t('link.open')}
        </Button>
      </form>
    </Frame>
  )
}
