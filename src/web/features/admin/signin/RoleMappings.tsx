import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountSamlRoleList, accountSamlRoleSet } from '#contract/account_sso.ts'
import { userNamespaceList } from '#contract/user.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount, useRoles } from '../account.ts'
import { refusedWords } from './refusal.ts'

const EVERY_GROUP = 'group'
const EVERY_LOCATION = 'location'

/** A place of the form, as the command takes it. */
const placeOf = (place: string) =>
  place === EVERY_GROUP
    ? { for_group: 1 as const }
    : place === EVERY_LOCATION
      ? { for_location: 1 as const }
      : { namespace_id: place }

/** What the provider's roles mean here. */
export function RoleMappings() {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const toast = useToast()
  const roles = useRoles()
  const may = allows(account, 'saml_role_edit')
  const list = useQuery({ ...commandQuery(accountSamlRoleList, { account_id: account.uuid }), retry: false })
  const places =
    useQuery(commandQuery(userNamespaceList, { account_id: account.uuid })).data?.namespaces ?? []
  const set = useCommand(accountSamlRoleSet, { invalidates: [accountSamlRoleList] })
  const [saml_role, setSamlRole] = useState('')
  const [place, setPlace] = useState(account.namespace_id)
  const [role_id, setRole] = useState('')
  if (!may && !list.data) return <p className="text-quiet">{t('signin.rolesOthers')}</p>
  const mappings = list.data?.roles ?? []
  // Nobody becomes an administrator by oversight.
  const role = role_id || (roles.find(({ type }) => type !== 'admin') ?? roles[0])?.uuid || ''
  const add = () =>
    void set
      .mutateAsync({
        account_id: account.uuid,
        saml_role: saml_role.trim(),
        role_id: role,
        sequence: mappings.length + 1,
        ...placeOf(place),
      })
      .then(() => setSamlRole(''))
      .catch(() => undefined)
  const remove = (mapping: (typeof mappings)[number]) => {
    const named = {
      account_id: account.uuid,
      saml_role: mapping.saml_role,
      ...(mapping.namespace_id ? { namespace_id: mapping.namespace_id } : {}),
    }
    const { for_group, for_location, sequence } = mapping
    void set
      .mutateAsync({ ...named, delete: 1 })
      .then(() =>
        toast({
          text: t('signin.roleRemoved', { role: mapping.saml_role }),
          action: {
            label: t('undo'),
            run: () =>
              void set
                .mutateAsync({ ...named, role_id: mapping.role_id, for_group, for_location, sequence })
                .catch(() => undefined),
          },
        }),
      )
      .catch(() => undefined)
  }
  const placeName = ({ namespace_name, for_group, for_location }: (typeof mappings)[number]) =>
    namespace_name ??
    [for_group === 1 && t('signin.everyGroup'), for_location === 1 && t('signin.everyLocation')]
      .filter(Boolean)
      .join(', ')
  return (
    <div className="flex flex-col gap-3">
      <p className="text-quiet">{t('signin.rolesText')}</p>
      {set.error && <ErrorBar>{refusedWords(t, set.error)}</ErrorBar>}
      {mappings.length === 0 ? (
        <p className="text-quiet">{t('signin.rolesNone')}</p>
      ) : (
        <ul className="border-line border-t">
          {mappings.map((mapping) => (
            <li
              key={`${mapping.saml_role} ${mapping.namespace_id}`}
              className="flex min-h-8 flex-wrap items-center gap-x-3 border-line border-b py-1 max-md:min-h-11"
            >
              <span className="min-w-24 font-mono text-12">{mapping.saml_role}</span>
              <span className="min-w-0 grow truncate">{placeName(mapping)}</span>
              <span className="text-quiet">{mapping.role_name}</span>
              <IconButton
                label={t('signin.removeRole', { role: mapping.saml_role })}
                onClick={() => remove(mapping)}
              >
                <X />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <form
        aria-label={t('signin.addRole')}
        className="grid grid-cols-3 items-start gap-3 max-md:grid-cols-1"
        onSubmit={(event) => {
          event.preventDefault()
          if (saml_role.trim() !== '' && role !== '') add()
        }}
      >
        <TextField
          label={t('signin.samlRole')}
          hint={t('signin.samlRoleHint')}
          value={saml_role}
          onChange={(event) => setSamlRole(event.target.value)}
        />
        <Select
          label={t('signin.place')}
          value={place}
          onChange={setPlace}
          options={[
            ...places
              .filter(({ type }) => type !== 'user_id')
              .map(({ uuid, name }) => ({ value: uuid, label: name })),
            { value: EVERY_GROUP, label: t('signin.everyGroup') },
            { value: EVERY_LOCATION, label: t('signin.everyLocation') },
          ]}
        />
        <Select
          label={t('signin.role')}
          value={role}
          onChange={setRole}
          options={roles.map(({ uuid, name }) => ({ value: uuid, label: name }))}
        />
        <div>
          <Button type="submit" disabled={saml_role.trim() === ''}>
            {t('signin.addRole')}
          </Button>
        </div>
      </form>
    </div>
  )
}
