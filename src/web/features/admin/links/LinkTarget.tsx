import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LinkRecord } from '#contract/link.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { linkStudy } from './link_name.ts'

/** What a link opens or fills: its study, as far as the administrator sees it, or its place. */
export function LinkTarget({ link }: { link: LinkRecord }) {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const { study, study_id, namespace_name, folder_name } = link
  const place = folder_name ?? namespace_name
  if (!study) return place ? <p>{t('links.leadsTo', { place })}</p> : null
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <span className="min-w-0 grow">{linkStudy(link, formats)}</span>
      <Link to={`/studies/${study_id}/view`} className="text-accent-text hover:underline">
        {t('links.look')}
      </Link>
    </p>
  )
}
