import { useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { accountUserList } from '#contract/account_user.ts'
import type { GroupRecord } from '#contract/group.ts'
import type { PlaceRecord } from '#contract/place.ts'
import { studyCount } from '#contract/study/list.ts'
import { call } from '#web/api/call.ts'
import { searchCustomfield, useCustomfieldsOf } from '#web/api/customfield.ts'
import { useDeleteLater } from '#web/api/leaving.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { Customfields } from '#web/ui/customfield/Customfields.tsx'
import { useCustomfieldDraft } from '#web/ui/customfield/useCustomfieldDraft.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { ErrorBar } from '#web/ui/Message.tsx'
import { RowEnd } from '#web/ui/RowEnd.tsx'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { contains } from '../AdminTable.tsx'
import { allows, useAccount, useRolesFor } from '../account.ts'
import { AddPopover, PagedChoice } from '../PagedChoice.tsx'
import { type Membership, useMemberships } from './membership.ts'
import { COMMANDS, type PlaceKind } from './place.ts'
import { SiteChoice, TrialSite } from './TrialSite.tsx'

const FLAGS = ['must_approve', 'must_approve_upload', 'must_approve_move', 'no_share'] as const

/** A group or a location: its rules of sharing and its members; a new one, or a copy of another. */
export function PlaceDialog({
  kind,
  place,
  onClose,
}: {
  kind: PlaceKind
  place: GroupRecord | undefined
  onClose: () => void
}) {
  const { t } = useTranslation('admin')
  const cache = useQueryClient()
  const toast = useToast()
  const deleteLater = useDeleteLater()
  const account = useAccount()
  const commands = COMMANDS[kind]
  const edits = allows(account, `${kind}_edit`)
  const roles = useRolesFor(kind)
  const [copying, setCopying] = useState(false)
  const [role, setRole] = useState(place?.role_id ?? '')
  const [site, setSite] = useState('')
  const [refused, setRefused] = useState<string>()
  const existing = place !== undefined && !copying
  const customfields = useCustomfieldDraft(
    useCustomfieldsOf(account.uuid, kind === 'group' ? 'Group' : 'Location', place?.customfields),
  )
  const { register, handleSubmit, formState } = useForm({
    defaultValues: {
      name: place?.name ?? '',
      share_code: place?.share_code ?? '',
      must_approve: place?.must_approve === 1,
      must_approve_upload: place?.must_approve_upload === 1,
      must_approve_move: place?.must_approve_move === 1,
      no_share: place?.no_share === 1,
    },
  })
  const refresh = () => cache.invalidateQueries({ queryKey: keyOf(commands.list) })
  const submit = handleSubmit(async (fields) => {
    setRefused(undefined)
    if (!customfields.check()) return
    const flags = Object.fromEntries(FLAGS.map((name) => [name, fields[name] ? (1 as const) : (0 as const)]))
    // A copy has a code of its own, or none.
    const share_code = copying && fields.share_code === place?.share_code ? '' : fields.share_code.trim()
    const values = {
      name: fields.name.trim(),
      share_code,
      ...flags,
      ...(role ? { role_id: role } : {}),
      ...(!existing && site ? { site_id: site } : {}),
      ...customfields.parameters(!existing),
    }
    try {
      if (existing) await call(commands.set, { uuid: place.uuid, ...values })
      else await call(commands.add, { account_id: account.uuid, ...values })
      await refresh()
      onClose()
      toast({ text: t('saved') })
    } catch (error) {
      setRefused(t(`places.refused.${errorTypeOf(error) ?? 'failed'}`, t('users.refused.failed')))
    }
  })
  const remove = async () => {
    if (!place) return
    // What is seen to be there is said at once; the server has the last word when the way back is gone.
    const studies = await call(studyCount, { 'filter.phi_namespace.equals': place.namespace_id }).catch(
      () => undefined,
    )
    if (studies && studies.count > 0) return setRefused(t('places.refused.NOT_EMPTY'))
    onClose()
    deleteLater({
      uuids: [place.uuid],
      remove: (uuid, options) => call(commands.delete, { uuid }, options),
      reads: [commands.list],
      text: t('places.deleted', { name: place.name }),
      failed: ([failure]) =>
        t('places.notDeleted', {
          name: place.name,
          why: t(`places.refused.${errorTypeOf(failure?.error) ?? 'failed'}`, t('users.refused.failed')),
        }),
    })
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={existing ? place.name : t(`places.add.${kind}`)}
      footer={
        edits && (
          <>
            {existing && (
              <>
                <Button look="plain" size="large" onClick={() => void remove()} className="hover:!text-bad">
                  {t('places.delete')}
                </Button>
                {allows(account, `${kind}_clone`) && (
                  <Button look="plain" size="large" onClick={() => setCopying(true)}>
                    {t('places.clone')}
                  </Button>
                )}
              </>
            )}
            <span className="grow" />
            <Button size="large" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              look="primary"
              size="large"
              onClick={(event) => void submit(event)}
              busy={formState.isSubmitting ? t('saving') : undefined}
            >
              {t('save')}
            </Button>
          </>
        )
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
        {refused !== undefined && <ErrorBar>{refused}</ErrorBar>}
        <TextField
          label={t('places.name')}
          readOnly={!edits}
          error={formState.errors.name?.message}
          {...register('name', { required: t('required') })}
        />
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <TextField label={t('places.shareCode')} readOnly={!edits} {...register('share_code')} />
          <Select
            label={t('places.role')}
            value={role}
            disabled={!edits}
            onChange={setRole}
            options={[
              ...(place?.role_id ? [] : [{ value: '', label: t('users.defaultRole') }]),
              ...roles.map(({ uuid, name }) => ({ value: uuid, label: name })),
            ]}
          />
        </div>
        {kind === 'group' && !existing && <SiteChoice value={site} onChange={setSite} />}
        <fieldset className="grid grid-cols-2 max-md:grid-cols-1">
          <legend className="sr-only">{t('places.rules')}</legend>
          {FLAGS.map((name) => (
            <label key={name} className="flex min-h-7 items-center gap-2 max-md:min-h-11">
              <input type="checkbox" className="check-box" disabled={!edits} {...register(name)} />
              {t(`places.flag.${name}`)}
            </label>
          ))}
        </fieldset>
        <Customfields
          fields={customfields.fields}
          values={customfields.values}
          faults={customfields.faults}
          disabled={!edits}
          onChange={customfields.change}
          search={searchCustomfield}
        />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      {existing && kind === 'group' && <TrialSite group={place} />}
      {existing && <Members kind={kind} place={place} edits={edits} />}
    </Dialog>
  )
}

/** Who belongs to the place; people of the account are added and taken out here. */
function Members({ kind, place, edits }: { kind: PlaceKind; place: PlaceRecord; edits: boolean }) {
  const { t } = useTranslation('admin')
  const { isLeaving, keep, put, takeOut } = useMemberships(kind)
  const { uuid } = place
  const members =
    useQuery(commandQuery(COMMANDS[kind].userList, { uuid, 'page.rows': 5000 })).data?.users ?? []
  const staying = members.filter((user) => !isLeaving({ place, user }))
  return (
    <section aria-label={t('places.members')} className="mt-4">
      <div className="flex items-center gap-2 border-line border-b pb-1">
        <h3 className="grow font-strong text-12">
          {t('places.members')} <span className="text-quiet tabular-nums">{staying.length}</span>
        </h3>
        {edits && (
          <AddPopover label={t('places.addMember')}>
            <PeopleChoice
              selected={staying.map(({ user_id }) => user_id)}
              onToggle={(user) => {
                const member = members.find(({ user_id }) => user_id === user.user_id)
                if (!member) put({ place, user })
                else if (isLeaving({ place, user })) keep({ place, user })
                else takeOut({ place, user })
              }}
            />
          </AddPopover>
        )}
      </div>
      <ul>
        {members.map((user) => {
          const leaving = isLeaving({ place, user })
          return (
            <li key={user.user_id} className="flex min-h-9 items-center gap-2 border-line border-b py-1">
              <span className={cx('min-w-0 grow truncate', leaving && 'text-quiet line-through')}>
                {user.user_name}
              </span>
              <span className="truncate text-12 text-quiet">{user.role_name ?? t('users.defaultRole')}</span>
              {user.global === 1 && <Badge>{t('users.global')}</Badge>}
              {edits && user.global === 0 && (
                <RowEnd
                  label={t('places.removeMember', { name: user.user_name })}
                  leaving={leaving}
                  onTakeOut={() => takeOut({ place, user })}
                  onKeep={() => keep({ place, user })}
                >
                  <X className="!size-3.5" />
                </RowEnd>
              )}
            </li>
          )
        })}
      </ul>
      {edits && members.some(({ global }) => global === 1) && (
        <p className="pt-1.5 text-12 text-quiet">{t('places.everywhere')}</p>
      )}
    </section>
  )
}

function PeopleChoice({
  selected,
  onToggle,
}: {
  selected: readonly string[]
  onToggle: (user: Membership['user']) => void
}) {
  const { t } = useTranslation('admin')
  const { uuid } = useAccount()
  const [looked, setLooked] = useState('')
  const pages = useListPages(
    accountUserList,
    // Who is everywhere is a member already, and can be neither added nor taken out.
    { uuid, 'filter.global.equals': '0', ...contains('user_name', looked) },
    ({ users, page }) => ({ rows: users, more: page.more }),
  )
  return (
    <PagedChoice
      label={t('places.addMember')}
      pages={pages}
      option={({ user_id, user_name }) => ({ value: user_id, label: user_name })}
      selected={selected}
      onSearch={setLooked}
      onToggle={(user_id) => {
        const user = pages.rows.find((row) => row.user_id === user_id)
        if (user) onToggle(user)
      }}
    />
  )
}
