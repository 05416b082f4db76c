import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { type ScannerRecord, scannerList } from '#contract/scanner.ts'
import { type SiteRecord, siteList } from '#contract/site.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Select } from '#web/ui/Select.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AccountObjects, nameColumn, useObjectParams } from '../AccountObjects.tsx'
import { allows, useAccount } from '../account.ts'
import { ScannerDialog } from './ScannerDialog.tsx'
import { SiteDialog } from './SiteDialog.tsx'

/** `/admin/sites`: where trials take place, and the scanners that stand there. */
export function SitesPage() {
  const [params] = useSearchParams()
  return params.get('kind') === 'scanner' ? <Scanners /> : <Sites />
}

/** Which of the two is listed; the account may let its reader see one alone. */
function KindChoice({ kind }: { kind: 'site' | 'scanner' }) {
  const { t } = useTranslation('sites')
  const account = useAccount()
  const setParams = useSearchParams()[1]
  if (!allows(account, 'scanner_view')) return null
  return (
    <div className="w-32">
      <Select
        label={t('kind')}
        quietLabel
        value={kind}
        onChange={(next) => setParams(next === 'site' ? {} : { kind: next }, { replace: true })}
        options={[
          { value: 'site', label: t('sites') },
          { value: 'scanner', label: t('scanners') },
        ]}
      />
    </div>
  )
}

const placeOf = ({ city, country }: SiteRecord) => [city, country].filter(Boolean).join(', ')

function Sites() {
  const { t } = useTranslation('sites')
  const account = useAccount()
  const pages = useListPages(siteList, useObjectParams(), ({ sites: rows, page }) => ({
    rows,
    more: page.more,
  }))
  const columns = useMemo<TableColumn<SiteRecord>[]>(
    () => [
      nameColumn(t('name')),
      {
        id: 'city',
        label: t('place'),
        size: 180,
        sortable: true,
        cell: (site) => <span className="truncate">{placeOf(site)}</span>,
        text: placeOf,
      },
      {
        id: 'trials',
        label: t('trials'),
        size: 90,
        align: 'end',
        cell: ({ trials }) => trials.length,
        text: ({ trials }) => String(trials.length),
      },
      {
        id: 'satellites',
        label: t('satellites'),
        size: 90,
        align: 'end',
        cell: ({ satellite_sites }) => satellite_sites.length,
        text: ({ satellite_sites }) => String(satellite_sites.length),
      },
      {
        id: 'inactive',
        label: t('condition'),
        size: 160,
        sortable: true,
        cell: ({ inactive, site_id }) => (
          <>
            {inactive === 1 && <Badge>{t('inactive')}</Badge>}
            {site_id !== null && <Badge>{t('satellite')}</Badge>}
          </>
        ),
        text: ({ inactive }) => (inactive === 1 ? t('inactive') : ''),
      },
    ],
    [t],
  )
  return (
    <>
      <title>{t('pageTitle')}</title>
      <AccountObjects
        id="sites"
        title={t('title')}
        columns={columns}
        pages={pages}
        emptyText={t('noSites')}
        choice={<KindChoice kind="site" />}
        add={allows(account, 'site_add') && t('addSite')}
        dialog={(site, onClose) => <SiteDialog site={site} onClose={onClose} />}
      />
    </>
  )
}

function Scanners() {
  const { t } = useTranslation('sites')
  const account = useAccount()
  const pages = useListPages(scannerList, useObjectParams(), ({ scanners: rows, page }) => ({
    rows,
    more: page.more,
  }))
  const columns = useMemo<TableColumn<ScannerRecord>[]>(
    () => [
      nameColumn(t('name')),
      {
        id: 'site_name',
        label: t('site'),
        size: 200,
        sortable: true,
        cell: ({ site_name }) => <span className="truncate">{site_name}</span>,
        text: ({ site_name }) => site_name,
      },
      ...(['modality', 'manufacturer', 'model', 'serial_no'] as const).map(
        (id): TableColumn<ScannerRecord> => ({
          id,
          label: t(id),
          size: id === 'modality' ? 90 : 140,
          sortable: true,
          cell: (scanner) => <span className="truncate">{scanner[id]}</span>,
          text: (scanner) => scanner[id] ?? '',
        }),
      ),
      {
        id: 'validated_for',
        label: t('validatedFor'),
        size: 110,
        align: 'end',
        cell: ({ validated_for }) => validated_for.length,
        text: ({ validated_for }) => String(validated_for.length),
      },
    ],
    [t],
  )
  return (
    <>
      <title>{t('pageTitle')}</title>
      <AccountObjects
        id="scanners"
        title={t('title')}
        columns={columns}
        pages={pages}
        emptyText={t('noScanners')}
        choice={<KindChoice kind="scanner" />}
        add={allows(account, 'scanner_add') && t('addScanner')}
        dialog={(scanner, onClose) => <ScannerDialog scanner={scanner} onClose={onClose} />}
      />
    </>
  )
}
