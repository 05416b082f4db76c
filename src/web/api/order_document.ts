import { orderDocumentList, orderList } from '#contract/order.ts'
import { fetchSigned } from './fetch.ts'
import { keyOf, queryClient } from './query.ts'

/** What an order takes, for choosing files. */
export const DOCUMENT_TYPES = '.pdf,.jpg,.jpeg,.png,.bmp,.mp4'

/** Attaches files to an order. Answers how many could not be. */
export async function attachDocuments(order: string, files: readonly File[]): Promise<number> {
  let failed = 0
  for (const file of files) {
    const body = new FormData()
    body.append('file', file)
    const answer = await fetchSigned(`/api/v3/storage/order/${order}/document`, { method: 'POST', body })
    if (!answer.ok) failed += 1
  }
  await Promise.all(
    [orderList, orderDocumentList].map((read) => queryClient.invalidateQueries({ queryKey: keyOf(read) })),
  )
  return failed
}
