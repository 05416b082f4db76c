import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sectionsOf } from '#contract/radreport_body.ts'
import {
  type RadreportTemplate,
  radreportTemplateActivate,
  radreportTemplateList,
} from '#contract/radreport_template.ts'
import { useLeaving } from '#web/api/leaving.ts'
import { commandQuery, useCommand } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button, buttonClasses } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { PageHead } from '#web/ui/PageHead.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { useAccount } from '../account.ts'
import { TemplateDialog } from './TemplateDialog.tsx'

const MOST = 500

/** `/admin/templates`: what the account's reports are made of. One template of a kind is used. */
export function TemplatesPage() {
  const { t } = useTranslation('templates')
  const account = useAccount()
  const { data, error, refetch } = useQuery(
    commandQuery(radreportTemplateList, {
      account_id: account.uuid,
      sort_by: 'type-asc,name-asc',
      'page.rows': MOST,
    }),
  )
  const leaving = useLeaving()
  const [opened, setOpened] = useState<RadreportTemplate | 'new'>()
  const templates = data?.templates.filter(({ uuid }) => !leaving.has(uuid)) ?? []
  return (
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <PageHead title={t('title')}>
        {/* A page of its own, which may ask another service: it is loaded, not shown. */}
        <a href="/admin/templates/sending" className={buttonClasses('plain')}>
          {t('sending.title')}
        </a>
        <Button look="primary" icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
          {t('add')}
        </Button>
      </PageHead>
      <div className="min-h-0 grow overflow-y-auto">
        {error && (
          <ErrorState
            title={t('notRead')}
            actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
          />
        )}
        {!data && !error && <Skeleton className="m-3 h-24" />}
        {data && templates.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
        <ul aria-label={t('title')}>
          {templates.map((template) => (
            <TemplateRow key={template.uuid} template={template} onOpen={() => setOpened(template)} />
          ))}
        </ul>
      </div>
      {opened !== undefined && (
        <TemplateDialog
          key={opened === 'new' ? 'new' : opened.uuid}
          template={opened === 'new' ? undefined : opened}
          others={templates}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  )
}

function TemplateRow({ template, onOpen }: { template: RadreportTemplate; onOpen: () => void }) {
  const { t } = useTranslation('templates')
  const toast = useToast()
  const activate = useCommand(radreportTemplateActivate, { invalidates: [radreportTemplateList] })
  const { uuid, name, type, body, active } = template
  return (
    <li className="flex min-h-10 items-center gap-2 border-line border-b px-3 max-md:min-h-12">
      <div className="flex min-w-0 grow flex-wrap items-center gap-x-2 gap-y-1 py-1">
        <button
          type="button"
          onClick={onOpen}
          className="min-h-7 min-w-0 truncate text-start font-medium hover:underline max-md:min-h-11"
        >
          {name}
        </button>
        <Badge>{type}</Badge>
        <span className="truncate text-12 text-quiet">
          {sectionsOf(body)
            .map(({ title }) => title)
            .join(' · ')}
        </span>
      </div>
      {active === 1 ? (
        <span className="flex items-center gap-1.5 text-12">
          <StatusShape shape="tick" />
          {t('active')}
        </span>
      ) : (
        <Button
          size="small"
          aria-label={t('activateNamed', { name })}
          busy={activate.isPending ? t('saving') : undefined}
          onClick={() =>
            activate.mutate({ uuid }, { onError: () => toast({ kind: 'bad', text: t('refused.failed') }) })
          }
        >
          {t('activate')}
        </Button>
      )}
    </li>
  )
}
