import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { studyList } from '#contract/study/list.ts'
import { downloadStudies } from '#web/api/download.ts'
import { commandQuery } from '#web/api/query.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { OrderCard } from './OrderCard.tsx'
import { oneOfEach } from './one_of_each.ts'
import { StudyCard } from './StudyCard.tsx'

/** `/guest`: the studies that a link leads to. */
export function GuestStudies() {
  const { t } = useTranslation('guest')
  const { guest } = useUser()
  const { data, error, refetch } = useQuery(
    commandQuery(studyList, { 'page.rows': 200, sort_by: 'study_date-desc' }),
  )
  const studies = oneOfEach(data?.studies ?? [])
  return (
    <div className="mx-auto flex max-w-[720px] flex-col gap-3 p-4">
      <title>{t('studies.pageTitle')}</title>
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 grow">
          <h1 className="font-strong text-16">{guest?.title || guest?.folder_name || t('studies.title')}</h1>
          {guest?.description && <p className="whitespace-pre-line text-quiet">{guest.description}</p>}
        </div>
        {guest?.download === 1 && studies.length > 0 && (
          <Button icon={<Download className="!size-3.5" />} onClick={() => void downloadStudies(studies)}>
            {t('studies.download')}
          </Button>
        )}
      </div>
      {error && (
        <ErrorState
          title={t('studies.failed')}
          actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
        />
      )}
      {!data && !error && <Skeleton className="h-24" />}
      {guest?.orders?.map((order) => (
        <OrderCard key={order.uuid} order={order} />
      ))}
      {data?.studies.length === 0 && !guest?.orders && (
        <EmptyState title={t('studies.none')} text={t('closed.text')} />
      )}
      {studies.map((study) => (
        <StudyCard key={study.uuid} study={study} />
      ))}
    </div>
  )
}
