import { useQuery } from '@tanstack/react-query'
import { FileText, Upload, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type OrderRecord, orderDocumentDelete, orderDocumentList, orderList } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { fetchSigned } from '#web/api/fetch.ts'
import { commandQuery } from '#web/api/query.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { refresh } from './accounts.ts'

const TYPES = '.pdf,.jpg,.jpeg,.png,.bmp,.mp4'

/** What came along with an order: letters, pictures, videos. */
export function Documents({ order, edits }: { order: OrderRecord; edits: boolean }) {
  const { t } = useTranslation('orders')
  const toast = useToast()
  const input = useRef<HTMLInputElement>(null)
  const documents = useQuery(commandQuery(orderDocumentList, { uuid: order.uuid })).data?.documents ?? []
  const attach = async (files: readonly File[]) => {
    let failed = 0
    for (const file of files) {
      const body = new FormData()
      body.append('file', file)
      const url = `/api/v3/storage/order/${order.uuid}/document`
      const answer = await fetchSigned(url, { method: 'POST', body })
      if (!answer.ok) failed += 1
    }
    if (failed > 0) toast({ kind: 'bad', text: t('notAttached', { count: failed }) })
    await refresh(orderDocumentList, orderList)
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
          <>
            <input
              ref={input}
              type="file"
              multiple
              hidden
              accept={TYPES}
              aria-label={t('attach')}
              onChange={(event) => {
                const files = [...(event.target.files ?? [])]
                event.target.value = ''
                void attach(files)
              }}
            />
            <IconButton label={t('attach')} onClick={() => input.current?.click()}>
              <Upload />
            </IconButton>
          </>
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
