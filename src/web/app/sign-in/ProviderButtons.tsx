import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { sessionProviders } from '#contract/session.ts'
import { buttonClasses } from '#web/ui/Button.tsx'
import { rememberJourney } from './journey.ts'

export type Providers = z.output<(typeof sessionProviders)['returns']>

export const offersAny = (offered: Providers): boolean =>
  offered.oidc !== null || offered.saml !== null || offered.google === 1

/** The ways into an account beside a password. Each leaves this page for the provider's. */
export function ProviderButtons({ offered, to }: { offered: Providers; to: string }) {
  const { t } = useTranslation('app')
  const named = (label: string) => t('signIn.with', { name: label || offered.account_name })
  const address = (path: string, vendor: string) =>
    `/api/v3/session/${path}?${new URLSearchParams({ vanity: offered.vanity ?? '', ...(vendor ? { vendor } : {}) })}`
  const ways = [
    ...(offered.oidc
      ? [{ vendor: 'brand', text: named(offered.oidc.label), href: address('oauth/start', 'brand') }]
      : []),
    ...(offered.saml
      ? [{ vendor: 'saml', text: named(offered.saml.label), href: address('saml/start', '') }]
      : []),
    ...(offered.google === 1
      ? [{ vendor: 'google', text: t('signIn.google'), href: address('oauth/start', 'google') }]
      : []),
  ]
  return (
    <div className="flex flex-col gap-2">
      {ways.map(({ vendor, text, href }) => (
        <a
          key={vendor}
          href={href}
          className={buttonClasses('secondary', 'large')}
          onClick={() => rememberJourney({ vendor, to })}
        >
          {text}
        </a>
      ))}
    </div>
  )
}
