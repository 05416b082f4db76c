import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AuditEvent, auditAccount } from '#contract/audit.ts'
import { call } from '#web/api/call.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { downloadReport } from '#web/api/report.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { useToast } from '#web/ui/Toast.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { useAccount } from '../account.ts'
import { AuditFilters, useAuditFilters } from './AuditFilters.tsx'
import { ChainState } from './ChainState.tsx'
import { changesOf } from './changes.ts'

/** `/admin/audit`: who did what to which object of the account, the latest first. */
export function AuditPage() {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const account = useAccount()
  const toast = useToast()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<AuditEvent>()
  const filters = useAuditFilters()
  const narrowed = { account_id: account.uuid, ...contains('who', search), ...filters }
  const [exporting, setExporting] = useState(false)
  const pages = useListPages(
    auditAccount,
    { ...narrowed, ...(sort_by ? { sort_by } : {}) },
    ({ events = [], page }) => ({ rows: events, more: page?.more ?? 0 }),
  )
  const download = async () => {
    setExporting(true)
    try {
      const { report_id = '' } = await call(auditAccount, { ...narrowed, download: 1 })
      await downloadReport(report_id)
    } catch {
      toast({ kind: 'bad', text: t('failed') })
    } finally {
      setExporting(false)
    }
  }
  const columns = useMemo<TableColumn<AuditEvent>[]>(
    () => [
      {
        id: 'who',
        label: t('audit.who'),
        size: 160,
        grows: true,
        sortable: true,
        cell: (event) => event.who ?? t('audit.nobody'),
        text: (event) => event.who ?? '',
      },
      {
        id: 'action',
        label: t('audit.action'),
        size: 130,
        sortable: true,
        cell: (event) => <code className="truncate text-12">{event.action}</code>,
        text: (event) => event.action,
      },
      {
        id: 'type',
        label: t('audit.type'),
        size: 110,
        sortable: true,
        cell: (event) => <span className="truncate">{event.type}</span>,
        text: (event) => event.type,
      },
      {
        id: 'what',
        label: t('audit.what'),
        size: 220,
        grows: true,
        sortable: true,
        cell: (event) => <span className="truncate text-quiet">{event.what}</span>,
        text: (event) => event.what ?? '',
      },
      {
        id: 'when',
        label: t('audit.when'),
        size: 120,
        sortable: true,
        cell: (event) => <span className="text-quiet">{formats.timestamp(event.when)}</span>,
        text: (event) => event.when,
      },
      {
        id: 'client_address',
        label: t('audit.address'),
        size: 120,
        sortable: true,
        cell: (event) => <span className="truncate text-quiet">{event.client_address}</span>,
        text: (event) => event.client_address ?? '',
      },
    ],
    [t, formats],
  )
  return (
    <>
      <title>{t('audit.pageTitle')}</title>
      <AdminTable
        id="audit"
        title={t('nav.audit')}
        columns={columns}
        pages={pages}
        rowName={(event) => `${event.action} ${event.what ?? event.type}`}
        onOpen={setOpened}
        emptyText={t('audit.empty')}
        searchText={t('audit.search')}
        actions={
          <Button
            icon={<Download className="!size-3.5" />}
            busy={exporting ? t('audit.exporting') : undefined}
            onClick={() => void download()}
          >
            {t('audit.export')}
          </Button>
        }
        filters={
          <>
            <AuditFilters />
            <ChainState />
          </>
        }
      />
      {opened && (
        <Dialog
          open
          onOpenChange={() => setOpened(undefined)}
          title={`${opened.action} · ${opened.what ?? opened.type}`}
          description={t('audit.byWhen', {
            name: opened.who ?? t('audit.nobody'),
            when: formats.timestampLong(opened.when),
          })}
        >
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-12">
            <dt className="text-quiet">{t('audit.object')}</dt>
            <dd>
              {opened.type} <code className="break-all">{opened.uuid}</code>
            </dd>
            {opened.proxy !== null && (
              <>
                <dt className="text-quiet">{t('audit.proxy')}</dt>
                <dd>{opened.proxy}</dd>
              </>
            )}
            {opened.with !== undefined && (
              <>
                <dt className="text-quiet">{t('audit.with')}</dt>
                <dd>{opened.with}</dd>
              </>
            )}
            {changesOf(opened.detail).map(({ field, before, after }) => (
              <div key={field} className="contents">
                <dt className="break-all text-quiet">{field}</dt>
                <dd className="break-all">
                  {before === undefined ? (
                    after
                  ) : (
                    <>
                      <del className="text-quiet">{before}</del> <ins className="no-underline">{after}</ins>
                    </>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  )
}
