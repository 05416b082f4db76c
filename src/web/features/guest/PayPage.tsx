import type { Stripe, StripeCardElement } from '@stripe/stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure/index.js'
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { linkCharge, linkStatus } from '#contract/link.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { CommandError } from '#web/api/refusal.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState, ErrorBar, ErrorState } from '#web/ui/Message.tsx'

interface Frame {
  title: string
  text?: string
  account_id?: string | undefined
  children: ReactNode
}

/** The colours of the page for a frame of Stripe's, which no style sheet of ours reaches. */
function cardStyle() {
  const page = getComputedStyle(document.documentElement)
  // Stripe knows no OKLCH: the browser says the colour in sRGB.
  const paint = document.createElement('canvas').getContext('2d')
  const colour = (token: string) => {
    if (!paint) return undefined
    paint.fillStyle = page.getPropertyValue(token).trim()
    paint.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = paint.getImageData(0, 0, 1, 1).data
    return `rgb(${red}, ${green}, ${blue})`
  }
  const base = {
    fontSize: '16px',
    color: colour('--text'),
    '::placeholder': { color: colour('--text-quiet') },
  }
  return { base, invalid: { color: colour('--bad') } }
}

/** `/link/:uuid/pay`: a card pays for a link, which opens for that charge. */
export function PayPage({ Frame }: { Frame: ComponentType<Frame> }) {
  const { t, i18n } = useTranslation('guest')
  const formats = useFormats()
  const navigate = useNavigate()
  const { uuid = '' } = useParams()
  const link = useQuery(commandQuery(linkStatus, { uuid }, { waitForSession: false }))
  const { payment_processor: processor, charge_amount: amount } = link.data ?? {}
  const room = useRef<HTMLDivElement>(null)
  const [form, setForm] = useState<{ stripe: Stripe; card: StripeCardElement }>()
  const [failed, setFailed] = useState(false)
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const account = processor?.account
  const key = processor?.publishable_key
  const { language } = i18n

  useEffect(() => {
    if (!key || !account) return
    let card: StripeCardElement | undefined
    let gone = false
    loadStripe(key, { stripeAccount: account, locale: language === 'fr' ? 'fr' : 'en' })
      .then((stripe) => {
        if (gone || !room.current) return
        if (!stripe) return setFailed(true)
        card = stripe.elements().create('card', { style: cardStyle(), hidePostalCode: true })
        card.mount(room.current)
        setForm({ stripe, card })
      })
      .catch(() => setFailed(true))
    return () => {
      gone = true
      card?.destroy()
      setForm(undefined)
    }
  }, [key, account, language])

  const pay = async (event: FormEvent) => {
    event.preventDefault()
    if (!form) return
    setBusy(true)
    setRefused(undefined)
    const { token, error } = await form.stripe.createToken(form.card)
    if (!token) {
      setRefused(error?.message ?? t('pay.refused.other'))
      setBusy(false)
      return
    }
    try {
      const charge = await call(linkCharge, { uuid, charge_token: token.id }, { waitForSession: false })
      await navigate(`/link/${uuid}?link_charge_id=${charge.uuid}`, { replace: true })
    } catch (refusal) {
      const why = refusal instanceof CommandError ? String(refusal.error_subtype) : 'failed'
      setRefused(t(`pay.refused.${why}`, t('pay.refused.other')))
      setBusy(false)
    }
  }

  if (!link.data && !link.error) return null
  const { data } = link
  if (data?.state !== 'OPEN' || !key || amount === undefined || amount === null)
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
      {failed ? (
        <ErrorState title={t('pay.notLoaded')} text={t('pay.notLoadedText')} />
      ) : (
        <form onSubmit={(event) => void pay(event)} className="flex flex-col gap-3">
          {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
          <div className="flex flex-col gap-1">
            <span className="font-medium text-12 text-quiet">{t('pay.card')}</span>
            <div ref={room} className="min-h-11 rounded-2 border border-line-strong bg-well px-2 py-3" />
          </div>
          <Button
            type="submit"
            look="primary"
            size="large"
            disabled={!form}
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
