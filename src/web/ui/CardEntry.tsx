import type { Stripe, StripeCardElement } from '@stripe/stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure/index.js'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

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

interface Card {
  room: RefObject<HTMLDivElement | null>
  ready: boolean
  /** Stripe's script or its frame did not come. */
  failed: boolean
  /** What the card became: a token to charge once, or Stripe's words for why not. */
  token(): Promise<{ token?: string; fault?: string | undefined }>
}

/**
 * A card as it is entered in Stripe's own frame: nothing of it reaches this page. `account` is who is paid by the token;
 * without, the token is of the platform. The page has to let Stripe's script in (`src/server/http/pages.ts`).
 */
export function useCard(key: string | undefined, account?: string): Card {
  const { language } = useTranslation().i18n
  const room = useRef<HTMLDivElement>(null)
  const [form, setForm] = useState<{ stripe: Stripe; card: StripeCardElement }>()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!key) return
    let card: StripeCardElement | undefined
    let gone = false
    loadStripe(key, {
      ...(account ? { stripeAccount: account } : {}),
      locale: language === 'fr' ? 'fr' : 'en',
    })
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
  return {
    room,
    ready: form !== undefined,
    failed,
    async token() {
      if (!form) return {}
      const { token, error } = await form.stripe.createToken(form.card)
      return token ? { token: token.id } : { fault: error?.message }
    },
  }
}

export const CardEntry = ({ card, label }: { card: Card; label: string }) => (
  <div className="flex flex-col gap-1">
    <span className="font-medium text-12 text-quiet">{label}</span>
    <div ref={card.room} className="min-h-11 rounded-2 border border-line-strong bg-well px-2 py-3" />
  </div>
)
