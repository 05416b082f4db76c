import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { accountDashboard } from '#contract/account_dashboard.ts'
import { commandQuery } from '#web/api/query.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { allows, useAccount } from '../account.ts'
import { Figure, Figures, FiguresSkeleton } from '../Figures.tsx'

/** `/admin/overview`: the account in numbers, each the way to what it counts. */
export function DashboardPage() {
  const { t } = useTranslation('dashboard')
  const formats = useFormats()
  const account = useAccount()
  const { data, error, refetch } = useQuery(commandQuery(accountDashboard, { account_id: account.uuid }))
  const way = (to: string, permission: string) => (allows(account, permission) ? to : undefined)
  const number = (count: number) => formats.number(count)
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={account.name} />
      {error && (
        <ErrorState
          title={t('failed')}
          actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
        />
      )}
      {!data && !error && <FiguresSkeleton />}
      {data && (
        <div className="flex min-h-0 flex-col gap-6 overflow-y-auto p-4">
          <Figures title={t('people')}>
            <Figure
              label={t('users')}
              value={number(data.users)}
              text={t('usersText', {
                active: number(data.users_active),
                disabled: number(data.users_disabled),
              })}
              to={way('/admin/users', 'account_user_view')}
            />
            <Figure label={t('invitations')} value={number(data.invitations)} />
            <Figure
              label={t('places')}
              value={number(data.groups + data.locations)}
              text={t('placesText', { groups: number(data.groups), locations: number(data.locations) })}
              to={way('/admin/places', 'group_view')}
            />
            <Figure
              label={t('failedLogins')}
              value={data.failed_logins === null ? '–' : number(data.failed_logins)}
              text={t(data.failed_logins === null ? 'failedLoginsOff' : 'failedLoginsText')}
              to={
                data.failed_logins === null
                  ? way('/admin/settings?q=audit_failed', 'account_edit')
                  : undefined
              }
              {...(data.failed_logins ? { shape: 'warning' as const } : {})}
            />
          </Figures>
          <Figures title={t('studiesTitle')}>
            <Figure
              label={t('studies')}
              value={number(data.studies)}
              text={t('studiesText', { count: data.studies_new, value: number(data.studies_new) })}
              to="/studies"
            />
            <Figure
              label={t('waiting')}
              value={number(data.studies_waiting)}
              text={t('waitingText')}
              to="/inbox"
              {...(data.studies_waiting > 0 ? { shape: 'half' as const } : {})}
            />
            <Figure
              label={t('storage')}
              value={formats.bytes(data.storage)}
              text={t('storageText', { count: data.images, value: number(data.images) })}
            />
            <Figure
              label={t('links')}
              value={number(data.links)}
              text={t('linksText', { count: data.link_hits, value: number(data.link_hits) })}
              to={way('/admin/links', 'link_view')}
            />
          </Figures>
        </div>
      )}
    </div>
  )
}
