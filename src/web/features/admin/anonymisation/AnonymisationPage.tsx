import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { anonymizationDelete, anonymizationList } from '#contract/anonymization.ts'
import { call } from '#web/api/call.ts'
import { useDeleteLater, useLeaving } from '#web/api/leaving.ts'
import { commandQuery } from '#web/api/query.ts'
import { errorTypeOf } from '#web/api/refusal.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useAccount } from '../account.ts'
import { NEW_PROFILE, type Profile, ProfileDialog } from './ProfileDialog.tsx'

/** `/admin/anonymisation`: sets of rules that places of the account share, each tried on a sample while it is written. */
export function AnonymisationPage() {
  const { t } = useTranslation('anonymisation')
  const { t: says } = useTranslation('admin')
  const account_id = useAccount().uuid
  const { data, error } = useQuery(
    commandQuery(anonymizationList, { account_id, sort_by: 'name-asc', 'page.rows': 1000 }),
  )
  const leaving = useLeaving()
  const deleteLater = useDeleteLater()
  const [opened, setOpened] = useState<ComponentProps<typeof ProfileDialog>['profile']>()
  const profiles = data?.anonymization_profiles.filter(({ uuid }) => !leaving.has(uuid))
  const remove = ({ uuid, name }: Profile) => {
    setOpened(undefined)
    deleteLater({
      uuids: [uuid],
      remove: (one, options) => call(anonymizationDelete, { uuid: one }, options),
      reads: [anonymizationList],
      text: t('deleted', { name }),
      failed: (failures) => t(`refused.${errorTypeOf(failures[0]?.error) ?? 'failed'}`, t('refused.failed')),
    })
  }
  const add = (
    <Button look="primary" icon={<Plus className="!size-3.5" />} onClick={() => setOpened(NEW_PROFILE)}>
      {t('add')}
    </Button>
  )
  return (
    <div className="flex h-full flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')}>{add}</PageHead>
      <div className="min-h-0 overflow-y-auto">
        <div className="mx-auto flex max-w-[880px] flex-col gap-3 p-4">
          <p className="text-quiet">
            {t('text')}{' '}
            <Link to="/admin/namespaces" className="text-accent-text underline">
              {says('nav.namespaces')}
            </Link>
          </p>
          {error && <ErrorState title={says('notRead')} />}
          {!profiles && !error && <Skeleton className="h-32" />}
          {profiles?.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
          <ul className="flex flex-col">
            {profiles?.map((profile) => (
              <li
                key={profile.uuid}
                className="flex min-h-9 items-center gap-3 border-line border-b max-md:min-h-11"
              >
                <button
                  type="button"
                  onClick={() => setOpened(profile)}
                  className="min-h-6 min-w-0 truncate text-start font-medium hover:underline"
                >
                  {profile.name}
                </button>
                <span className="min-w-0 grow truncate text-12 text-quiet">
                  {t('fields', { count: Object.keys(profile.rules).length })}
                </span>
                {profile.namespaces.slice(0, 3).map(({ uuid, name }) => (
                  <Badge key={uuid}>{name}</Badge>
                ))}
                {profile.namespaces.length > 3 && (
                  <Badge>{t('more', { count: profile.namespaces.length - 3 })}</Badge>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
      {opened && (
        <ProfileDialog
          key={opened.uuid ?? opened.name}
          profile={opened}
          onClose={() => setOpened(undefined)}
          onCopy={setOpened}
          onDelete={remove}
        />
      )}
    </div>
  )
}
