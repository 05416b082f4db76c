import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { findOrder } from '../access/order.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { plainName } from '../study/attachment.ts'
import { auditOfOrder } from './order.ts'

/** Documents of an order: what a requester or a patient brings along. Those of a study are its attachments. */

export const DOCUMENT_TYPES = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/bmp',
  'video/mp4',
] as const
export type DocumentType = (typeof DOCUMENT_TYPES)[number]

const SIGNATURES: readonly (readonly [DocumentType, number, string])[] = [
  ['application/pdf', 0, '%PDF-'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/bmp', 0, 'BM'],
  ['video/mp4', 4, 'ftyp'],
]

/** What the first bytes of a file say it is, whatever it is called; nothing for another type. */
export const documentType = (head: Buffer): DocumentType | undefined =>
  SIGNATURES.find(([, at, text]) => head.toString('latin1', at, at + text.length) === text)?.[0]

export interface DocumentFile {
  filename: string
  mime_type: DocumentType
  /** SHA-256 in hexadecimal of what has been committed to the object store. */
  version: string
  size: number
}

export async function addDocument(
  tx: Kysely<Database>,
  actor: Actor,
  order: { uuid: string; patient_name: string | null; account_id: string; namespace_id: string },
  { filename, ...file }: DocumentFile,
): Promise<string> {
  const name = plainName(filename)
  const { uuid } = await tx
    .insertInto('order_document')
    .values({
      ...file,
      filename: name,
      order_id: order.uuid,
      account_id: order.account_id,
      created_by: actor.user_id,
    })
    .returning('uuid')
    .executeTakeFirstOrThrow()
  await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'DOCUMENT_ADD', detail: { filename: name } })
  return uuid
}

export async function documentsOf(db: Kysely<Database>, actor: Actor, order_id: string) {
  await findOrder(db, actor, order_id)
  return db
    .selectFrom('order_document')
    .select(['uuid', 'order_id', 'filename', 'mime_type', 'size', 'version', 'created'])
    .where('order_id', '=', order_id)
    .orderBy('created')
    .execute()
}

export async function deleteDocument(
  db: Kysely<Database>,
  actor: Actor,
  order_id: string,
  document_id: string,
): Promise<void> {
  const order = await findOrder(db, actor, order_id, 'order_edit')
  await db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('order_document')
      .where('uuid', '=', document_id)
      .where('order_id', '=', order_id)
      .returning(['filename', 'version'])
      .executeTakeFirst()
    if (!gone) throw new Refusal('NOT_FOUND', 'document_id')
    await tx
      .insertInto('object_garbage')
      .values({ hash: gone.version })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await recordAudit(tx, actor, {
      ...auditOfOrder(order),
      action: 'DOCUMENT_DELETE',
      detail: { filename: gone.filename },
    })
  })
}
