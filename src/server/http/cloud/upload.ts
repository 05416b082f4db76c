import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import { findFolder } from '../../access/folder.ts'
import { type NamespaceAccess, requireNamespace } from '../../access/namespaces.ts'
import { findOrder } from '../../access/order.ts'
import { mayWithReports } from '../../access/report.ts'
import { findStudy } from '../../access/study.ts'
import type { Database } from '../../db/tables.ts'
import { isUID } from '../../dicom/instance.ts'
import { placeItems } from '../../folder/item.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { MAX_FILE, receiveFile } from '../../ingest/receive.ts'
import { addDocument, documentType } from '../../order/document.ts'
import { namedBy } from '../../order/examined.ts'
import { PostDicomFault } from '../../postdicom/fault.ts'
import type { Answer, OperationCall } from '../../postdicom/operation.ts'
import { orderOf } from '../../postdicom/order.ts'
import { patientOrderOf } from '../../postdicom/order-record.ts'
import { guid, maybeGuid, text } from '../../postdicom/values.ts'
import { Refusal } from '../../refusal.ts'
import { addAttachment } from '../../study/attachment.ts'

/** Files of the Cloud API: images into an institution and a folder, documents onto an order. */

type Body = AsyncIterable<Uint8Array>

const dicomFields = z.object({ InstitutionUuid: guid, FolderUuid: maybeGuid })

const institution = (db: Kysely<Database>, actor: Actor, uuid: string): Promise<NamespaceAccess> =>
  requireNamespace(db, actor, uuid, 'study_upload').catch((error: unknown) => {
    throw error instanceof Refusal && error.error_type === 'NOT_FOUND'
      ? new PostDicomFault(404, 'There is no such institution')
      : error
  })

/** The folder that images are put into; editors and those who may upload there fill it. */
async function folderToFill(db: Kysely<Database>, actor: Actor, uuid: string | undefined) {
  if (!uuid) return undefined
  const folder = await findFolder(db, actor, uuid, 'view', 'folder_id')
  if (!folder.edit && !folder.upload) throw new Refusal('NOT_PERMITTED')
  return folder
}

/** The record of the study in the institution, put into the folder, as the patient order that it is part of. */
async function ordered(
  { services, actor }: OperationCall,
  { InstitutionUuid, FolderUuid }: z.output<typeof dicomFields>,
  study_uid: string,
) {
  const { db } = services
  const study = await db
    .selectFrom('study')
    .select('uuid')
    .where('phi_namespace', '=', InstitutionUuid)
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  const folder = await folderToFill(db, actor, FolderUuid)
  if (study && folder)
    await db.transaction().execute((tx) => placeItems(tx, actor, folder, 'Study', [study.uuid]))
  return study && patientOrderOf(db, actor, study.uuid)
}

/** May images be sent there? Asked before the first one. */
export async function beginUpload(call: OperationCall, given: unknown): Promise<Answer> {
  const { InstitutionUuid, FolderUuid } = dicomFields.parse(given)
  await institution(call.services.db, call.actor, InstitutionUuid)
  await folderToFill(call.services.db, call.actor, FolderUuid)
  return { InstitutionUuid, FolderUuid: FolderUuid ?? null }
}

const checked = dicomFields.extend({
  StudyInstanceUid: text.refine(isUID, 'is no UID'),
  SopInstanceUid: text.refine(isUID, 'is no UID'),
})

/** Is the image there already? Then the order that it belongs to, in the folder from now on. */
export async function checkDicom(call: OperationCall, given: unknown): Promise<Answer> {
  const fields = checked.parse(given)
  const { db } = call.services
  await institution(db, call.actor, fields.InstitutionUuid)
  await folderToFill(db, call.actor, fields.FolderUuid)
  const { rows } = await sql`
    select from study s join stored_study t on t.storage_namespace = s.storage_namespace and t.study_uid = s.study_uid
    join stored_instance i on i.stored_study_id = t.id and i.current
    where s.phi_namespace = ${fields.InstitutionUuid} and s.study_uid = ${fields.StudyInstanceUid}
      and i.sop_instance_uid = ${fields.SopInstanceUid} and s.deleted is null limit 1`.execute(db)
  const there = rows.length > 0
  const PatientOrder = there ? await ordered(call, fields, fields.StudyInstanceUid) : undefined
  return {
    FileIfExist: there && PatientOrder !== undefined,
    StudyInstanceUid: fields.StudyInstanceUid,
    PatientOrder: PatientOrder ?? null,
  }
}

/** Stores one DICOM file. */
export async function uploadDicom(call: OperationCall, given: unknown, body: Body): Promise<Answer> {
  const fields = dicomFields.parse(given)
  const { services, actor } = call
  const place = await institution(services.db, actor, fields.InstitutionUuid)
  await folderToFill(services.db, actor, fields.FolderUuid)
  const outcome = await receiveFile(
    services,
    { account_id: place.account_id, storage_namespace: place.uuid, actor, record: 'make' },
    body,
  )
  if (outcome.state === 'refused') throw new PostDicomFault(400, outcome.message)
  const PatientOrder = await ordered(call, fields, outcome.StudyInstanceUID)
  return {
    StudyInstanceUid: outcome.StudyInstanceUID,
    SopInstanceUid: outcome.SOPInstanceUID,
    PatientOrder: PatientOrder ?? null,
  }
}

const documentFields = z.object({ InstitutionUuid: guid, PatientOrderUuid: guid, FileName: text })

/** Attaches a document to an order, or to the study that nobody has ordered. */
export async function attachDocument(call: OperationCall, given: unknown, body: Body): Promise<Answer> {
  const fields = documentFields.parse(given)
  const { services, actor } = call
  const { db, objects } = services
  const { PatientOrderUuid } = await orderOf(db, actor, fields.PatientOrderUuid, fields.InstitutionUuid)
  const { order_id } = await namedBy(db, PatientOrderUuid)
  const order = order_id ? await findOrder(db, actor, order_id, 'order_edit') : undefined
  const found = order
    ? undefined
    : await findStudy(db, actor, { uuid: PatientOrderUuid }, 'study_report_upload')
  if (found && !mayWithReports(actor, found.access, 'upload', found.study)) throw new Refusal('NOT_PERMITTED')
  const staged = await objects.stage(body, { limit: MAX_FILE })
  try {
    const mime_type = documentType(await staged.read({ start: 0, end: 16 }))
    if (!mime_type) throw new PostDicomFault(400, 'Documents are PDF, JPEG, PNG, BMP or MP4 files')
    await staged.commit()
    const file = { filename: fields.FileName, version: staged.hash, size: staged.size }
    await db.transaction().execute(async (tx) => {
      if (order) await addDocument(tx, actor, order, { ...file, mime_type })
      if (found)
        await addAttachment(
          tx,
          actor,
          { ...found.study, record: found.study },
          { ...file, mimeType: mime_type },
        )
    })
    if (found) await notifyStudy(services, found.study)
  } finally {
    await staged.discard()
  }
  return { PatientOrder: await orderOf(db, actor, PatientOrderUuid) }
}
