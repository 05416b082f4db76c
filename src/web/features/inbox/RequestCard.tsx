import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Search, Share2, Undo2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { activityDelete, activityList, activityListCount } from '#contract/activity.ts'
import { studyRequestClose, studyRequestMatch } from '#contract/study/request.ts'
import { studyShare } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorState } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { MessageDialog } from './MessageDialog.tsx'
import { RejectDialog } from './RejectDialog.tsx'
import type { RequestActivity } from './requests.ts'

const STATES = { N: 'pending', I: 'progress', R: 'rejected', C: 'closed' } as const

/** What is asked for, field by field; what is left open is not shown. */
function Criteria({ request }: { request: RequestActivity }) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const dates = [request.study_date_start, request.study_date_end].map((date) => formats.dicomDate(date))
  const rows = [
    ['name', `${request.patient_last_name}, ${request.patient_first_name}`],
    ['birth', formats.dicomDate(request.patient_birth_date)],
    ['mrn', request.patientid],
    ['sex', request.patient_sex],
    ['modality', request.modality],
    ['dates', dates.some((date) => date) ? dates.map((date) => date || '…').join(' – ') : ''],
    ['description', request.study_description],
  ] as const
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 px-4 py-2 text-12">
      {rows
        .filter(([, value]) => value)
        .map(([field, value]) => (
          <div key={field} className="contents">
            <dt className="text-quiet">{t(`field.${field}`)}</dt>
            <dd className="truncate">{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** The studies that match, to share those that are meant. */
function Matches({ request, onShared }: { request: RequestActivity; onShared: () => void }) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const toast = useToast()
  const { study_request_id } = request
  const { data, error, refetch } = useQuery(commandQuery(studyRequestMatch, { study_request_id }))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  if (error)
    return (
      <ErrorState
        title={t('requests.notSearched')}
        actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
      />
    )
  if (!data) return <Skeleton className="m-4 h-8" />
  if (data.studies.length === 0)
    return <p className="border-line border-t px-4 py-2 text-12 text-quiet">{t('requests.noMatch')}</p>
  const chosen = data.studies.filter(({ uuid }) => !left.has(uuid))
  const share = async () => {
    setBusy(true)
    try {
      for (const { uuid } of chosen) await call(studyShare, { uuid, study_request_id })
      toast({ text: t('requests.shared', { count: chosen.length, account: request.account_name }) })
      onShared()
    } catch (failure) {
      toast({ kind: 'bad', text: t(`requests.refused.${errorTypeOf(failure) ?? 'failed'}`, t('failed')) })
      void refetch()
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="border-line border-t">
      <ul>
        {data.studies.map((study) => (
          <li key={study.uuid} className="flex items-center gap-3 px-4 py-1">
            <Checkbox
              checked={!left.has(study.uuid)}
              onChange={(on) =>
                setLeft((before) => {
                  const next = new Set(before)
                  if (on) next.delete(study.uuid)
                  else next.add(study.uuid)
                  return next
                })
              }
            >
              {[
                study.study_description || t('unnamed'),
                study.modality?.replaceAll('\\', ' '),
                formats.dicomDate(study.study_date),
                t('images', { count: study.image_count }),
              ]
                .filter((part) => part)
                .join(' · ')}
            </Checkbox>
            <Link to={`/studies/${study.uuid}/view`} className="ms-auto text-12 hover:underline">
              {t('look')}
            </Link>
          </li>
        ))}
      </ul>
      <div className="flex justify-end px-4 pb-2">
        <Button
          look="primary"
          icon={<Share2 className="!size-3.5" />}
          disabled={chosen.length === 0}
          busy={busy ? t('requests.sharing') : undefined}
          onClick={() => void share()}
        >
          {t('requests.share', { count: chosen.length })}
        </Button>
      </div>
    </div>
  )
}

/** A request for studies, as the side sees it that is asked or that asks. */
export function RequestCard({ request, active }: { request: RequestActivity; active: boolean }) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const [searching, setSearching] = useState(active)
  const [dialog, setDialog] = useState<'reject' | 'write'>()
  const incoming = request.type === 'STUDY_REQUEST_INBOUND'
  const open = request.status === 'N' || request.status === 'I'
  const title = t(incoming ? 'requests.from' : 'requests.to', { account: request.account_name })
  const refresh = () =>
    Promise.all(
      [activityList, activityListCount].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  const act = (action: Promise<unknown>, done: string) =>
    void action
      .then(() => toast({ text: done }))
      .catch(() => toast({ kind: 'bad', text: t('failed') }))
      .then(refresh)
  const close = (status: 'R' | 'C', message = '') =>
    act(
      call(studyRequestClose, {
        uuid: request.study_request_id,
        status,
        ...(message ? { message } : {}),
      }),
      t(status === 'R' ? 'requests.rejected' : 'requests.closed'),
    )
  return (
    <article
      aria-label={title}
      aria-current={active || undefined}
      className={cx('rounded-2 border bg-surface', active ? 'border-accent-line' : 'border-line')}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b px-4 py-2">
        <h3 className="font-strong text-13">{title}</h3>
        <p className="grow text-12 text-quiet">
          {[request.created_by, formats.timestamp(request.created)].filter((part) => part).join(' · ')}
        </p>
        <Badge>{t(`requests.state.${STATES[request.status]}`)}</Badge>
      </header>
      <p className="whitespace-pre-wrap break-words px-4 pt-2">{request.comments}</p>
      <Criteria request={request} />
      {incoming && searching && <Matches request={request} onShared={() => close('C')} />}
      <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-4 py-2">
        {request.message_count ? (
          <span className="me-auto text-12 text-quiet">
            {t('requests.messages', { count: request.message_count })}
          </span>
        ) : null}
        <Button look="plain" onClick={() => setDialog('write')}>
          {t('requests.write')}
        </Button>
        {incoming && (
          <>
            <Button icon={<X className="!size-3.5" />} onClick={() => setDialog('reject')}>
              {t('requests.reject')}
            </Button>
            {!searching && (
              <Button
                look="primary"
                icon={<Search className="!size-3.5" />}
                onClick={() => setSearching(true)}
              >
                {t('requests.find')}
              </Button>
            )}
          </>
        )}
        {!incoming && open && (
          <Button icon={<Undo2 className="!size-3.5" />} onClick={() => close('C')}>
            {t('requests.takeBack')}
          </Button>
        )}
        {!incoming && !open && (
          <Button onClick={() => act(call(activityDelete, { uuid: request.uuid }), t('requests.putAway'))}>
            {t('requests.done')}
          </Button>
        )}
      </footer>
      {dialog === 'reject' && (
        <RejectDialog
          title={t('requests.rejectTitle')}
          text={t('requests.rejectText')}
          reasons={['unknown', 'noImages', 'consent'].map((reason) => t(`requests.reason.${reason}`))}
          onClose={() => setDialog(undefined)}
          onReject={(message) => {
            setDialog(undefined)
            close('R', message)
          }}
        />
      )}
      {dialog === 'write' && (
        <MessageDialog
          to={{ kind: 'study_request_id', value: request.study_request_id, label: request.account_name }}
          onClose={() => setDialog(undefined)}
        />
      )}
    </article>
  )
}
