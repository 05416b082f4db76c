import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { Select } from '#web/ui/Select.tsx'
import { changeLanguage, LANGUAGES } from '../i18n.ts'
import { Logo } from '../Logo.tsx'
import { useAccountLook } from '../useAccountLook.ts'

/** What surrounds the forms of people who are not signed in. */
export function SignInFrame({
  title,
  text,
  account_id,
  children,
}: {
  title: string
  text?: string
  /** Whose page it is; else the account of the vanity in the address, or of the host. */
  account_id?: string | undefined
  children?: ReactNode
}) {
  const { t, i18n } = useTranslation('app')
  const { vanity } = useParams()
  const asked = useSearchParams()[0].get('vanity')
  const named = vanity ?? asked
  useAccountLook({ ...(account_id ? { account_id } : {}), ...(named ? { vanity: named } : {}) })
  const language = LANGUAGES.find(({ value }) => value === i18n.language)?.value ?? 'en'
  return (
    <div className="flex min-h-full flex-col items-center overflow-y-auto p-4">
      <title>{t('pageTitle', { page: title })}</title>
      <main className="my-auto flex w-full max-w-80 flex-col gap-4">
        <div className="flex items-center gap-2.5 font-strong text-14">
          <Logo />
          {t('name')}
        </div>
        <div>
          <h1 className="font-strong text-16">{title}</h1>
          {text !== undefined && <p className="text-quiet">{text}</p>}
        </div>
        {children}
      </main>
      <footer className="mt-4 w-40">
        <Select
          label={t('profile.language')}
          quietLabel
          value={language}
          onChange={(next) => void changeLanguage(next)}
          options={LANGUAGES}
        />
      </footer>
    </div>
  )
}
