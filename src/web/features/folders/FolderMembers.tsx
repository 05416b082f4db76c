import { useQuery } from '@tanstack/react-query'
import { User, Users, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountUserList } from '#contract/account_user.ts'
import { type FolderMember, type FolderRecord, folderShareAdd, folderShareStop } from '#contract/folder.ts'
import { groupList } from '#contract/group.ts'
import { call } from '#web/api/call.ts'
import { commandQuery } from '#web/api/query.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { TextField } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { RowEnd } from '#web/ui/RowEnd.tsx'
import { useTakenOut } from '#web/ui/useTakenOut.ts'

type Act = (action: Promise<unknown>) => Promise<boolean>
type Rights = Pick<FolderMember, 'may_edit' | 'may_download' | 'may_upload'>
interface Candidate {
  kind: 'user_id' | 'group_id'
  uuid: string
  name: string
}

const RIGHTS = ['may_edit', 'may_download', 'may_upload'] as const
const SHOWN = 6
const idOf = ({ user_id, group_id }: FolderMember): string => user_id ?? group_id ?? ''
const like = (field: string, search: string) => ({
  [`filter.${field}.like` as const]: `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`,
})

/** People and groups of the account by what was typed. */
function useCandidates(folder: FolderRecord, search: string): Candidate[] {
  const enabled = search.trim() !== ''
  const people = useQuery({
    ...commandQuery(accountUserList, {
      uuid: folder.account_id,
      'page.rows': SHOWN,
      ...like('user_name', search.trim()),
    }),
    enabled,
  })
  const groups = useQuery({
    ...commandQuery(groupList, {
      account_id: folder.account_id,
      'page.rows': SHOWN,
      ...like('name', search.trim()),
    }),
    enabled,
  })
  if (!enabled) return []
  return [
    ...(people.data?.users ?? []).map(
      ({ user_id, user_name }): Candidate => ({ kind: 'user_id', uuid: user_id, name: user_name }),
    ),
    ...(groups.data?.groups ?? []).map(({ uuid, name }): Candidate => ({ kind: 'group_id', uuid, name })),
  ]
}

/** The members of a folder: found by name, with what each may do and until when. */
export function FolderMembers({
  folder,
  members,
  reading,
  act,
}: {
  folder: FolderRecord
  members: readonly FolderMember[]
  /** They are being read anew. */
  reading: boolean
  act: Act
}) {
  const { t } = useTranslation('folders')
  const [search, setSearch] = useState('')
  const [expires, setExpires] = useState('')
  const candidates = useCandidates(folder, search).filter(
    ({ uuid }) => uuid !== folder.owner_id && !members.some((member) => uuid === idOf(member)),
  )
  const { rows, isGone, remember, forget } = useTakenOut(members, reading, idOf)
  const add = async ({ kind, uuid }: Candidate) => {
    const done = await act(
      call(folderShareAdd, { uuid: folder.uuid, [kind]: uuid, ...(expires ? { expires } : {}) }),
    )
    if (!done) return
    forget(uuid)
    setSearch('')
  }
  return (
    <section aria-label={t('members')} className="flex min-w-0 flex-col gap-3 px-6 py-4">
      <h3 className="font-strong text-13">{t('members')}</h3>
      <div className="grid grid-cols-[minmax(0,1fr)_9rem] gap-2">
        <TextField
          label={t('addMember')}
          autoFocus
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <TextField
          label={t('until')}
          type="date"
          value={expires}
          onChange={(event) => setExpires(event.target.value)}
        />
      </div>
      {search.trim() !== '' && (
        <ul className="flex flex-col rounded-2 border border-line p-1">
          {candidates.map((one) => (
            <li key={one.uuid}>
              <button
                type="button"
                onClick={() => void add(one)}
                className="flex h-7 w-full min-w-0 items-center gap-2 rounded-1 px-2 hover:bg-hover max-md:h-11"
              >
                {one.kind === 'user_id' ? <User className="!size-3.5" /> : <Users className="!size-3.5" />}
                <span className="truncate">{one.name}</span>
              </button>
            </li>
          ))}
          {candidates.length === 0 && <li className="px-2 py-1 text-12 text-quiet">{t('nobody')}</li>}
        </ul>
      )}
      {rows.length === 0 && <p className="text-12 text-quiet">{t('noMembers')}</p>}
      <ul className="flex flex-col gap-2">
        {rows.map((member) => (
          <Member
            key={idOf(member)}
            folder={folder}
            member={member}
            gone={isGone(member)}
            act={act}
            onGone={() => remember(member)}
            onBack={() => forget(idOf(member))}
          />
        ))}
      </ul>
    </section>
  )
}

function Member({
  folder,
  member,
  gone,
  act,
  onGone,
  onBack,
}: {
  folder: FolderRecord
  member: FolderMember
  /** Just taken out. */
  gone: boolean
  act: Act
  onGone: () => void
  onBack: () => void
}) {
  const { t } = useTranslation('folders')
  const formats = useFormats()
  const who = member.user_id ? { user_id: member.user_id } : { group_id: member.group_id ?? '' }
  const put = (changed: Partial<Rights> = {}) => {
    const { may_edit, may_download, may_upload } = member
    const rights = { may_edit, may_download, may_upload, ...changed }
    const expires = member.expires?.slice(0, 10)
    return act(
      call(folderShareAdd, { uuid: folder.uuid, ...who, ...rights, ...(expires ? { expires } : {}) }),
    )
  }
  return (
    <li className="flex flex-col rounded-2 border border-line px-3 py-2">
      <div className="flex items-center gap-2">
        {member.user_id ? <User className="!size-3.5 shrink-0" /> : <Users className="!size-3.5 shrink-0" />}
        <span className={cx('min-w-0 grow truncate font-medium', gone && 'text-quiet line-through')}>
          {member.name}
        </span>
        {member.expires && !gone && (
          <span className="text-12 text-quiet">
            {t(member.expired === 1 ? 'expired' : 'untilDay', { day: formats.timestamp(member.expires) })}
          </span>
        )}
        <RowEnd
          label={t('removeMember', { name: member.name })}
          leaving={gone}
          onTakeOut={() => {
            onGone()
            void act(call(folderShareStop, { uuid: folder.uuid, ...who })).then((done) => done || onBack())
          }}
          onKeep={() => void put().then((done) => done && onBack())}
        >
          <X className="!size-3.5" />
        </RowEnd>
      </div>
      {!gone && (
        <div className="flex flex-wrap gap-x-4">
          {RIGHTS.map((right) => (
            <Checkbox
              key={right}
              checked={member[right] === 1}
              onChange={(on) => void put({ [right]: on ? 1 : 0 })}
            >
              {t(`right.${right}`)}
            </Checkbox>
          ))}
        </div>
      )}
    </li>
  )
}
