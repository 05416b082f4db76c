import { useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { orderDocumentList } from '#contract/order.ts'
import type { GuestRecord } from '#contract/session.ts'
import { commandQuery } from '#web/api/query.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'

/** An order of a guest: whose it is, and the documents that came with it. */
export function OrderCard({ order }: { order: NonNullable<GuestRecord['orders']>[number] }) {
  const { t } = useTranslation('guest')
  const formats = useFormats()
  const { data } = useQuery(commandQuery(orderDocumentList, { uuid: order.uuid }))
  return (
    <section className="flex flex-col gap-1 rounded-2 border border-line bg-surface p-3">
      <h2 dir="auto" className="truncate font-strong">
        {formats.personName(order.patient_name) || t('studies.noName')}
      </h2>
      <p className="truncate">{order.study_description || t('studies.unnamed')}</p>
      <ul className="flex flex-col">
        {data?.documents.map(({ uuid, url, filename }) => (
          <li key={uuid}>
            <a
              href={url}
              download={filename}
              className="flex min-h-8 items-center gap-2 hover:underline max-md:min-h-11"
            >
              <FileText className="!size-3.5 shrink-0 text-quiet" />
              <span className="truncate">{filename}</span>
            </a>
          </li>
        ))}
        {data?.documents.length === 0 && <li className="text-12 text-quiet">{t('order.none')}</li>}
      </ul>
    </section>
  )
}
