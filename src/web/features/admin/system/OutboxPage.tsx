import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SystemMailRecord, systemMailGet, systemMailList } from '#contract/system.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { commandQuery } from '#web/api/query.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorBar } from '#web/ui/Message.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'

const stateOf = ({ sent, error }: SystemMailRecord) => (sent ? 'sent' : error ? 'failed' : 'waiting')
const SHAPES = { sent: 'done', failed: 'diamond', waiting: 'dashed' } as const

/** `/system/outbox`: every mail and whether it has left; what would open something only where no mail leaves. */
export function OutboxPage() {
  const { t } = useTranslation('system')
  const formats = useFormats()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<SystemMailRecord>()
  const pages = useListPages(
    systemMailList,
    { ...contains('recipient', search), ...(sort_by ? { sort_by } : {}) },
    ({ mails, page }) => ({ rows: mails, more: page.more }),
  )
  const columns = useMemo<TableColumn<SystemMailRecord>[]>(
    () => [
      {
        id: 'recipient',
        label: t('outbox.recipient'),
        size: 220,
        sortable: true,
        cell: (mail) => mail.recipient,
        text: (mail) => mail.recipient,
      },
      {
        id: 'subject',
        label: t('outbox.subject'),
        size: 280,
        grows: true,
        sortable: true,
        cell: (mail) => <span className="truncate">{mail.subject}</span>,
        text: (mail) => mail.subject,
      },
      {
        id: 'account',
        label: t('outbox.account'),
        size: 160,
        cell: (mail) => <span className="truncate text-quiet">{mail.account_name}</span>,
        text: (mail) => mail.account_name ?? '',
      },
      {
        id: 'state',
        label: t('outbox.state'),
        size: 110,
        cell: (mail) => (
          <span className="flex items-center gap-2">
            <StatusShape shape={SHAPES[stateOf(mail)]} />
            {t(`outbox.${stateOf(mail)}`)}
          </span>
        ),
        text: (mail) => t(`outbox.${stateOf(mail)}`),
      },
      {
        id: 'created',
        label: t('outbox.created'),
        size: 120,
        sortable: true,
        cell: (mail) => <span className="text-quiet">{formats.timestamp(mail.created)}</span>,
        text: (mail) => mail.created,
      },
    ],
    [t, formats],
  )
  return (
    <>
      <title>{t('outbox.pageTitle')}</title>
      <AdminTable
        id="system.outbox"
        title={t('nav.outbox')}
        columns={columns}
        pages={pages}
        rowName={({ subject }) => subject}
        onOpen={setOpened}
        emptyText={t('outbox.empty')}
        searchText={t('outbox.search')}
      />
      {opened && <MailDialog mail={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

function MailDialog({ mail, onClose }: { mail: SystemMailRecord; onClose: () => void }) {
  const { t } = useTranslation('system')
  const formats = useFormats()
  const { data, error } = useQuery(commandQuery(systemMailGet, { uuid: mail.uuid }))
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={mail.subject}
      description={t('outbox.toWhen', { to: mail.recipient, when: formats.timestampLong(mail.created) })}
    >
      {error && <ErrorBar>{t('failed')}</ErrorBar>}
      {mail.error && <ErrorBar>{mail.error}</ErrorBar>}
      {data && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long mail is scrolled by the keyboard
        <pre tabIndex={0} className="max-h-96 overflow-auto whitespace-pre-wrap font-mono text-12">
          {data.body_text}
        </pre>
      )}
    </Dialog>
  )
}
