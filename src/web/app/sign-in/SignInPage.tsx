import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { sessionProviders } from '#contract/session.ts'
import { commandQuery, queryClient } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { wayBack } from '../session-guard.ts'
import { offersAny, ProviderButtons } from './ProviderButtons.tsx'
import { SignInForm } from './SignInForm.tsx'
import { SignInFrame } from './SignInFrame.tsx'

export function Component() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const { search } = useLocation()
  const parameters = new URLSearchParams(search)
  const vanity = parameters.get('vanity') ?? ''
  const asked = useQuery(
    commandQuery(sessionProviders, vanity === '' ? {} : { vanity }, { waitForSession: false }),
  )
  const offered = asked.data && offersAny(asked.data) ? asked.data : undefined
  return (
    <SignInFrame title={t('signIn.title')} {...(offered?.account_name ? { text: offered.account_name } : {})}>
      {offered && (
        <>
          <ProviderButtons offered={offered} to={wayBack(search)} />
          <p className="flex items-center gap-2 text-12 text-quiet before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
            {t('signIn.or')}
          </p>
        </>
      )}
      <SignInForm
        {...(vanity === '' ? {} : { vanity })}
        onDone={async () => {
          queryClient.clear()
          await navigate(wayBack(search), { replace: true })
        }}
      />
      <div className="flex flex-wrap justify-between gap-2">
        <Link to="/password/lost" className="text-accent-text text-12 hover:underline">
          {t('signIn.lost')}
        </Link>
        <Link to="/upload" className="text-accent-text text-12 hover:underline">
          {t('signIn.code')}
        </Link>
      </div>
      {asked.isSuccess && !offered && (
        <Organisation
          {...(vanity === '' ? {} : { error: t('signIn.notOffered') })}
          onChosen={(name) => {
            parameters.set('vanity', name)
            void navigate(`/signin?${parameters}`, { replace: true })
          }}
        />
      )}
    </SignInFrame>
  )
}

/** Asks for the organisation, where the address does not say it. */
function Organisation({ error, onChosen }: { error?: string; onChosen: (name: string) => void }) {
  const { t } = useTranslation('app')
  const [open, setOpen] = useState(error !== undefined)
  const [name, setName] = useState('')
  if (!open)
    return (
      <Button look="plain" size="large" onClick={() => setOpen(true)}>
        {t('signIn.sso')}
      </Button>
    )
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') onChosen(name.trim())
      }}
    >
      <TextField
        label={t('signIn.organisation')}
        hint={t('signIn.organisationHint')}
        error={error}
        value={name}
        autoFocus
        autoComplete="organization"
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" size="large">
        {t('signIn.find')}
      </Button>
    </form>
  )
}
