import type { FastifyReply } from 'fastify'
import { isUuid, NIL_UUID } from '#contract/value.ts'
import { findOrder } from '../../access/order.ts'
import { MAX_FILE } from '../../ingest/receive.ts'
import { addDocument, documentsOf, documentType } from '../../order/document.ts'
import { sendAttachment } from './attachments.ts'
import type { StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { formFile } from './form.ts'

/** Documents of orders: ours, beside the attachments of studies that the storage API has. */

const orderOf = ({ params }: StorageCall): string => {
  const { order = '' } = params
  return isUuid(order) ? order.toLowerCase() : NIL_UUID
}

/** `POST /order/{uuid}/document`: a PDF, a picture or an MP4 video, by what its bytes say. */
export async function postDocument(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor } = call
  const order = await findOrder(services.db, actor, orderOf(call), 'order_edit')
  const file = await formFile(call)
  const staged = await services.objects.stage(file.stream, { limit: MAX_FILE })
  try {
    const mime_type = documentType(await staged.read({ start: 0, end: 16 }))
    if (!mime_type) throw new StorageFailure('BAD_REQUEST', 'Documents are PDF, JPEG, PNG, BMP or MP4 files')
    await staged.commit()
    const { filename } = file
    const document = { filename, mime_type, version: staged.hash, size: staged.size }
    const uuid = await services.db.transaction().execute((tx) => addDocument(tx, actor, order, document))
    return reply.code(201).header('cache-control', 'no-store').send({ uuid, mime_type, size: staged.size })
  } finally {
    await staged.discard()
  }
}

/** `GET /order/{uuid}/document/{document}` */
export async function getDocument(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const found = (await documentsOf(call.services.db, call.actor, orderOf(call))).find(
    ({ uuid }) => uuid === call.params.document,
  )
  if (!found) throw new StorageFailure('ATTACHMENT_NOT_FOUND_EXCEPTION', 'There is no such document')
  return sendAttachment(call, reply.header('cache-control', 'private, no-cache'), found)
}
