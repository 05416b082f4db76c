import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { accountSsoGet, accountSsoSamlSet } from '#contract/account_sso.ts'
import { asFlag } from '#contract/value.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { cx } from '#web/ui/classes.ts'
import { Field, inputClasses, TextField } from '#web/ui/Field.tsx'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { ProviderSection } from './ProviderSection.tsx'

type Saml = z.output<(typeof accountSsoGet)['returns']>['saml']

/** Certificates that stand below one another: PEM blocks, or bare Base64 with an empty line between. */
export const certificatesIn = (text: string): string[] =>
  text
    .split(/-----END [A-Z ]+-----|\n\s*\n/)
    .map((block) => block.replaceAll(/-----BEGIN [A-Z ]+-----/g, '').replaceAll(/\s+/g, ''))
    .filter((block) => block !== '')

const fieldsOf = (stored: Saml) => ({
  label: stored.label,
  metadata_url: stored.metadata_url,
  issuer: stored.issuer,
  entry_point: stored.entry_point,
  role_attribute: stored.role_attribute,
  email_attribute: stored.email_attribute,
  first_attribute: stored.first_attribute,
  last_attribute: stored.last_attribute,
  certificates: stored.certificates.join('\n\n'),
})

/** A SAML identity provider of the account. Its metadata fill in what would have to be copied. */
export function SamlForm({ stored }: { stored: Saml }) {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const toast = useToast()
  const set = useCommand(accountSsoSamlSet, { invalidates: [accountSsoGet] })
  const cache = useQueryClient()
  const standing = fieldsOf(stored)
  const [fields, setFields] = useState(standing)
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
    const { certificates, ...texts } = fields
    // What was not touched is left to the metadata.
    const changed = Object.fromEntries(
      Object.entries(texts).filter(([name, value]) => value !== Reflect.get(standing, name)),
    )
    try {
      await set.mutateAsync({
        account_id: account.uuid,
        ...changed,
        ...(fields.metadata_url === '' ? {} : { metadata_url: fields.metadata_url }),
        ...(certificates === standing.certificates ? {} : { certificates: certificatesIn(certificates) }),
        enabled: asFlag(switches.enabled),
        create_users: asFlag(switches.create_users),
        second_factor: asFlag(switches.second_factor),
      })
      // What the metadata have filled in.
      const read = cache.getQueryData(commandQuery(accountSsoGet, { account_id: account.uuid }).queryKey)
      if (read) setFields(fieldsOf(read.saml))
      toast({ text: t('saved') })
      return true
    } catch {
      return false
    }
  }
  return (
    <ProviderSection
      kind="saml"
      switches={switches}
      onSwitch={setSwitches}
      saving={set.isPending}
      error={set.error}
      onSave={save}
      testable={fields.metadata_url !== ''}
    >
      <TextField label={t('signin.label')} {...field('label')} />
      <TextField
        label={t('signin.metadataUrl')}
        inputMode="url"
        {...field('metadata_url', t('signin.metadataHint'))}
      />
      <TextField label={t('signin.entityOfProvider')} {...field('issuer')} />
      <TextField label={t('signin.entryPoint')} inputMode="url" {...field('entry_point')} />
      <Field label={t('signin.certificates')} hint={t('signin.certificatesHint')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={4}
            value={fields.certificates}
            onChange={field('certificates').onChange}
            className={cx(inputClasses, '!h-auto resize-y py-1 font-mono text-11')}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <TextField label={t('signin.roleAttribute')} {...field('role_attribute', t('signin.usual'))} />
        <TextField label={t('signin.emailAttribute')} {...field('email_attribute', t('signin.usual'))} />
        <TextField label={t('signin.firstAttribute')} {...field('first_attribute', t('signin.usual'))} />
        <TextField label={t('signin.lastAttribute')} {...field('last_attribute', t('signin.usual'))} />
      </div>
      {(['entity_id', 'acs_url'] as const).map((name) => (
        <div key={name} className="flex flex-col gap-1">
          <span className="font-medium text-12 text-quiet">
            {t(name === 'entity_id' ? 'signin.entityId' : 'signin.acs')}
          </span>
          <LinkBox url={stored[name]} label={t(name === 'entity_id' ? 'signin.entityId' : 'signin.acs')} />
        </div>
      ))}
    </ProviderSection>
  )
}
