import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { systemHealth } from '#contract/system.ts'
import { commandQuery } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import type { Shape } from '#web/ui/StatusShape.tsx'
import { Figure, Figures, FiguresSkeleton } from '../Figures.tsx'

const EVERY_MS = 10_000
/** Seconds that a job may be late before somebody looks. */
const LATE = 300

/** `/system/health`: what the server stands on, read anew every ten seconds. */
export function HealthPage() {
  const { t } = useTranslation('system')
  const formats = useFormats()
  const { data, error, refetch } = useQuery({
    ...commandQuery(systemHealth, {}),
    refetchInterval: EVERY_MS,
  })
  const ok = (good: boolean): Shape => (good ? 'done' : 'diamond')
  const minutes = (seconds: number) =>
    t('health.minutes', { count: Math.round(seconds / 60), value: formats.number(Math.round(seconds / 60)) })
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('health.pageTitle')}</title>
      <PageHead title={t('nav.health')} />
      {error && (
        <ErrorState
          title={t('failed')}
          actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
        />
      )}
      {!data && !error && <FiguresSkeleton />}
      {data && (
        <div className="flex min-h-0 flex-col gap-6 overflow-y-auto p-4">
          <Figures title={t('health.stands')}>
            <Figure
              label={t('health.database')}
              shape={ok(data.database === 1)}
              value={formats.bytes(data.database_size)}
              text={`PostgreSQL ${data.database_version}`}
            />
            <Figure
              label={t('health.storage')}
              shape={ok(data.storage === 1)}
              value={formats.bytes(data.storage_size)}
              text={t(data.storage === 1 ? 'health.reachable' : 'health.unreachable')}
            />
            <Figure
              label={t('health.mail')}
              shape={data.mail === 1 ? ok(data.mail_failed === 0) : 'dashed'}
              value={formats.number(data.mail_unsent)}
              text={t(data.mail === 1 ? 'health.mailFailed' : 'health.noMail', { count: data.mail_failed })}
            />
            <Figure
              label={t('health.jobs')}
              shape={ok(data.jobs_late < LATE && data.jobs_failed === 0)}
              value={formats.number(data.jobs_waiting)}
              text={t('health.jobsText', { failed: data.jobs_failed, late: minutes(data.jobs_late) })}
            />
          </Figures>
          <Figures title={t('health.process')}>
            <Figure
              label={t('health.memory')}
              value={formats.bytes(data.memory)}
              text={`Node ${data.node}`}
            />
            <Figure label={t('health.uptime')} value={minutes(data.uptime)} />
            <Figure label={t('health.connections')} value={formats.number(data.connections)} />
            <Figure label={t('health.sessions')} value={formats.number(data.sessions)} />
          </Figures>
          <div>
            <Button onClick={() => void refetch()}>{t('again')}</Button>
          </div>
        </div>
      )}
    </div>
  )
}
