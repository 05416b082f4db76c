import { useQuery } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type LinkRecord, linkList } from '#contract/link.ts'
import { commandQuery } from '#web/api/query.ts'
import { useStopLink } from '#web/api/stop_link.ts'
import { useUser } from '#web/api/user.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { LinkBox } from '#web/ui/LinkBox.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'

const isOver = ({ expires }: LinkRecord) => expires !== null && Date.parse(expires) < Date.now()

/** `/my/shared`: the links that a patient gave away, and the way to stop each at once. */
export function MyShared() {
  const { t } = useTranslation('portal')
  const formats = useFormats()
  const { uuid } = useUser()
  const { data, error, refetch } = useQuery(commandQuery(linkList, { user_id: uuid, 'page.rows': 200 }))
  const stopLink = useStopLink()
  return (
    <div className="flex flex-col gap-3">
      <title>{t('shared.pageTitle')}</title>
      <h1 className="font-strong text-16">{t('shared.title')}</h1>
      {error && (
        <ErrorState
          title={t('shared.failed')}
          actions={<Button onClick={() => void refetch()}>{t('again')}</Button>}
        />
      )}
      {data?.links.length === 0 && <EmptyState title={t('shared.none')} text={t('shared.noneText')} />}
      {data?.links.map((link) => (
        <article
          key={link.uuid}
          aria-label={link.description ?? ''}
          className="flex flex-col gap-2 rounded-2 border border-line bg-surface p-3"
        >
          <div className="flex items-center gap-2">
            <Link2 className="shrink-0 text-quiet" />
            <div className="min-w-0 grow">
              <h2 className="truncate font-strong">{link.description}</h2>
              <p className="truncate text-12 text-quiet">
                {[
                  link.email,
                  link.last_used
                    ? t('shared.opened', { count: link.hits, when: formats.timestamp(link.last_used) })
                    : t('shared.notOpened'),
                  isOver(link)
                    ? t('shared.over')
                    : link.expires && t('shared.ends', { when: formats.timestamp(link.expires) }),
                ]
                  .filter((part) => part)
                  .join(' · ')}
              </p>
            </div>
            <Button look="plain" onClick={() => void stopLink(link)} className="text-bad">
              {t('shared.stop')}
            </Button>
          </div>
          {!isOver(link) && <LinkBox url={link.url} label={t('share.link')} />}
        </article>
      ))}
    </div>
  )
}
