import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { linkCharge, linkStatus } from '#contract/link.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { CommandError } from '#web/api/refusal.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { CardEntry, useCard } from '#web/ui/CardEntry.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState, ErrorBar, ErrorState } from '#web/ui/Message.tsx'

interface Frame {
  title: string
  text?: string
  account_id?: string | undefined
  children: ReactNode
}

/** `/link/:uuid/pay`: a card pays for a link, which opens for that charge. */
export function PayPage({ Frame }: { Frame: ComponentType<Frame> }) {
  const { t } = useTranslation('guest')
  const formats = useFormats()
  const navigate = useNavigate()
  const { uuid = '' } = useParams()
  const link = useQuery(commandQuery(linkStatus, { uuid }, { waitForSession: false }))
  const { payment_processor: processor, charge_amount: amount } = link.data ?? {}
  const card = useCard(processor?.publishable_key, processor?.account)
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const pay = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(undefined)
    const { token, fault } = await card.token()
    if (!token) {
      setRefused(fault ?? t('pay.refused.other'))
      setBusy(false)
      return
    }
    try {
      const charge = await call(linkCharge, { uuid, charge_token: token }, { waitForSession: false })
      await navigate(`/link/${uuid}?link_charge_id=${charge.uuid}`, { replace: true })
    } catch (refusal) {
      const why = refusal instanceof CommandError ? String(refusal.error_subtype) : 'failed'
      setRefused(t(`pay.refused.${why}`, t('pay.refused.other')))
      setBusy(false)
    }
  }

  if (!link.data && !link.error) return null
  const { data } = link
  if (data?.state !== 'OPEN' || !processor?.publishable_key || amount === undefined || amount === null)
    return (
      <Frame title={t('pay.title')}>
        <EmptyState
          title={t('pay.unavailable')}
          text={t('pay.unavailableText')}
          actions={
            <Link to={`/link/${uuid}`} className={buttonClasses('secondary')}>
              {t('pay.toLink')}
            </Link>
          }
        />
      </Frame>
    )
  const price = formats.money(amount, data.charge_currency ?? 'usd')
  return (
    <Frame
      title={data.title || data.account_name || t('pay.title')}
      text={data.charge_description || t('pay.text')}
      account_id={data.account_id ?? undefined}
    >
      {card.failed ? (
        <ErrorState title={t('pay.notLoaded')} text={t('pay.notLoadedText')} />
      ) : (
        <form onSubmit={(event) => void pay(event)} className="flex flex-col gap-3">
          {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
          <CardEntry card={card} label={t('pay.card')} />
          <Button
            type="submit"
            look="primary"
            size="large"
            disabled={!card.ready}
            busy={busy ? t('pay.paying') : undefined}
          >
            {t('pay.pay', { amount: price })}
          </Button>
          <p className="text-12 text-quiet">{t('pay.by')}</p>
        </form>
      )}
    </Frame>
  )
}
