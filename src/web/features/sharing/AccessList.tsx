import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, type LucideIcon } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LinkRecord, linkDelete, linkList } from '#contract/link.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { type ShareRecord, studyShare, studyShareList, studyShareStop } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { RowEnd } from '#web/ui/RowEnd.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useTakenOut } from '#web/ui/useTakenOut.ts'
import { KIND_ICONS } from './RecipientField.tsx'
import { allows } from './recipient.ts'

const KINDS = ['account_id', 'location_id', 'group_id', 'user_id'] as const

/** Somebody or a link that has access, and how that is taken and given back. */
interface Access {
  key: string
  icon: LucideIcon
  name: string
  note: string
  /** The address of a link that still opens. */
  url?: string
  revoke: () => Promise<unknown>
  restore: () => Promise<unknown>
}

function Row({
  access: { icon: Icon, name, note, url },
  revoked = false,
  children,
}: {
  access: Access
  revoked?: boolean
  /** What can be done about it. */
  children?: ReactNode
}) {
  const { t } = useTranslation('sharing')
  return (
    <li className="flex flex-col gap-1.5 border-line border-b px-4 py-2 last:border-b-0">
      <div className="flex items-center gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-2 bg-press text-quiet">
          <Icon className="!size-4" />
        </span>
        <span className="min-w-0 grow">
          <span dir="auto" className={cx('block truncate font-medium', revoked && 'text-quiet line-through')}>
            {name}
          </span>
          <span className="block text-12 text-quiet">{revoked ? t('revoked') : note}</span>
        </span>
        {children}
      </div>
      {url !== undefined && !revoked && <LinkBox url={url} label={t('link.address')} />}
    </li>
  )
}

const isRecord = (share: string | ShareRecord): share is ShareRecord => typeof share !== 'string'
const over = ({ expires, max_hits, hits }: LinkRecord) =>
  (expires !== null && Date.parse(expires) < Date.now()) || (max_hits !== null && hits >= max_hits)

/** Who has access to a study now, since when, when they last opened it; each can be taken back. */
export function AccessList({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('sharing')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const [showsEnded, setShowsEnded] = useState(false)
  const { uuid } = study
  const shareRead = useQuery(commandQuery(studyShareList, { uuid, name: 1 }))
  const shares = shareRead.data
  const seesLinks = allows([study], 'link_view')
  const linkRead = useQuery({
    ...commandQuery(linkList, { study_id: uuid, 'page.rows': 100 }),
    enabled: seesLinks,
  })
  const links = linkRead.data?.links ?? []
  const reading = shareRead.isFetching || linkRead.isFetching
  const refresh = () =>
    Promise.all([studyShareList, linkList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })))

  const change = (action: Promise<unknown>, done: () => void) =>
    void action
      .then(done)
      .catch(() => toast({ kind: 'bad', text: t('notRevoked') }))
      .then(refresh)
  const since = ({ created, opened, must_approve }: ShareRecord) =>
    [
      t('since', { when: formats.timestamp(created) }),
      must_approve === 1
        ? t('waits')
        : opened
          ? t('opened', { when: formats.timestamp(opened) })
          : t('notOpened'),
    ].join(' · ')
  const linkNote = (link: LinkRecord) =>
    [
      link.email,
      link.has_password === 1 ? t('withPassword') : undefined,
      link.pin_auth === 1 ? t('withPin') : undefined,
      link.last_used
        ? t('openedTimes', { count: link.hits, when: formats.timestamp(link.last_used) })
        : t('notOpened'),
      over(link)
        ? t('over')
        : link.expires
          ? t('endsOn', { when: formats.timestamp(link.expires) })
          : undefined,
    ]
      .filter((part) => part)
      .join(' · ')
  const given: Access[] = KINDS.flatMap((kind) =>
    (shares?.[kind] ?? []).filter(isRecord).map((share) => ({
      key: share.uuid,
      icon: KIND_ICONS[kind],
      name: share.name ?? '',
      note: since(share),
      revoke: () => call(studyShareStop, { uuid, [kind]: share.uuid }),
      restore: () => call(studyShare, { uuid, [kind]: share.uuid }),
    })),
  )
  const invited: Access[] = (shares?.user_invite_share_id ?? []).filter(isRecord).map((share) => ({
    key: share.uuid,
    icon: KIND_ICONS.email,
    name: share.name ?? '',
    note: `${t('since', { when: formats.timestamp(share.created) })} · ${t('notRegistered')}`,
    revoke: () => call(studyShareStop, { uuid, user_invite_share_id: share.uuid }),
    restore: () => call(studyShare, { uuid, email: [share.name ?? ''] }),
  }))
  const accessOf = (link: LinkRecord): Access => ({
    key: link.uuid,
    icon: Link2,
    name: link.description ?? t('link.name'),
    note: linkNote(link),
    ...(over(link) ? {} : { url: link.url }),
    revoke: () => call(linkDelete, { uuid: link.uuid }),
    restore: () => call(linkDelete, { uuid: link.uuid, undo: 1 }),
  })
  const current = [...given, ...invited, ...links.filter((link) => !over(link)).map(accessOf)]
  const ended = links.filter(over).map(accessOf)
  const { rows: shown, isGone, remember, forget } = useTakenOut(current, reading, ({ key }) => key)
  return (
    <section aria-label={t('access')} className="flex min-h-0 flex-col">
      <h3 className="px-4 pt-4 pb-2 font-strong text-13">
        {t('access')} <span className="text-quiet tabular-nums">{formats.number(current.length)}</span>
      </h3>
      {shares && shown.length === 0 && <p className="px-4 text-quiet">{t('nobodyYet')}</p>}
      <ul className="min-h-0 overflow-y-auto">
        {shown.map((access) => (
          <Row key={access.key} access={access} revoked={isGone(access)}>
            <RowEnd
              label={t('revokeOf', { name: access.name })}
              leaving={isGone(access)}
              onTakeOut={() => change(access.revoke(), () => remember(access))}
              onKeep={() => change(access.restore(), () => forget(access.key))}
            >
              {t('revoke')}
            </RowEnd>
          </Row>
        ))}
      </ul>
      {ended.length > 0 && (
        <div className="flex items-center gap-2 border-line border-t px-4 py-2 text-12 text-quiet">
          <span className="grow">{t('ended', { count: ended.length })}</span>
          <Button
            look="plain"
            size="small"
            aria-expanded={showsEnded}
            onClick={() => setShowsEnded(!showsEnded)}
          >
            {t(showsEnded ? 'hideEnded' : 'showEnded')}
          </Button>
        </div>
      )}
      {showsEnded && ended.length > 0 && (
        <ul aria-label={t('ended', { count: ended.length })} className="border-line border-t">
          {ended.map((access) => (
            <Row key={access.key} access={access} />
          ))}
        </ul>
      )}
    </section>
  )
}
