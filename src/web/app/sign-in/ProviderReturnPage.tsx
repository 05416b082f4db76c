import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { sessionOauth, sessionOauthLink, sessionSaml } from '#contract/session.ts'
import { call } from '#web/api/call.ts'
import { queryClient } from '#web/api/query.ts'
import { CommandError, ConnectionError } from '#web/api/refusal.ts'
import { buttonClasses } from '#web/ui/Button.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { wayBack } from '../session-guard.ts'
import { takeJourney } from './journey.ts'
import { PinForm } from './PinForm.tsx'
import { SignInForm } from './SignInForm.tsx'
import { SignInFrame } from './SignInFrame.tsx'

/** Which words a refusal has: the reason, where one is given, else the token. */
function reasonOf(error: unknown): string {
  if (!(error instanceof CommandError)) return ''
  return error.error_type === 'AUTH_FAILED' ? String(error.error_subtype ?? '') : error.error_type
}

/** Takes the code out of the address, where the browser's history would keep it. */
function takeAnswer(): { code: string; state: string; iss: string } {
  const answer = new URLSearchParams(window.location.search)
  window.history.replaceState(window.history.state, '', window.location.pathname)
  return { code: answer.get('code') ?? '', state: answer.get('state') ?? '', iss: answer.get('iss') ?? '' }
}

const SAML = '/signin/saml'

/** `/signin/oauth` and `/signin/saml`: where a provider sends the browser back to. The code is redeemed once, the session is a cookie. */
export function Component() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const [journey] = useState(takeJourney)
  const [{ code, state, iss }] = useState(takeAnswer)
  const [linked, setLinked] = useState(false)
  const go = async () => {
    queryClient.clear()
    await navigate(wayBack(`?to=${encodeURIComponent(journey.to)}`), { replace: true })
  }
  const redeemed = useQuery({
    queryKey: ['redeem', code],
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: code !== '',
    queryFn: async () => {
      const { origin, pathname } = window.location
      const session =
        pathname === SAML
          ? await call(sessionSaml, { code }, { waitForSession: false })
          : await call(
              sessionOauth,
              {
                code,
                state,
                vendor: journey.vendor,
                redirect_uri: `${origin}${pathname}`,
                ...(iss === '' ? {} : { iss }),
              },
              { waitForSession: false },
            )
      if (session.pin_required !== 1) await go()
      return session
    },
  })
  const back = (
    <Link to="/signin" className={buttonClasses('plain', 'large')}>
      {t('provider.back')}
    </Link>
  )
  if (redeemed.data?.pin_required === 1)
    return (
      <SignInFrame title={t('signIn.title')}>
        <PinForm
          sid=""
          via={redeemed.data.pin_via ?? ''}
          onDone={go}
          onBack={() => void navigate('/signin', { replace: true })}
        />
      </SignInFrame>
    )
  const reason = code === '' ? 'refused' : reasonOf(redeemed.error)
  if (reason === 'LINK_REQUIRED')
    return (
      <SignInFrame title={t('provider.linkTitle')} text={t('provider.linkText')}>
        {linked ? null : (
          <SignInForm
            onDone={async () => {
              setLinked(true)
              await call(sessionOauthLink, {}, { waitForSession: false }).catch(() => undefined)
              await go()
            }}
          />
        )}
        {back}
      </SignInFrame>
    )
  if (code === '' || redeemed.isError)
    return (
      <SignInFrame title={t('provider.failed')}>
        <ErrorBar>
          {redeemed.error instanceof ConnectionError
            ? t('refusal.connection')
            : t(`provider.${reason}`, t(`refusal.${reason}`, t('provider.refused')))}
        </ErrorBar>
        {back}
      </SignInFrame>
    )
  return (
    <SignInFrame title={t('provider.title')}>
      <p role="status" className="text-quiet">
        {t('signIn.busy')}
      </p>
    </SignInFrame>
  )
}
