import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountList, accountSet } from '#contract/account.ts'
import { accountSsoGet } from '#contract/account_sso.ts'
import { accountVanityAdd } from '#contract/vanity.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount } from '../account.ts'
import { OidcForm } from './OidcForm.tsx'
import { RoleMappings } from './RoleMappings.tsx'
import { SamlForm } from './SamlForm.tsx'

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-3 border-line border-t pt-4">
    <h2 className="font-strong text-13">{title}</h2>
    {children}
  </section>
)

/** `/admin/signin`: how the people of an account come in. */
export function SignInPage() {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const { data } = useQuery(commandQuery(accountSsoGet, { account_id: account.uuid }))
  return (
    <div className="h-full overflow-y-auto">
      <title>{t('signin.pageTitle')}</title>
      <div className="flex max-w-[720px] flex-col gap-6 p-4">
        <h1 className="font-strong text-14">{t('signin.title')}</h1>
        <Part title={t('signin.vanity')}>
          <Vanity />
        </Part>
        <Part title={t('signin.policy')}>
          <Policy google={data?.google_available === 1} />
        </Part>
        {data ? (
          <>
            <Part title={t('signin.oidc')}>
              <OidcForm stored={data.oidc} />
            </Part>
            <Part title={t('signin.saml')}>
              <SamlForm stored={data.saml} />
            </Part>
          </>
        ) : (
          <Skeleton className="h-40 w-full" />
        )}
        <Part title={t('signin.roles')}>
          <RoleMappings />
        </Part>
      </div>
    </div>
  )
}

/** The address that names the account to the sign-in page. */
function Vanity() {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const add = useCommand(accountVanityAdd, { invalidates: [accountList] })
  const [name, setName] = useState('')
  if (account.vanity) {
    const url = `${window.location.origin}/signin?vanity=${encodeURIComponent(account.vanity)}`
    return <LinkBox url={url} label={t('signin.vanity')} />
  }
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') add.mutate({ account_id: account.uuid, vanity: name.trim() })
      }}
    >
      <p className="text-quiet">{t('signin.noVanity')}</p>
      {add.error && <ErrorBar>{t('signin.vanityTaken')}</ErrorBar>}
      {allows(account, 'account_vanity_edit') && (
        <div className="flex items-end gap-2">
          <TextField
            label={t('signin.vanityName')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" disabled={name.trim() === ''}>
            {t('signin.vanityAdd')}
          </Button>
        </div>
      )}
    </form>
  )
}

const SWITCHES = [
  ['pin_required', 'signin.pinRequired'],
  ['enable_google_auth', 'signin.google'],
] as const

/** Settings of the account that take effect as they are chosen. */
function Policy({ google }: { google: boolean }) {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const toast = useToast()
  const set = useCommand(accountSet, { invalidates: [accountList] })
  const change = (name: string, on: boolean, undone = false) =>
    void set
      .mutateAsync({ uuid: account.uuid, settings: { [name]: on ? 1 : 0 } })
      .then(() => {
        if (undone) return
        toast({ text: t('saved'), action: { label: t('undo'), run: () => change(name, !on, true) } })
      })
      .catch(() => toast({ kind: 'bad', text: t('signin.refused.other') }))
  return (
    <>
      <p className="text-quiet">{t('signin.policyText')}</p>
      {SWITCHES.filter(([name]) => google || name !== 'enable_google_auth').map(([name, label]) => (
        <Checkbox
          key={name}
          checked={
            (set.isPending ? { ...account.settings, ...set.variables.settings } : account.settings)[name] ===
            1
          }
          onChange={(on) => change(name, on)}
        >
          {t(label)}
        </Checkbox>
      ))}
    </>
  )
}
