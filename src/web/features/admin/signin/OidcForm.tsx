import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { accountSsoGet, accountSsoOidcSet } from '#contract/account_sso.ts'
import { asFlag } from '#contract/value.ts'
import { useCommand } from '#web/api/query.ts'
import { PasswordField, TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { ProviderSection } from './ProviderSection.tsx'

type Oidc = z.output<(typeof accountSsoGet)['returns']>['oidc']

/** An OpenID provider of the account. The secret goes in and never comes back. */
export function OidcForm({ stored }: { stored: Oidc }) {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const toast = useToast()
  const set = useCommand(accountSsoOidcSet, { invalidates: [accountSsoGet] })
  const { label, issuer, client_id, scopes, role_attribute } = stored
  const [fields, setFields] = useState({ label, issuer, client_id, scopes, role_attribute })
  const [secret, setSecret] = useState('')
  const [switches, setSwitches] = useState({
    enabled: stored.enabled === 1,
    create_users: stored.create_users === 1,
    second_factor: stored.second_factor === 1,
  })
  const field = (name: keyof typeof fields, hint?: string) => ({
    value: fields[name],
    hint,
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  })
  const save = async () => {
    try {
      await set.mutateAsync({
        account_id: account.uuid,
        ...fields,
        enabled: asFlag(switches.enabled),
        create_users: asFlag(switches.create_users),
        second_factor: asFlag(switches.second_factor),
        ...(secret === '' ? {} : { client_secret: secret }),
      })
      setSecret('')
      toast({ text: t('saved') })
      return true
    } catch {
      return false
    }
  }
  return (
    <ProviderSection
      kind="oidc"
      switches={switches}
      onSwitch={setSwitches}
      saving={set.isPending}
      error={set.error}
      onSave={save}
      testable={fields.issuer !== '' && fields.client_id !== ''}
    >
      <TextField label={t('signin.label')} {...field('label')} />
      <TextField label={t('signin.issuer')} inputMode="url" {...field('issuer', t('signin.issuerHint'))} />
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <TextField label={t('signin.clientId')} {...field('client_id')} />
        <PasswordField
          label={t('signin.clientSecret')}
          hint={t(stored.has_secret === 1 ? 'signin.secretKept' : 'signin.secretNone')}
          autoComplete="off"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
        <TextField label={t('signin.scopes')} {...field('scopes')} />
        <TextField label={t('signin.roleClaim')} {...field('role_attribute')} />
      </div>
      <div className="flex flex-col gap-1">
        <span className="font-medium text-12 text-quiet">{t('signin.redirect')}</span>
        <LinkBox url={stored.redirect_uri} label={t('signin.redirect')} />
      </div>
    </ProviderSection>
  )
}
