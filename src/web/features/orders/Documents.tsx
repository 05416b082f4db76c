import { useQuery } from '@tanstack/react-query'
import { FileText, Upload, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type OrderRecord, orderDocumentDelete, orderDocumentList, orderList } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { attachDocuments, DOCUMENT_TYPES } from '#web/api/order_document.ts'
import { commandQuery } from '#web/api/query.ts'
import { FileButton } from '#web/ui/FileButton.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { refresh } from './accounts.ts'

/** What came along with an order: letters, pictures, videos. */
export function Documents({ order, edits }: { order: OrderRecord; edits: boolean }) {
  const { t } = useTranslation('orders')
  const toast = useToast()
  const documents = useQuery(commandQuery(orderDocumentList, { uuid: order.uuid })).data?.documents ?? []
  const attach = async (files: readonly File[]) => {
    const failed = await attachDocuments(order.uuid, files)
    if (failed > 0) toast({ kind: 'bad', text: t('notAttached', { count: failed }) })
  }
  const remove = async (document_id: string) => {
    await call(orderDocumentDelete, { uuid: order.uuid, document_id }).catch(() =>
      toast({ kind: 'bad', text: t('refused.failed') }),
    )
    await refresh(orderDocumentList, orderList)
  }
  return (
    <section aria-label={t('documents')}>
      <div className="mb-1 flex min-h-7 items-center justify-between gap-2">
        <h3 className="font-strong text-12">{t('documents')}</h3>
        {edits && (
          <FileButton label={t('attach')} accept={DOCUMENT_TYPES} onFiles={(files) => void attach(files)}>
            <Upload />
          </FileButton>
        )}
      </div>
      <ul>
        {documents.map(({ uuid, url, filename }) => (
          <li key={uuid} className="flex min-h-7 items-center gap-2 text-12">
            <FileText className="!size-3.5 shrink-0 text-quiet" />
            <a href={url} download={filename} className="min-w-0 grow truncate hover:underline">
              {filename}
            </a>
            {edits && (
              <IconButton label={t('detach', { name: filename })} onClick={() => void remove(uuid)}>
                <X />
              </IconButton>
            )}
          </li>
        ))}
        {documents.length === 0 && <li className="text-12 text-quiet">{t('noDocuments')}</li>}
      </ul>
    </section>
  )
}
