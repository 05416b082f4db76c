import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SystemJobRecord, systemJobCancel, systemJobList, systemJobRetry } from '#contract/system.ts'
import { call } from '#web/api/call.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable } from '../AdminTable.tsx'

const stateOf = ({ running, attempts, max_attempts, last_error }: SystemJobRecord) =>
  running === 1 ? 'running' : attempts >= max_attempts ? 'given' : last_error ? 'failed' : 'waiting'
const SHAPES = { running: 'half', given: 'diamond', failed: 'warning', waiting: 'dashed' } as const

/** `/system/jobs`: what is to be done in the background, and what went wrong with it. */
export function JobsPage() {
  const { t } = useTranslation('system')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const [opened, setOpened] = useState<SystemJobRecord>()
  const pages = useListPages(systemJobList, {}, ({ jobs, page }) => ({ rows: jobs, more: page.more }))
  const columns = useMemo<TableColumn<SystemJobRecord>[]>(
    () => [
      {
        id: 'task',
        label: t('jobs.task'),
        size: 180,
        cell: (job) => job.task,
        text: (job) => job.task,
      },
      {
        id: 'state',
        label: t('jobs.state'),
        size: 130,
        cell: (job) => (
          <span className="flex items-center gap-2">
            <StatusShape shape={SHAPES[stateOf(job)]} />
            {t(`jobs.${stateOf(job)}`)}
          </span>
        ),
        text: (job) => t(`jobs.${stateOf(job)}`),
      },
      {
        id: 'attempts',
        label: t('jobs.attempts'),
        size: 90,
        align: 'end',
        cell: (job) => t('jobs.of', { done: job.attempts, most: job.max_attempts }),
        text: (job) => String(job.attempts),
      },
      {
        id: 'run_at',
        label: t('jobs.runAt'),
        size: 130,
        cell: (job) => <span className="text-quiet">{formats.timestamp(job.run_at)}</span>,
        text: (job) => job.run_at,
      },
      {
        id: 'last_error',
        label: t('jobs.lastError'),
        size: 260,
        grows: true,
        cell: (job) => <span className="truncate text-quiet">{job.last_error}</span>,
        text: (job) => job.last_error ?? '',
      },
    ],
    [t, formats],
  )
  const act = (job: SystemJobRecord, does: 'retry' | 'cancel') =>
    void call(does === 'retry' ? systemJobRetry : systemJobCancel, { id: job.id })
      .then(() => {
        setOpened(undefined)
        toast({ text: t(`jobs.done.${does}`, { task: job.task }) })
      })
      .catch((error: unknown) =>
        toast({ kind: 'bad', text: t(`jobs.refused.${errorTypeOf(error) ?? 'failed'}`, t('failed')) }),
      )
      .then(() => cache.invalidateQueries({ queryKey: keyOf(systemJobList) }))
  return (
    <>
      <title>{t('jobs.pageTitle')}</title>
      <AdminTable
        id="system.jobs"
        title={t('nav.jobs')}
        columns={columns}
        pages={pages}
        rowName={({ task, id }) => `${task} ${id}`}
        onOpen={setOpened}
        emptyText={t('jobs.empty')}
        searchable={false}
        actions={<Button onClick={pages.again}>{t('again')}</Button>}
      />
      {opened && (
        <Dialog
          open
          onOpenChange={() => setOpened(undefined)}
          title={opened.task}
          description={t('jobs.since', { when: formats.timestampLong(opened.created) })}
          footer={
            opened.running === 0 && (
              <>
                <Button look="plain" size="large" onClick={() => act(opened, 'cancel')}>
                  {t('jobs.cancel')}
                </Button>
                <span className="grow" />
                <Button look="primary" size="large" onClick={() => act(opened, 'retry')}>
                  {t('jobs.retry')}
                </Button>
              </>
            )
          }
        >
          <p className="whitespace-pre-wrap font-mono text-12 [overflow-wrap:anywhere]">
            {opened.last_error ?? t('jobs.noError')}
          </p>
        </Dialog>
      )}
    </>
  )
}
