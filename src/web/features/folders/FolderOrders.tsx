import { useQuery } from '@tanstack/react-query'
import { FileText, Upload, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type FolderRecord, folderOrderRemove } from '#contract/folder.ts'
import { type OrderRecord, orderDocumentList, orderList } from '#contract/order.ts'
import { call } from '#web/api/call.ts'
import { attachDocuments, DOCUMENT_TYPES } from '#web/api/order_document.ts'
import { commandQuery, keyOf, queryClient } from '#web/api/query.ts'
import { FileButton } from '#web/ui/FileButton.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { refreshFolders } from './folders.ts'

/** The orders of a folder, over its studies: who, what, and the documents that came with each. */
export function FolderOrders({ folder }: { folder: FolderRecord }) {
  const { t } = useTranslation('folders')
  const { data } = useQuery({
    ...commandQuery(orderList, { account_id: folder.account_id, 'filter.folder_id.equals': folder.uuid }),
    enabled: folder.order_count > 0,
  })
  if (folder.order_count === 0 || !data || data.orders.length === 0) return null
  return (
    <section
      aria-label={t('orders')}
      className="max-h-48 shrink-0 overflow-y-auto border-line border-b px-3 py-2"
    >
      <h2 className="mb-1 font-medium text-12 text-quiet">{t('orders')}</h2>
      <ul>
        {data.orders.map((order) => (
          <Order key={order.uuid} order={order} folder={folder} />
        ))}
      </ul>
    </section>
  )
}

function Order({ order, folder }: { order: OrderRecord; folder: FolderRecord }) {
  const { t } = useTranslation('folders')
  const formats = useFormats()
  const toast = useToast()
  const documents = useQuery({
    ...commandQuery(orderDocumentList, { uuid: order.uuid }),
    enabled: order.document_count > 0,
  }).data?.documents
  const attach = async (files: readonly File[]) => {
    const failed = await attachDocuments(order.uuid, files)
    if (failed > 0) toast({ kind: 'bad', text: t('notAttached', { count: failed }) })
  }
  const takeOut = () =>
    void call(folderOrderRemove, { uuid: folder.uuid, order_id: [order.uuid] })
      .catch(() => toast({ kind: 'bad', text: t('refused.failed') }))
      .then(refreshFolders)
      .then(() => queryClient.invalidateQueries({ queryKey: keyOf(orderList) }))
  const name = formats.personName(order.patient_name) || t('noName')
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-12">
      <span className="font-medium" dir="auto">
        {name}
      </span>
      <span className="min-w-0 truncate">{order.study_description}</span>
      <span className="text-quiet tabular-nums">{order.accession_number}</span>
      <span className="text-quiet">{t('studies', { count: order.study_count })}</span>
      <span className="flex min-w-0 grow flex-wrap gap-2">
        {documents?.map((document) => (
          <a
            key={document.uuid}
            href={document.url}
            download={document.filename}
            className="flex min-w-0 items-center gap-1 rounded-1 border border-line px-1.5 hover:bg-hover"
          >
            <FileText className="!size-3.5 shrink-0 text-quiet" />
            <span className="truncate">{document.filename}</span>
          </a>
        ))}
      </span>
      {folder.may_edit === 1 && (
        <>
          <FileButton label={t('attach')} accept={DOCUMENT_TYPES} onFiles={(files) => void attach(files)}>
            <Upload />
          </FileButton>
          <IconButton label={t('takeOrderOut', { name })} onClick={takeOut}>
            <X />
          </IconButton>
        </>
      )}
    </li>
  )
}
