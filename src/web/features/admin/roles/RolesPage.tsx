import { useQueryClient } from '@tanstack/react-query'
import { Eye, Plus, Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { Permission } from '#contract/permission.ts'
import { type RoleRecord, roleAdd, roleList, roleSet } from '#contract/role.ts'
import { call } from '#web/api/call.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { inputClasses, TextField } from '#web/ui/Field.tsx'
import { EmptyState } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { allows, useAccount, useRoles } from '../account.ts'
import { AccessFilters } from './AccessFilters.tsx'
import { RoleMatrix } from './RoleMatrix.tsx'
import { RoleNames } from './RoleNames.tsx'
import { RolePreview } from './RolePreview.tsx'
import { isOn, permissionSections, words } from './sections.ts'

/** `/admin/roles`: what each role may do, beside another one; a change is made as it is chosen and can be undone. */
export function RolesPage() {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const toast = useToast()
  const account = useAccount()
  const roles = useRoles()
  const [params, setParams] = useSearchParams()
  const [search, setSearch] = useState('')
  const [onlyDifferences, setOnlyDifferences] = useState(false)
  const [previewing, setPreviewing] = useState(false)
  const role = roles.find(({ uuid }) => uuid === params.get('role')) ?? roles[0]
  const other = roles.find(({ uuid }) => uuid === params.get('with'))
  const edits = allows(account, 'role_edit')
  const choose = (name: 'role' | 'with', uuid: string) => {
    const next = new URLSearchParams(params)
    if (uuid === '') next.delete(name)
    else next.set(name, uuid)
    setParams(next, { replace: true })
  }
  const refresh = () => cache.invalidateQueries({ queryKey: keyOf(roleList) })
  const change = (of: RoleRecord, permission: Permission, on: boolean, undone = false) =>
    void call(roleSet, { uuid: of.uuid, permissions: { [permission]: on ? 1 : 0 } })
      .then(refresh)
      .then(() => {
        if (undone) return
        toast({
          text: t(on ? 'roles.given' : 'roles.taken', { permission: words(permission), role: of.name }),
          action: { label: t('undo'), run: () => change(of, permission, !on, true) },
        })
      })
      .catch((error: unknown) =>
        toast({
          kind: 'bad',
          text: t(errorTypeOf(error) === 'NO_OTHER_ROLE_EDIT' ? 'roles.noOther' : 'users.refused.failed'),
        }),
      )
  const add = () =>
    void call(roleAdd, { account_id: account.uuid, name: t('roles.newName') })
      .then(async ({ uuid }) => {
        await refresh()
        choose('role', uuid)
      })
      .catch(() => toast({ kind: 'bad', text: t('users.refused.failed') }))

  if (!role) return <EmptyState title={t('roles.none')} />
  const differs = (permission: Permission) =>
    other !== undefined && isOn(role, permission) !== isOn(other, permission)
  const found = permissionSections(search)
  const count = found.flatMap(({ permissions }) => permissions).filter(differs).length
  const sections =
    other && onlyDifferences
      ? found.flatMap(({ name, permissions }) => {
          const differing = permissions.filter(differs)
          return differing.length > 0 ? [{ name, permissions: differing }] : []
        })
      : found
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('roles.pageTitle')}</title>
      <div className="flex shrink-0 flex-wrap items-end gap-3 border-line border-b px-3 py-2">
        <h1 className="self-center font-strong text-14">{t('nav.roles')}</h1>
        <div className="w-48 lg:hidden">
          <Select
            label={t('roles.role')}
            value={role.uuid}
            onChange={(uuid) => choose('role', uuid)}
            options={roles.map(({ uuid, name }) => ({ value: uuid, label: name }))}
          />
        </div>
        <div className="w-48">
          <Select
            label={t('roles.compare')}
            value={other?.uuid ?? ''}
            onChange={(uuid) => choose('with', uuid)}
            options={[
              { value: '', label: t('roles.nobody') },
              ...roles.filter((one) => one !== role).map(({ uuid, name }) => ({ value: uuid, label: name })),
            ]}
          />
        </div>
        <div className="relative w-56 max-md:w-full">
          <Search className="pointer-events-none absolute inset-y-0 start-2 my-auto !size-3.5 text-quiet" />
          <input
            type="search"
            aria-label={t('roles.search')}
            placeholder={t('roles.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className={cx(inputClasses, 'ps-7')}
          />
        </div>
        {other && (
          <div className="flex min-h-8 items-center gap-3 self-end">
            <Checkbox checked={onlyDifferences} onChange={setOnlyDifferences}>
              {t('roles.onlyDifferences')}
            </Checkbox>
            <span role="status" className="text-12 text-quiet tabular-nums">
              {t('roles.differing', { count })}
            </span>
          </div>
        )}
        <span className="grow" />
        <Button icon={<Eye className="!size-3.5" />} onClick={() => setPreviewing(true)}>
          {t('preview.show')}
        </Button>
        {edits && (
          <Button icon={<Plus className="!size-3.5" />} onClick={add}>
            {t('roles.add')}
          </Button>
        )}
      </div>
      <div className="flex min-h-0 grow">
        <RoleNames roles={roles} chosen={role.uuid} onChoose={(uuid) => choose('role', uuid)} />
        <div className="min-h-0 min-w-0 grow overflow-y-auto">
          {search === '' && !other && (
            <div className="p-4 pb-0">
              {edits && <RoleName key={role.uuid} role={role} onSaved={refresh} />}
              <AccessFilters role={role} edits={edits} />
            </div>
          )}
          {sections.length === 0 ? (
            <EmptyState title={t(other && search === '' ? 'roles.same' : 'nothingFound')} />
          ) : (
            <RoleMatrix
              role={role}
              other={other}
              sections={sections}
              edits={edits}
              searching={search !== '' || (other !== undefined && onlyDifferences)}
              onChange={(permission, on) => change(role, permission, on)}
            />
          )}
        </div>
      </div>
      {previewing && <RolePreview role={role} onClose={() => setPreviewing(false)} />}
    </div>
  )
}

/** The name of a role, saved when it is left. */
function RoleName({ role, onSaved }: { role: RoleRecord; onSaved: () => unknown }) {
  const { t } = useTranslation('admin')
  const toast = useToast()
  const [name, setName] = useState(role.name)
  const save = () => {
    const next = name.trim()
    if (next === '' || next === role.name) return setName(role.name)
    call(roleSet, { uuid: role.uuid, name: next })
      .then(onSaved)
      .catch(() => toast({ kind: 'bad', text: t('users.refused.failed') }))
  }
  return (
    <div className="mb-4 max-w-72">
      <TextField
        label={t('roles.name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
    </div>
  )
}
