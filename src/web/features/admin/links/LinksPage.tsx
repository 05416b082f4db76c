import { KeyRound, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LinkRecord, linkList } from '#contract/link.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { useStopLink } from '#web/api/stop_link.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { allows, useAccount } from '../account.ts'
import { LinkTarget } from './LinkTarget.tsx'
import { LinkUsage } from './LinkUsage.tsx'
import { linkName } from './link_name.ts'
import { ProgramKeyDialog } from './ProgramKeyDialog.tsx'
import { UploadLinkDialog } from './UploadLinkDialog.tsx'

const isOver = ({ expires, max_hits, hits }: LinkRecord): boolean =>
  (expires !== null && Date.parse(expires) < Date.now()) || (max_hits !== null && hits >= max_hits)

/** `/admin/links`: every link of the account, how often it was used, and the way to stop it. */
export function LinksPage() {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const stopLink = useStopLink()
  const account = useAccount()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<LinkRecord>()
  const [making, setMaking] = useState(false)
  const [keyed, setKeyed] = useState(false)
  const pages = useListPages(
    linkList,
    { account_id: account.uuid, ...contains('description', search), ...(sort_by ? { sort_by } : {}) },
    ({ links, page }) => ({ rows: links, more: page.more }),
  )
  const columns = useMemo<TableColumn<LinkRecord>[]>(
    () => [
      {
        id: 'description',
        label: t('links.name'),
        size: 180,
        grows: true,
        sortable: true,
        cell: (link) => linkName(link, formats, t),
        text: (link) => linkName(link, formats, t),
      },
      {
        id: 'user_name',
        label: t('links.by'),
        size: 140,
        cell: (link) => <span className="truncate">{link.user_name}</span>,
        text: (link) => link.user_name ?? '',
      },
      {
        id: 'email',
        label: t('links.email'),
        size: 180,
        sortable: true,
        cell: (link) => <span className="truncate text-quiet">{link.email}</span>,
        text: (link) => link.email ?? '',
      },
      {
        id: 'hits',
        label: t('links.hits'),
        size: 72,
        align: 'end',
        sortable: true,
        cell: (link) => formats.number(link.hits),
        text: (link) => String(link.hits),
      },
      {
        id: 'last_used',
        label: t('links.lastUsed'),
        size: 110,
        sortable: true,
        cell: (link) => (
          <span className="text-quiet">
            {link.last_used ? formats.timestamp(link.last_used) : t('users.never')}
          </span>
        ),
        text: (link) => link.last_used ?? '',
      },
      {
        id: 'expires',
        label: t('links.ends'),
        size: 170,
        sortable: true,
        cell: (link) => (
          <>
            <span className="text-quiet">
              {link.expires ? formats.timestamp(link.expires) : t('links.never')}
            </span>
            {isOver(link) && <Badge>{t('links.over')}</Badge>}
          </>
        ),
        text: (link) => link.expires ?? '',
      },
      {
        id: 'created',
        label: t('links.made'),
        size: 110,
        sortable: true,
        cell: (link) => <span className="text-quiet">{formats.timestamp(link.created)}</span>,
        text: (link) => link.created,
      },
    ],
    [t, formats],
  )
  const stop = (link: LinkRecord) => {
    setOpened(undefined)
    void stopLink(link)
  }
  return (
    <>
      <title>{t('links.pageTitle')}</title>
      <AdminTable
        id="links"
        title={t('nav.links')}
        columns={columns}
        pages={pages}
        rowName={(link) => linkName(link, formats, t)}
        onOpen={setOpened}
        emptyText={t('links.empty')}
        actions={
          <>
            {allows(account, 'account_edit') && (
              <Button icon={<KeyRound className="!size-3.5" />} onClick={() => setKeyed(true)}>
                {t('links.key.open')}
              </Button>
            )}
            {allows(account, 'link_edit_upload') && (
              <Button look="primary" icon={<Plus className="!size-3.5" />} onClick={() => setMaking(true)}>
                {t('links.newUpload')}
              </Button>
            )}
          </>
        }
      />
      {keyed && <ProgramKeyDialog onClose={() => setKeyed(false)} />}
      {making && <UploadLinkDialog onClose={() => setMaking(false)} />}
      {opened && (
        <Dialog
          open
          onOpenChange={() => setOpened(undefined)}
          title={opened.description ?? t(`links.action.${opened.action}`)}
          description={t('links.byWhen', {
            name: opened.user_name ?? '',
            when: formats.timestampLong(opened.created),
          })}
          footer={
            (allows(account, 'link_edit') || allows(account, 'link_edit_upload')) && (
              <Button look="danger" size="large" onClick={() => stop(opened)}>
                {t('links.stop')}
              </Button>
            )
          }
        >
          <div className="flex flex-col gap-3">
            {!isOver(opened) && <LinkBox url={opened.url} label={t('links.address')} />}
            <div className="flex flex-wrap gap-2">
              {opened.has_password === 1 && <Badge>{t('links.password')}</Badge>}
              {opened.pin_auth === 1 && <Badge>{t('links.members')}</Badge>}
              {opened.include_priors === 1 && <Badge>{t('links.priors')}</Badge>}
              {opened.inherit_permissions === 1 && <Badge>{t('links.inherits')}</Badge>}
              {opened.use_share_code === 1 && <Badge>{t('links.byCode')}</Badge>}
              {opened.anonymize !== null && <Badge>{t('links.anonymised')}</Badge>}
              {opened.charge_amount !== null && (
                <Badge>{formats.money(opened.charge_amount, opened.charge_currency ?? 'usd')}</Badge>
              )}
              {isOver(opened) && <Badge>{t('links.over')}</Badge>}
              <Badge>{t('links.used', { count: opened.hits })}</Badge>
            </div>
            <LinkTarget link={opened} />
            <LinkUsage uuid={opened.uuid} />
          </div>
        </Dialog>
      )}
    </>
  )
}
