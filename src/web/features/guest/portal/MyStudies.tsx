import { useQuery } from '@tanstack/react-query'
import { Download, FileText, Image, Share2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { downloadStudies } from '#web/api/download.ts'
import { commandQuery } from '#web/api/query.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { oneOfEach } from '../one_of_each.ts'
import { StudyThumbnail } from '../StudyThumbnail.tsx'
import { releaseLines } from './release.ts'
import { ShareWithDoctor } from './ShareWithDoctor.tsx'
import { useWhoseStudies } from './useWhoseStudies.ts'

const action =
  'flex h-11 items-center justify-center gap-2 border-line border-s font-medium first:border-s-0 hover:bg-hover'

function StudyItem({ study, onShare }: { study: StudyRecord; onShare: () => void }) {
  const { t } = useTranslation('portal')
  const formats = useFormats()
  const { guest } = useUser()
  const what = study.study_description || t('studies.unnamed')
  return (
    <article aria-label={what} className="overflow-hidden rounded-2 border border-line bg-surface">
      <Link to={`/guest/study/${study.uuid}`} className="flex items-center gap-3 p-3 hover:bg-hover">
        <StudyThumbnail study={study} />
        <span className="min-w-0">
          <h2 className="truncate font-strong text-14">{what}</h2>
          <span className="block text-12 text-quiet tabular-nums">
            {[
              formats.dicomDate(study.study_date),
              study.phi_namespace_name,
              t('studies.images', { count: study.image_count }),
            ]
              .filter((part) => part)
              .join(' · ')}
          </span>
        </span>
      </Link>
      <p className="flex items-center gap-2 border-line border-t px-3 py-2 text-12">
        <StatusShape shape="tick" />
        {t(study.radreports.length > 0 ? 'studies.openWithReport' : 'studies.open')}
      </p>
      <div className="grid auto-cols-fr grid-flow-col border-line border-t">
        <Link to={`/guest/study/${study.uuid}`} className={action}>
          <Image className="!size-4" />
          {t('action.open')}
        </Link>
        {study.radreports.slice(-1).map(({ uuid }) => (
          <a
            key={uuid}
            href={`/api/v3/radreport/pdf?uuid=${uuid}`}
            target="_blank"
            rel="noreferrer"
            className={action}
          >
            <FileText className="!size-4" />
            {t('action.report')}
          </a>
        ))}
        {guest?.share === 1 && (
          <button type="button" onClick={onShare} className={action}>
            <Share2 className="!size-4" />
            {t('action.share')}
          </button>
        )}
        {guest?.download === 1 && (
          <button type="button" onClick={() => void downloadStudies([study])} className={action}>
            <Download className="!size-4" />
            {t('action.download')}
          </button>
        )}
      </div>
    </article>
  )
}

/** `/my`: a patient's own studies, and in words when new ones come. */
export function MyStudies() {
  const { t } = useTranslation('portal')
  const { guest } = useUser()
  const [shared, setShared] = useState<StudyRecord>()
  const { data, error, refetch } = useQuery(
    commandQuery(studyList, { 'page.rows': 200, sort_by: 'study_date-desc' }),
  )
  const whose = useWhoseStudies()
  return (
    <div className="flex flex-col gap-3">
      <title>{t('studies.pageTitle')}</title>
      <div>
        <h1 className="font-strong text-16">{t('studies.title')}</h1>
        <p className="text-12 text-quiet md:hidden">{whose}</p>
        {(guest?.release ? releaseLines(guest.release, t) : []).map((line) => (
          <p key={line} className="text-12 text-quiet">
            {line}
          </p>
        ))}
      </div>
      {error && (
        <ErrorState
          title={t('studies.failed')}
          actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
        />
      )}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.studies.length === 0 && <EmptyState title={t('studies.none')} text={t('studies.noneText')} />}
      {oneOfEach(data?.studies ?? []).map((study) => (
        <StudyItem key={study.uuid} study={study} onShare={() => setShared(study)} />
      ))}
      {shared && <ShareWithDoctor study={shared} onClose={() => setShared(undefined)} />}
    </div>
  )
}
