import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { userCard } from '#contract/payment.ts'
import { userSet } from '#contract/user.ts'
import { call, refusalOf } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { CardEntry, useCard } from '#web/ui/CardEntry.tsx'
import { EmptyState, ErrorBar, ErrorState } from '#web/ui/Message.tsx'
import { SignInFrame } from '../sign-in/SignInFrame.tsx'

/** `/card`: the card that pays for what somebody shares. Stripe keeps it; its number never comes here. */
export function Component() {
  const { t } = useTranslation('app')
  const cache = useQueryClient()
  const { data } = useQuery(commandQuery(userCard, {}))
  const key = data?.processor?.publishable_key
  const card = useCard(key)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const [kept, setKept] = useState(false)
  const keep = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(undefined)
    try {
      const { token, fault } = await card.token()
      if (token) await call(userSet, { cc_token: token })
      else setRefused(fault ?? t('card.refused'))
      setKept(token !== undefined)
      await cache.invalidateQueries({ queryKey: keyOf(userCard) })
    } catch (error) {
      setRefused(t(refusalOf(userSet, error) === 'INVALID_TOKEN' ? 'card.declined' : 'card.refused'))
    }
    setBusy(false)
  }
  if (!data) return null
  const settings = (
    <Link to="/settings" className={buttonClasses('secondary', 'large')}>
      {t('card.back')}
    </Link>
  )
  if (!key)
    return (
      <SignInFrame title={t('card.title')}>
        <EmptyState title={t('card.unavailable')} text={t('card.unavailableText')} actions={settings} />
      </SignInFrame>
    )
  const now = data.cc_description
  return (
    <SignInFrame title={t('card.title')} text={now === null ? t('card.none') : t('card.kept', { card: now })}>
      {kept ? (
        <>
          <p role="status">{t('card.done')}</p>
          {settings}
        </>
      ) : card.failed ? (
        <ErrorState title={t('card.notLoaded')} text={t('card.notLoadedText')} actions={settings} />
      ) : (
        <form onSubmit={(event) => void keep(event)} className="flex flex-col gap-3">
          {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
          <CardEntry card={card} label={t('card.label')} />
          <Button
            type="submit"
            look="primary"
            size="large"
            disabled={!card.ready}
            busy={busy ? t('form.saving') : undefined}
          >
            {t('card.keep')}
          </Button>
          {settings}
          <p className="text-12 text-quiet">{t('card.by')}</p>
        </form>
      )}
    </SignInFrame>
  )
}
