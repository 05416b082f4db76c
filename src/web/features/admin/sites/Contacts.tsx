import { useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SiteUser, siteUserAdd, siteUserDelete, siteUserList, siteUserSet } from '#contract/site.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount } from '../account.ts'

/** Whom to turn to at a site, and the role that they are to have in its trials. */
export function Contacts({ site_id }: { site_id: string }) {
  const { t } = useTranslation('sites')
  const cache = useQueryClient()
  const toast = useToast()
  const account = useAccount()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('')
  const [refused, setRefused] = useState<string>()
  const { data } = useQuery(commandQuery(siteUserList, { uuid: site_id, 'page.rows': 5000 }))
  const users = data?.users ?? []
  const again = () => cache.invalidateQueries({ queryKey: keyOf(siteUserList) })
  const act = async (action: () => Promise<unknown>): Promise<boolean> => {
    setRefused(undefined)
    try {
      await action()
      return true
    } catch (error) {
      setRefused(t(`refused.${errorTypeOf(error) ?? 'failed'}`, t('refused.failed')))
      return false
    } finally {
      await again()
    }
  }
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const added = await act(() =>
      call(siteUserAdd, { uuid: site_id, email: email.trim(), role_name: role.trim() }),
    )
    if (added) setEmail('')
  }
  const remove = async ({ user_id, user_name, role_name, site_email }: SiteUser) => {
    if (!(await act(() => call(siteUserDelete, { uuid: site_id, user_id })))) return
    const back = { uuid: site_id, user_id, role_name, ...(site_email === null ? {} : { site_email }) }
    toast({
      text: t('contactRemoved', { name: user_name }),
      action: { label: t('undo'), run: () => void act(() => call(siteUserAdd, back)) },
    })
  }
  return (
    <section aria-label={t('contacts')} className="mt-4">
      <h3 className="border-line border-b pb-1 font-strong text-12">
        {t('contacts')} <span className="text-quiet tabular-nums">{users.length}</span>
      </h3>
      {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
      {data && users.length === 0 && <p className="py-1 text-12 text-quiet">{t('noContacts')}</p>}
      <ul>
        {users.map((user) => (
          <li key={user.user_id} className="flex items-center gap-2 border-line border-b py-1">
            <span className="min-w-0 grow">
              <span className="block truncate">{user.user_name}</span>
              <span className="block truncate text-12 text-quiet">
                {[
                  user.site_email ?? user.user_email,
                  ...user.groups.map(({ group_name }) => group_name),
                ].join(' · ')}
              </span>
            </span>
            {allows(account, 'site_user_edit') ? (
              <span className="w-36">
                <TextField
                  label={t('roleOf', { name: user.user_name })}
                  quietLabel
                  defaultValue={user.role_name}
                  onBlur={(event) => {
                    const role_name = event.target.value.trim()
                    if (role_name !== '' && role_name !== user.role_name)
                      void act(() => call(siteUserSet, { uuid: site_id, user_id: user.user_id, role_name }))
                  }}
                />
              </span>
            ) : (
              <span className="truncate text-12 text-quiet">{user.role_name}</span>
            )}
            {allows(account, 'site_user_delete') && (
              <IconButton
                label={t('removeContact', { name: user.user_name })}
                narrow
                onClick={() => void remove(user)}
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {allows(account, 'site_user_add') && (
        <form
          onSubmit={(event) => void add(event)}
          className="mt-2 flex items-end gap-2 max-md:flex-col max-md:items-stretch"
        >
          <div className="min-w-0 grow">
            <TextField
              label={t('email')}
              type="email"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </div>
          <div className="w-36 max-md:w-auto">
            <TextField
              label={t('role')}
              required
              value={role}
              onChange={(event) => setRole(event.target.value)}
            />
          </div>
          <Button type="submit">{t('addContact')}</Button>
        </form>
      )}
    </section>
  )
}
