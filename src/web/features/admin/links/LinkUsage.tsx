import { useTranslation } from 'react-i18next'
import { linkUsageList } from '#contract/link.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'

/** Who has come by a link, the latest first. */
export function LinkUsage({ uuid }: { uuid: string }) {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const { rows, more, ready, onRange } = useListPages(linkUsageList, { uuid }, ({ usages, page }) => ({
    rows: usages,
    more: page.more,
  }))
  return (
    <section aria-label={t('links.usage')}>
      <h3 className="mb-1 font-strong text-12">{t('links.usage')}</h3>
      {ready && rows.length === 0 && <p className="text-12 text-quiet">{t('links.unused')}</p>}
      <ul className="max-h-56 overflow-y-auto">
        {rows.map(({ when, email, client_address }) => (
          <li
            key={`${when} ${email} ${client_address}`}
            className="flex min-h-7 items-center gap-3 border-line border-b text-12 last:border-b-0"
          >
            <span className="min-w-0 grow truncate">{email ?? t('links.somebody')}</span>
            <span className="shrink-0 font-mono text-11 text-quiet">{client_address}</span>
            <time className="shrink-0 text-quiet tabular-nums">{formats.timestamp(when)}</time>
          </li>
        ))}
      </ul>
      {more && (
        <Button size="small" onClick={() => onRange(0, rows.length)}>
          {t('links.moreUses')}
        </Button>
      )}
    </section>
  )
}
