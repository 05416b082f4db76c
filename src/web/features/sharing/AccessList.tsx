import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type LinkRecord, linkList } from '#contract/link.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { type ShareRecord, studyShare, studyShareList, studyShareStop } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { useStopLink } from '#web/api/stop_link.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { KIND_ICONS } from './RecipientField.tsx'
import { allows } from './recipient.ts'

const KINDS = ['account_id', 'location_id', 'group_id', 'user_id'] as const

function Row({
  icon: Icon,
  name,
  note,
  onRevoke,
  children,
}: {
  icon: LucideIcon
  name: string
  note: string
  onRevoke: () => void
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
          <span dir="auto" className="block truncate font-medium">
            {name}
          </span>
          <span className="block truncate text-12 text-quiet">{note}</span>
        </span>
        <Button
          look="plain"
          size="small"
          aria-label={t('revokeOf', { name })}
          onClick={onRevoke}
          className="hover:!text-bad"
        >
          {t('revoke')}
        </Button>
      </div>
      {children}
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
  const stopLink = useStopLink()
  const { uuid } = study
  const shares = useQuery(commandQuery(studyShareList, { uuid, name: 1 })).data
  const seesLinks = allows([study], 'link_view')
  const links =
    useQuery({ ...commandQuery(linkList, { study_id: uuid, 'page.rows': 100 }), enabled: seesLinks }).data
      ?.links ?? []
  const refresh = () =>
    Promise.all([studyShareList, linkList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })))

  const failed = () => toast({ kind: 'bad', text: t('notRevoked') })
  const revoke = (kind: (typeof KINDS)[number], share: ShareRecord) =>
    void call(studyShareStop, { uuid, [kind]: share.uuid })
      .then(refresh)
      .then(() =>
        toast({
          text: t('revoked', { name: share.name ?? '' }),
          action: {
            label: t('undo'),
            run: () =>
              void call(studyShare, { uuid, [kind]: share.uuid })
                .then(refresh)
                .catch(failed),
          },
        }),
      )
      .catch(failed)
  const uninvite = (share: ShareRecord) =>
    void call(studyShareStop, { uuid, user_invite_share_id: share.uuid })
      .then(refresh)
      .then(() =>
        toast({
          text: t('revoked', { name: share.name ?? '' }),
          action: {
            label: t('undo'),
            run: () =>
              void call(studyShare, { uuid, email: [share.name ?? ''] })
                .then(refresh)
                .catch(failed),
          },
        }),
      )
      .catch(failed)
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

  const records = KINDS.flatMap((kind) =>
    (shares?.[kind] ?? []).filter(isRecord).map((share) => ({ kind, share })),
  )
  const invited = (shares?.user_invite_share_id ?? []).filter(isRecord)
  const count = records.length + invited.length + links.length
  return (
    <section aria-label={t('access')} className="flex min-h-0 flex-col">
      <h3 className="px-4 pt-4 pb-2 font-strong text-13">
        {t('access')} <span className="text-quiet tabular-nums">{formats.number(count)}</span>
      </h3>
      {shares && count === 0 && <p className="px-4 text-quiet">{t('nobodyYet')}</p>}
      <ul className="min-h-0 overflow-y-auto">
        {records.map(({ kind, share }) => (
          <Row
            key={share.uuid}
            icon={KIND_ICONS[kind]}
            name={share.name ?? ''}
            note={since(share)}
            onRevoke={() => revoke(kind, share)}
          />
        ))}
        {invited.map((share) => (
          <Row
            key={share.uuid}
            icon={KIND_ICONS.email}
            name={share.name ?? ''}
            note={`${t('since', { when: formats.timestamp(share.created) })} · ${t('notRegistered')}`}
            onRevoke={() => uninvite(share)}
          />
        ))}
        {links.map((link) => (
          <Row
            key={link.uuid}
            icon={Link2}
            name={link.description ?? t('link.name')}
            note={linkNote(link)}
            onRevoke={() => void stopLink(link)}
          >
            {!over(link) && <LinkBox url={link.url} label={t('link.address')} />}
          </Row>
        ))}
      </ul>
    </section>
  )
}
