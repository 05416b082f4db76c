import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { auditObject } from '#contract/audit.ts'
import { studyList } from '#contract/study/list.ts'
import { commandQuery } from '#web/api/query.ts'
import { Avatar } from '#web/ui/Badge.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState } from '#web/ui/Message.tsx'

/** Studies whose history is read: the newest. */
const STUDIES = 20
const EVENTS = 50
/** What it means that somebody has looked. */
const LOOKING = ['STUDY_VIEW', 'VIEW', 'GET', 'LINK_USED', 'DOWNLOAD', 'STUDY_DOWNLOAD']

/** `/my/seen`: who has looked at a patient's images, the latest first. */
export function MySeen() {
  const { t } = useTranslation('portal')
  const formats = useFormats()
  const studies =
    useQuery(commandQuery(studyList, { 'page.rows': 200, sort_by: 'study_date-desc' })).data?.studies.slice(
      0,
      STUDIES,
    ) ?? []
  const filter = { 'filter.action.in': JSON.stringify(LOOKING), 'page.rows': EVENTS }
  const histories = useQueries({
    queries: studies.map(({ uuid }) => commandQuery(auditObject, { uuid, ...filter })),
  })
  const looked = histories
    .flatMap(({ data }, place) =>
      (data?.events ?? []).map((event) => ({ event, study: studies[place]?.study_description })),
    )
    .sort((a, b) => b.event.when.localeCompare(a.event.when))
  const ready = histories.every(({ isPending }) => !isPending)
  return (
    <div className="flex flex-col gap-3">
      <title>{t('seen.pageTitle')}</title>
      <div>
        <h1 className="font-strong text-16">{t('seen.title')}</h1>
        <p className="text-12 text-quiet">{t('seen.text')}</p>
      </div>
      {ready && looked.length === 0 && <EmptyState title={t('seen.none')} />}
      <ul className="flex flex-col">
        {looked.map(({ event, study }) => (
          <li
            key={`${event.uuid} ${event.when} ${event.action}`}
            className="flex items-center gap-3 border-line border-b py-2"
          >
            <Avatar name={event.who ?? ''} large />
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{event.who ?? t('seen.somebody')}</span>
              <span className="block truncate text-12 text-quiet">
                {[study || t('studies.unnamed'), event.action === 'LINK_USED' ? t('seen.byLink') : undefined]
                  .filter((part) => part)
                  .join(' · ')}
              </span>
            </span>
            <time className="shrink-0 text-12 text-quiet tabular-nums">{formats.timestamp(event.when)}</time>
          </li>
        ))}
      </ul>
    </div>
  )
}
