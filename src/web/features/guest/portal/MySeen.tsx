import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { auditObject } from '#contract/audit.ts'
import { studyList } from '#contract/study/list.ts'
import { commandQuery } from '#web/api/query.ts'
import { Avatar } from '#web/ui/Badge.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState } from '#web/ui/Message.tsx'
import { looksOf } from './looks.ts'

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
  const looked = looksOf(
    studies.flatMap((study, place) =>
      (histories[place]?.data?.events ?? []).map((event) => ({ event, study })),
    ),
  )
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
        {looked.map(({ who, when, study, by_link }) => (
          <li
            key={`${when} ${who} ${study.uuid}`}
            className="flex items-center gap-3 border-line border-b py-2"
          >
            <Avatar name={who ?? ''} large />
            <span className="min-w-0 grow">
              <span className="block font-medium wrap-anywhere">{who ?? t('seen.somebody')}</span>
              <span className="block text-12 text-quiet">
                <Link to={`/guest/study/${study.uuid}`} className="hover:text-ink hover:underline">
                  {study.study_description || t('studies.unnamed')}
                </Link>
                {by_link && ` · ${t('seen.byLink')}`}
              </span>
            </span>
            <time className="shrink-0 text-12 text-quiet tabular-nums">{formats.timestamp(when)}</time>
          </li>
        ))}
      </ul>
    </div>
  )
}
