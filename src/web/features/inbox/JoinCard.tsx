import { useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { activityList, activityListCount } from '#contract/activity.ts'
import { roleList } from '#contract/role.ts'
import { userJoinAnswer } from '#contract/user_join.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { Select } from '#web/ui/Select.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import type { JoinActivity } from './joins.ts'
import { RejectDialog } from './RejectDialog.tsx'

/** Somebody who asks to become a member: who they say they are, and the decision with the role. */
export function JoinCard({ join, active }: { join: JoinActivity; active: boolean }) {
  const { t } = useTranslation('inbox')
  const formats = useFormats()
  const toast = useToast()
  const answer = useCommand(userJoinAnswer, { invalidates: [activityList, activityListCount] })
  const roles = useQuery(commandQuery(roleList, { account_id: join.account_id, 'page.rows': 1000 })).data
    ?.roles
  const [role, setRole] = useState('')
  const [rejecting, setRejecting] = useState(false)
  const decide = (params: { accept: 0 | 1; role_id?: string; message?: string }, done: string) =>
    void answer
      .mutateAsync({ uuid: join.uuid, ...params })
      .then(() => toast({ text: done }))
      .catch(() => toast({ kind: 'bad', text: t('failed') }))
  return (
    <article
      aria-label={t('joins.from', { name: join.user_name })}
      aria-current={active || undefined}
      className={cx(
        'flex flex-col gap-2 rounded-2 border bg-surface p-4',
        active ? 'border-accent-line' : 'border-line',
      )}
    >
      <h3 className="font-strong text-13">{join.user_name}</h3>
      <p className="text-12 text-quiet">
        {t('joins.asks', { account: join.account_name, when: formats.timestamp(join.created) })}
      </p>
      <p>{join.user_email}</p>
      {join.customfields.length > 0 && (
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-12">
          {join.customfields.map(({ uuid, name, value }) => (
            <div key={uuid} className="contents">
              <dt className="text-quiet">{name}</dt>
              <dd className="truncate">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="flex flex-wrap items-end gap-2">
        {roles && (
          <div className="w-48">
            <Select
              label={t('joins.role')}
              value={role}
              onChange={setRole}
              options={[
                { value: '', label: t('joins.defaultRole') },
                ...roles
                  .filter(({ for_account }) => for_account === 1)
                  .map(({ uuid, name }) => ({ value: uuid, label: name })),
              ]}
            />
          </div>
        )}
        <Button
          look="primary"
          icon={<Check className="!size-3.5" />}
          disabled={answer.isPending}
          onClick={() =>
            decide(
              { accept: 1, ...(role ? { role_id: role } : {}) },
              t('joins.accepted', { name: join.user_name }),
            )
          }
        >
          {t('joins.accept')}
        </Button>
        <Button
          icon={<X className="!size-3.5" />}
          disabled={answer.isPending}
          onClick={() => setRejecting(true)}
        >
          {t('joins.reject')}
        </Button>
      </div>
      {rejecting && (
        <RejectDialog
          title={t('joins.rejectTitle', { name: join.user_name })}
          text={t('joins.rejectText')}
          reasons={[]}
          onClose={() => setRejecting(false)}
          onReject={(message) => {
            decide(
              { accept: 0, ...(message ? { message } : {}) },
              t('joins.rejected', { name: join.user_name }),
            )
            setRejecting(false)
          }}
        />
      )}
    </article>
  )
}
