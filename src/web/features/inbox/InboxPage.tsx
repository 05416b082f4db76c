import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { FileQuestion, PenLine } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { activityList } from '#contract/activity.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyApprove, studyReject } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { useLiveStudies } from '#web/api/live_studies.ts'
import { usePlaceSettings } from '#web/api/place_setting.ts'
import { keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { readRejectMessages } from '#web/api/reject_messages.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { ApprovalCard, type ComparedIn } from './ApprovalCard.tsx'
import { accountsOfReader, WAITING, waitingInAccount } from './approvals.ts'
import { useCurrentInSight } from './in_sight.ts'
import { JoinCard } from './JoinCard.tsx'
import { useJoins } from './joins.ts'
import { MessageDialog } from './MessageDialog.tsx'
import { Messages } from './Messages.tsx'
import { RejectDialog } from './RejectDialog.tsx'
import { RequestCard } from './RequestCard.tsx'
import { RequestDialog } from './RequestDialog.tsx'
import { useRequests } from './requests.ts'

const REASONS = ['patient', 'quality', 'incomplete', 'duplicate', 'address'] as const

/** `/inbox`: what waits for a decision. `?study=`, `?request=`, `?join=` and `?message=` are what a mail leads to. */
export function InboxPage() {
  const { t } = useTranslation('inbox')
  const cache = useQueryClient()
  const toast = useToast()
  const address = useSearchParams()[0]
  const wanted = address.get('study')
  const { list, missing } = useCurrentInSight()
  const pages = useListPages(studyList, WAITING, ({ studies, page }) => ({ rows: studies, more: page.more }))
  // Messages stay, and may stand further down.
  const decided = missing && !address.has('message') && !pages.more
  const namespaces = useQuery(userNamespaces).data?.namespaces ?? []
  const accounts = useQuery(accountsOfReader).data?.accounts ?? []
  const requests = useRequests(
    accounts
      .filter(
        ({ permissions }) =>
          permissions?.study_request_view === 1 || permissions?.study_request_view_inbound === 1,
      )
      .map(({ uuid }) => uuid),
  )
  const joins = useJoins(
    accounts.filter(({ permissions }) => permissions?.account_user_edit === 1).map(({ uuid }) => uuid),
  )
  const receiving = namespaces.filter(({ permissions }) => permissions?.study_request_edit === 1)
  const [starting, setStarting] = useState<'message' | 'request'>()
  const [rejecting, setRejecting] = useState<StudyRecord>()
  const own = readRejectMessages(usePlaceSettings(rejecting?.phi_namespace, 'ui_json')?.ui_json)
  useLiveStudies(namespaces.map(({ uuid }) => uuid))

  // A study does not tell its account; the activities of each account tell their studies.
  const comparing = accounts.filter(
    ({ permissions }) => permissions?.patient_view === 1 || permissions?.order_view === 1,
  )
  const activities = useQueries({
    queries: comparing.map(({ uuid }) => waitingInAccount(uuid)),
  })
  /** The account of a study, as far as the reader may see its patients or orders; nothing while it is not known. */
  const accountOf = (study: StudyRecord) =>
    comparing.find((_, place) =>
      activities[place]?.data?.activities.some(
        (one) => one.type === 'STUDY_APPROVE' && one.study_id === study.uuid,
      ),
    )
  const comparedIn = (study: StudyRecord): ComparedIn => {
    const account = accountOf(study)
    const where = (permission: string) =>
      account?.permissions?.[permission] === 1 ? account.uuid : undefined
    return { patients_of: where('patient_view'), orders_of: where('order_view') }
  }
  const looking = activities.some(({ isPending }) => isPending)
  const after = () =>
    Promise.all(
      [studyList, studyCount, activityList].map((read) => cache.invalidateQueries({ queryKey: keyOf(read) })),
    )
  const decide = (action: Promise<unknown>, done: string) =>
    void action
      .then(() => toast({ text: done }))
      .catch((failure: unknown) =>
        toast({
          kind: 'bad',
          text: t(errorTypeOf(failure) === 'INVALID_CUSTOMFIELD' ? 'required' : 'failed'),
        }),
      )
      .then(after)
  const studies = pages.rows.filter(({ permissions }) => permissions.study_approve !== 0)
  const sorted = studies.toSorted((a, b) => Number(b.uuid === wanted) - Number(a.uuid === wanted))

  return (
    <div ref={list} className="h-full overflow-y-auto">
      <title>{t('pageTitle')}</title>
      <div className="mx-auto flex max-w-[880px] flex-col gap-3 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="grow font-strong text-16">{t('title')}</h1>
          {receiving.length > 0 && (
            <Button icon={<FileQuestion className="!size-3.5" />} onClick={() => setStarting('request')}>
              {t('requests.new')}
            </Button>
          )}
          {namespaces.some(({ permissions }) => permissions?.message_edit === 1) && (
            <Button icon={<PenLine className="!size-3.5" />} onClick={() => setStarting('message')}>
              {t('messages.new')}
            </Button>
          )}
        </div>
        {pages.error && (
          <ErrorState title={t('notRead')} actions={<Button onClick={pages.again}>{t('again')}</Button>} />
        )}
        {!pages.ready && !pages.error && <Skeleton className="h-32" />}
        {pages.ready && studies.length === 0 && requests.length === 0 && joins.length === 0 && (
          <EmptyState title={t('empty')} text={t('emptyText')} />
        )}
        {decided && (
          <p role="status" className="rounded-2 border border-line bg-surface px-4 py-2 text-quiet">
            {t('decided')}
          </p>
        )}
        {sorted.length > 0 && <h2 className="font-strong text-14">{t('approvals')}</h2>}
        {sorted.map((study) => (
          <ApprovalCard
            key={study.uuid}
            study={study}
            compared={comparedIn(study)}
            looking={looking}
            active={study.uuid === wanted}
            onApprove={() => decide(call(studyApprove, { uuid: study.uuid }), t('approved'))}
            onReject={() => setRejecting(study)}
          />
        ))}
        {pages.more && (
          <Button className="self-start" onClick={() => pages.onRange(0, pages.rows.length)}>
            {t('more')}
          </Button>
        )}
        {requests.length > 0 && (
          <section aria-labelledby="requests" className="flex flex-col gap-3">
            <h2 id="requests" className="mt-3 font-strong text-14">
              {t('requests.title')}
            </h2>
            {requests.map((request) => (
              <RequestCard
                key={request.uuid}
                request={request}
                active={request.study_request_id === address.get('request')}
              />
            ))}
          </section>
        )}
        {joins.length > 0 && (
          <section aria-labelledby="joins" className="flex flex-col gap-3">
            <h2 id="joins" className="mt-3 font-strong text-14">
              {t('joins.title')}
            </h2>
            {joins.map((join) => (
              <JoinCard key={join.uuid} join={join} active={join.uuid === address.get('join')} />
            ))}
          </section>
        )}
        <Messages />
      </div>
      {rejecting && (
        <RejectDialog
          title={t('rejectTitle')}
          text={t('rejectText')}
          reasons={
            own.offered === undefined
              ? REASONS.map((reason) => t(`reason.${reason}`))
              : own.offered
                ? own.messages
                : []
          }
          onClose={() => setRejecting(undefined)}
          onReject={(message) => {
            decide(
              call(studyReject, { uuid: rejecting.uuid, ...(message ? { message } : {}) }),
              t('rejected'),
            )
            setRejecting(undefined)
          }}
        />
      )}
      {starting === 'message' && <MessageDialog onClose={() => setStarting(undefined)} />}
      {starting === 'request' && <RequestDialog places={receiving} onClose={() => setStarting(undefined)} />}
    </div>
  )
}
