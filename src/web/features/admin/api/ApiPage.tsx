import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type ApikeyRecord, apikeyList } from '#contract/apikey.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { commandQuery } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { useAccount } from '../account.ts'
import { KeyDialog } from './KeyDialog.tsx'

const isOver = ({ expires }: ApikeyRecord) => expires !== null && Date.parse(expires) < Date.now()

/** `/admin/api`: the keys by which programs use the PostDICOM Cloud API in the name of the account's members. */
export function ApiPage() {
  const { t } = useTranslation('api')
  const formats = useFormats()
  const account = useAccount()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<ApikeyRecord | 'new'>()
  const account_key = useQuery(commandQuery(apikeyList, { account_id: account.uuid, 'page.rows': 1 })).data
    ?.account_key
  const pages = useListPages(
    apikeyList,
    { account_id: account.uuid, ...contains('name', search), ...(sort_by ? { sort_by } : {}) },
    ({ apikeys, page }) => ({ rows: apikeys, more: page.more }),
  )
  const columns = useMemo<TableColumn<ApikeyRecord>[]>(
    () => [
      {
        id: 'name',
        label: t('name'),
        size: 180,
        grows: true,
        sortable: true,
        cell: (key) => key.name,
        text: (key) => key.name,
      },
      {
        id: 'hint',
        label: t('hint'),
        size: 110,
        cell: (key) => <code className="font-mono text-11 text-quiet">…{key.hint}</code>,
        text: (key) => key.hint,
      },
      {
        id: 'scopes',
        label: t('scopes'),
        size: 220,
        cell: (key) => (
          <span className="truncate">{key.scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</span>
        ),
        text: (key) => key.scopes.join(' '),
      },
      {
        id: 'last_used',
        label: t('lastUsed'),
        size: 120,
        sortable: true,
        cell: (key) => (
          <span className="text-quiet">{key.last_used ? formats.timestamp(key.last_used) : t('never')}</span>
        ),
        text: (key) => key.last_used ?? '',
      },
      {
        id: 'expires',
        label: t('ends'),
        size: 150,
        sortable: true,
        cell: (key) => (
          <>
            <span className="text-quiet">{key.expires ? formats.timestamp(key.expires) : t('noEnd')}</span>
            {isOver(key) && <Badge>{t('over')}</Badge>}
          </>
        ),
        text: (key) => key.expires ?? '',
      },
      {
        id: 'created',
        label: t('made'),
        size: 170,
        sortable: true,
        cell: (key) => (
          <span className="truncate text-quiet">
            {t('madeBy', { when: formats.timestamp(key.created), name: key.created_by_name ?? '' })}
          </span>
        ),
        text: (key) => key.created,
      },
    ],
    [t, formats],
  )
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <div className="flex shrink-0 flex-wrap items-end gap-3 border-line border-b bg-surface px-3 py-2">
        <div className="w-96 max-md:w-full">
          <p className="mb-1 font-medium text-12 text-quiet">{t('accountKey')}</p>
          {account_key && <LinkBox url={account_key} label={t('accountKey')} />}
        </div>
        <p className="min-w-60 grow basis-0 text-12 text-quiet">
          {t('text')}{' '}
          <Link to="/cloud-api/" className="text-accent-text underline">
            {t('reference')}
          </Link>
        </p>
      </div>
      <div className="min-h-0 grow">
        <AdminTable
          id="api"
          title={t('title')}
          columns={columns}
          pages={pages}
          rowName={({ name }) => name}
          onOpen={setOpened}
          emptyText={t('empty')}
          actions={
            <Button icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
              {t('add')}
            </Button>
          }
        />
      </div>
      {opened && (
        <KeyDialog
          account_id={account.uuid}
          apikey={opened === 'new' ? undefined : opened}
          icon={<KeyRound className="!size-3.5" />}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  )
}
