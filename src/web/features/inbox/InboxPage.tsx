import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { accountList } from '#contract/account.ts'
import { activityList } from '#contract/activity.ts'
import { studyCount, studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { studyApprove, studyReject } from '#contract/study/share.ts'
import { call } from '#web/api/call.ts'
import { useLiveStudies } from '#web/api/live_studies.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { userNamespaces } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { ApprovalCard } from './ApprovalCard.tsx'
import { waitingInAccount, waitingStudies } from './approvals.ts'
import { Messages } from './Messages.tsx'
import { RejectDialog } from './RejectDialog.tsx'

/** `/inbox`: what waits for a decision. `?study=` is the one that a mail leads to. */
export function InboxPage() {
  const { t } = useTranslation('inbox')
  const cache = useQueryClient()
  const toast = useToast()
  const wanted = useSearchParams()[0].get('study')
  const { data, error, refetch } = useQuery(waitingStudies)
  const namespaces = useQuery(userNamespaces).data?.namespaces ?? []
  const accounts =
    useQuery(commandQuery(accountList, { permissions: 1, 'page.rows': 100 })).data?.accounts ?? []
  const [rejecting, setRejecting] = useState<StudyRecord>()
  useLiveStudies(namespaces.map(({ uuid }) => uuid))

  // A study does not tell its account; the activities of each account tell their studies.
  const comparing = accounts.filter(({ permissions }) => permissions?.patient_view === 1)
  const activities = useQueries({
    queries: comparing.map(({ uuid }) => waitingInAccount(uuid)),
  })
  /** The account whose patients the reader may see, for a study of it; nothing while it is not known. */
  const patientsOf = (study: StudyRecord): string | undefined =>
    comparing.find((_, place) =>
      activities[place]?.data?.activities.some(
        (one) => one.type === 'STUDY_APPROVE' && one.study_id === study.uuid,
      ),
    )?.uuid
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
  const studies = (data?.studies ?? []).filter(({ permissions }) => permissions.study_approve !== 0)
  const sorted = studies.toSorted((a, b) => Number(b.uuid === wanted) - Number(a.uuid === wanted))

  return (
    <div className="h-full overflow-y-auto">
      <title>{t('pageTitle')}</title>
      <div className="mx-auto flex max-w-[880px] flex-col gap-3 p-4">
        <h1 className="font-strong text-16">{t('title')}</h1>
        {error && (
          <ErrorState
            title={t('notRead')}
            actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
          />
        )}
        {!data && !error && <Skeleton className="h-32" />}
        {data && studies.length === 0 && <EmptyState title={t('empty')} text={t('emptyText')} />}
        {sorted.map((study) => (
          <ApprovalCard
            key={study.uuid}
            study={study}
            account_id={patientsOf(study)}
            looking={looking}
            active={study.uuid === wanted}
            onApprove={() => decide(call(studyApprove, { uuid: study.uuid }), t('approved'))}
            onReject={() => setRejecting(study)}
          />
        ))}
        <Messages />
      </div>
      {rejecting && (
        <RejectDialog
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
    </div>
  )
}
