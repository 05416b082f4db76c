import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { PlaceRecord } from '#contract/place.ts'
import type { ListPages } from '#web/api/list_pages.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Select } from '#web/ui/Select.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AccountObjects, nameColumn } from '../AccountObjects.tsx'
import { useAdminList } from '../AdminTable.tsx'
import { allows, useAccount } from '../account.ts'
import { PlaceDialog } from './PlaceDialog.tsx'
import { PlacePages } from './PlacePages.tsx'
import type { PlaceKind } from './place.ts'

/** `/admin/places`: groups and locations, which differ in their name alone. */
export function PlacesPage() {
  const kind = useSearchParams()[0].get('kind') === 'location' ? 'location' : 'group'
  return (
    <PlacePages {...useAdminList()} kind={kind}>
      {(pages) => <List kind={kind} pages={pages} />}
    </PlacePages>
  )
}

function List({ kind, pages }: { kind: PlaceKind; pages: ListPages<PlaceRecord> }) {
  const { t } = useTranslation('admin')
  const account = useAccount()
  const setParams = useSearchParams()[1]
  const columns = useMemo<TableColumn<PlaceRecord>[]>(
    () => [
      nameColumn(t('places.name')),
      {
        id: 'role_name',
        label: t('places.role'),
        size: 140,
        cell: ({ role_name }) => <span className="truncate">{role_name ?? t('users.defaultRole')}</span>,
        text: ({ role_name }) => role_name ?? '',
      },
      {
        id: 'share_code',
        label: t('places.shareCode'),
        size: 140,
        sortable: true,
        cell: ({ share_code }) => <span className="truncate font-mono text-11">{share_code}</span>,
        text: ({ share_code }) => share_code ?? '',
      },
      {
        id: 'must_approve',
        label: t('places.rules'),
        size: 220,
        sortable: true,
        cell: ({ must_approve, no_share }) => (
          <>
            {must_approve === 1 && <Badge>{t('places.approves')}</Badge>}
            {no_share === 1 && <Badge>{t('places.noShare')}</Badge>}
          </>
        ),
        text: ({ must_approve }) => (must_approve === 1 ? t('places.approves') : ''),
      },
    ],
    [t],
  )
  return (
    <>
      <title>{t('places.pageTitle')}</title>
      <AccountObjects
        id={`places.${kind}`}
        title={t('nav.places')}
        columns={columns}
        pages={pages}
        emptyText={t(`places.empty.${kind}`)}
        choice={
          <div className="w-32">
            <Select
              label={t('places.kind')}
              quietLabel
              value={kind}
              onChange={(next) => setParams(next === 'group' ? {} : { kind: next }, { replace: true })}
              options={[
                { value: 'group', label: t('places.groups') },
                { value: 'location', label: t('places.locations') },
              ]}
            />
          </div>
        }
        add={allows(account, `${kind}_edit`) && t(`places.add.${kind}`)}
        dialog={(place, onClose) => <PlaceDialog kind={kind} place={place} onClose={onClose} />}
      />
    </>
  )
}
