import { useQuery } from '@tanstack/react-query'
import { User, UserPlus, Users, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountUserList } from '#contract/account_user.ts'
import { groupList } from '#contract/group.ts'
import { assignmentAdd, assignmentDelete, assignmentList } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { like } from '#web/api/like.ts'
import { commandQuery } from '#web/api/query.ts'
import { Combobox } from '#web/ui/Combobox.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { useChange } from './useChange.ts'

/** A study or an order. */
export type Named = { study_id: string } | { order_id: string }

const SHOWN = 20

/** Whom it is assigned to: people and groups of the account, who reach it whatever their role shows them. */
export function Assignments({
  account_id,
  named,
  edits,
}: {
  account_id: string
  named: Named
  edits: boolean
}) {
  const { t } = useTranslation('orders')
  const changed = useChange(assignmentList)
  const [choosing, setChoosing] = useState(false)
  const { data } = useQuery(commandQuery(assignmentList, named))
  const assigned = data?.assignments ?? []
  if (assigned.length === 0 && !edits) return null
  const change = async (command: typeof assignmentAdd, kind: string, uuid: string) => {
    setChoosing(false)
    await changed(() => call(command, { ...named, [kind]: uuid }))
  }
  return (
    <section aria-label={t('assigned')}>
      <div className="mb-1 flex min-h-7 items-center justify-between gap-2">
        <h3 className="font-strong text-12">{t('assigned')}</h3>
        {edits && (
          <IconButton label={t('assign')} pressed={choosing} onClick={() => setChoosing(!choosing)}>
            <UserPlus />
          </IconButton>
        )}
      </div>
      {choosing && (
        <Candidates
          account_id={account_id}
          onChosen={(kind, uuid) => void change(assignmentAdd, kind, uuid)}
        />
      )}
      <ul>
        {assigned.map(({ user_id, group_id, name }) => (
          <li key={user_id ?? group_id} className="flex min-h-7 items-center gap-2 text-12">
            {user_id ? <User className="!size-3.5 text-quiet" /> : <Users className="!size-3.5 text-quiet" />}
            <span className="min-w-0 grow truncate">{name}</span>
            {edits && (
              <IconButton
                label={t('unassign', { name })}
                onClick={() =>
                  void change(assignmentDelete, user_id ? 'user_id' : 'group_id', user_id ?? group_id ?? '')
                }
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
        {assigned.length === 0 && <li className="text-12 text-quiet">{t('nobody')}</li>}
      </ul>
    </section>
  )
}

function Candidates({
  account_id,
  onChosen,
}: {
  account_id: string
  onChosen: (kind: 'user_id' | 'group_id', uuid: string) => void
}) {
  const { t } = useTranslation('orders')
  const [search, setSearch] = useState('')
  const [, setTyped] = useTypedText(search, setSearch)
  const people = useQuery(
    commandQuery(accountUserList, { uuid: account_id, 'page.rows': SHOWN, ...like('user_name', search) }),
  ).data?.users
  const groups = useQuery(
    commandQuery(groupList, { account_id, 'page.rows': SHOWN, ...like('name', search) }),
  ).data?.groups
  const options = [
    ...(people ?? []).map(({ user_id, user_name }) => ({ value: `user_id ${user_id}`, label: user_name })),
    ...(groups ?? []).map(({ uuid, name }) => ({ value: `group_id ${uuid}`, label: name })),
  ]
  return (
    <Combobox
      label={t('assign')}
      placeholder={t('search')}
      emptyText={t('noneFound')}
      options={options}
      selected={[]}
      onSearch={setTyped}
      onToggle={(value) => {
        const [kind, uuid = ''] = value.split(' ')
        onChosen(kind === 'user_id' ? 'user_id' : 'group_id', uuid)
      }}
    />
  )
}
