import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type RadreportDescription,
  type RadreportRecord,
  radreportAdd,
  radreportGet,
  radreportLock,
  radreportUnlock,
} from '#contract/radreport.ts'
import { fieldName } from '#contract/radreport_body.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import type { ReportSources } from '#web/api/report_panel.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { ErrorState } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { CHANGED, readAgain, useTemplates } from './queries.ts'
import { ReportEditor } from './ReportEditor.tsx'
import { ReportMenu } from './ReportMenu.tsx'
import { ReportText, StateLine } from './ReportText.tsx'

interface Props {
  uuid: string
  study: StudyRecord
  addenda: readonly RadreportDescription[]
  sources: ReportSources | undefined
  another: ReactNode
}

/** One report with its addenda. */
export function OpenReport({ uuid, study, addenda, sources, another }: Props) {
  const { t } = useTranslation('reports')
  const { data: report, error, refetch } = useQuery(commandQuery(radreportGet, { uuid }))
  if (!report) {
    if (!error) return <Skeleton className="m-4 h-24" />
    return (
      <ErrorState
        title={t('notRead')}
        actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
      />
    )
  }
  return <Parts report={report} study={study} addenda={addenda} sources={sources} another={another} />
}

/** Another session holds the lock. */
const isLocked = (report: RadreportRecord): boolean =>
  report.locked_user_id !== undefined && report.locked_here !== 1

function Parts({
  report,
  study,
  addenda,
  sources,
  another,
}: Omit<Props, 'uuid'> & { report: RadreportRecord }) {
  const { t } = useTranslation('reports')
  const user = useUser()
  const add = useCommand(radreportAdd, CHANGED)
  const toast = useToast()
  const [continued, setContinued] = useState(false)
  const templates = useTemplates(report.account_id)
  // An addendum is of no template: it says what its writer has to add.
  const body =
    report.addendum_to === null
      ? templates.find(({ type }) => type.toLowerCase() === report.type.toLowerCase())?.body
      : undefined
  const may = study.permissions.radreport_edit === 1
  const draft = report.state === 'DRAFT'
  const mine = report.user_id === user.uuid || continued
  // Once begun, writing goes on where it is: what happens to the lock is told there.
  const [begun, setBegun] = useState(false)
  const edits = may && draft && mine && (begun || !isLocked(report))
  if (edits && !begun) setBegun(true)
  if (begun && !draft) setBegun(false)
  if (edits)
    return <ReportEditor key={report.uuid} report={report} study={study} body={body} sources={sources} />
  const addendum = () =>
    add.mutate(
      {
        study_id: study.uuid,
        type: report.type,
        addendum_to: report.uuid,
        fields: { [fieldName(t('addendum'))]: '' },
      },
      { onError: () => toast({ kind: 'bad', text: t('refused.failed') }) },
    )
  const written = addenda.filter(({ state }) => state === 'SIGNED')
  const writing = addenda.filter(({ state }) => state === 'DRAFT')
  return (
    <article aria-label={report.type} className="flex min-h-0 grow flex-col">
      <header className="flex min-h-10 shrink-0 items-center gap-2 border-line border-b ps-4 pe-2">
        <StateLine report={report} />
        <span className="grow" />
        <ReportMenu report={report} study={study} />
      </header>
      {draft && isLocked(report) && <LockedBar report={report} />}
      <div className="min-h-0 grow overflow-y-auto px-4 py-3">
        <ReportText report={report} body={body} />
        {written.map(({ uuid }) => (
          <Addendum key={uuid} uuid={uuid} />
        ))}
        {writing
          .filter(({ user_id }) => user_id !== user.uuid)
          .map(({ uuid, user_name }) => (
            <p
              key={uuid}
              className="mt-3 flex items-center gap-2 border-line border-t pt-3 text-12 text-quiet"
            >
              <StatusShape shape="half" />
              {t('addendumBy', { name: user_name })}
            </p>
          ))}
      </div>
      {writing
        .filter(({ user_id }) => user_id === user.uuid && may)
        .map(({ uuid }) => (
          <div key={uuid} className="flex max-h-1/2 min-h-48 shrink-0 flex-col border-line border-t">
            <OpenReport uuid={uuid} study={study} addenda={[]} sources={sources} another={null} />
          </div>
        ))}
      {may && (draft ? !isLocked(report) : writing.length === 0) && report.addendum_to === null && (
        <footer className="flex shrink-0 items-center gap-2 border-line border-t px-4 py-2">
          {another}
          <span className="grow" />
          {draft ? (
            <Button look="primary" onClick={() => setContinued(true)}>
              {t('continue')}
            </Button>
          ) : (
            <Button onClick={addendum} busy={add.isPending ? t('starting') : undefined}>
              {t('addAddendum')}
            </Button>
          )}
        </footer>
      )}
    </article>
  )
}

function Addendum({ uuid }: { uuid: string }) {
  const { t } = useTranslation('reports')
  const { data: report } = useQuery(commandQuery(radreportGet, { uuid }))
  if (!report) return <Skeleton className="mt-3 h-12" />
  return (
    <section aria-label={t('addendum')} className="mt-4 border-line border-t pt-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h4 className="font-strong text-12">{t('addendum')}</h4>
        <StateLine report={report} />
      </div>
      <ReportText report={report} body={undefined} />
    </section>
  )
}

/** Who writes it at the moment; oneself in another window may go on here. */
function LockedBar({ report }: { report: RadreportRecord }) {
  const { t } = useTranslation('reports')
  const user = useUser()
  const toast = useToast()
  const own = report.locked_user_id === user.uuid
  const take = async () => {
    try {
      await call(radreportUnlock, { uuid: report.uuid })
      await call(radreportLock, { uuid: report.uuid })
    } catch {
      toast({ kind: 'bad', text: t('refused.failed') })
    }
    readAgain()
  }
  return (
    <div
      role="status"
      className="flex min-h-9 items-center gap-2 border-line border-b bg-raised px-4 py-1 text-12"
    >
      <StatusShape shape="half" />
      <span className="min-w-0 grow">
        {own ? t('lockedByYou') : t('lockedBy', { name: report.locked_user_name ?? '' })}
      </span>
      {own && (
        <Button size="small" onClick={() => void take()}>
          {t('takeOver')}
        </Button>
      )}
    </div>
  )
}
