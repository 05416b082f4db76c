import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { mayIn, requireNamespace } from '../access/namespaces.ts'
import { findStudy } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { assignmentsOf } from '../order/assignment.ts'
import { documentsOf } from '../order/document.ts'
import { namedBy } from '../order/examined.ts'
import { addOrder, deleteOrder, setOrder } from '../order/order.ts'
import { Refusal } from '../refusal.ts'
import { moveStudy } from '../study/move.ts'
import { removeStudy } from '../study/remove.ts'
import { PostDicomFault } from './fault.ts'
import { type PatientOrder, patientOrderOf } from './order-record.ts'
import { seriesUuid } from './tag-content.ts'
import { guid, maybeDate, maybeDateTime, maybeGuid, text } from './values.ts'

/** Making, reading, moving and deleting patient orders. */

export const newOrder = z.object({
  InstitutionUuid: guid,
  PatientName: text.refine((value) => value !== '', 'is empty'),
  PatientID: text.refine((value) => value !== '', 'is empty'),
  OtherPatientId: text,
  PatientsBirthDate: maybeDate,
  PatientSex: text.transform((value) => (/^[MFO]$/i.test(value) ? value.toUpperCase() : '')),
  OrderModality: text,
  OrderAccessionNumber: text.refine((value) => value.length <= 16, 'is longer than 16 characters'),
  PerformedDatetime: maybeDateTime,
  StudyDescription: text,
  InstitutionNameInDicom: text,
  RequestingPhysician: text,
  ReferringPhysiciansName: text,
  RequestedProcedureId: text,
  RequestingProcedureDescription: text,
  ScheduledEquipmentUuid: z.preprocess(
    (value) => (Array.isArray(value) && value.length === 0 ? '' : value),
    maybeGuid,
  ),
  Priority: text,
  PatientHistory: text,
  PatientComplaints: text,
  PatientSymptom: text,
  RequestingDepartment: text,
  OrderNote1: text,
  OrderNote2: text,
})
export type NewPatientOrder = z.output<typeof newOrder>

export async function createOrder(
  db: Kysely<Database>,
  actor: Actor,
  order: NewPatientOrder,
): Promise<PatientOrder> {
  const [day = '', time = ''] = order.PerformedDatetime.split(' ')
  const uuid = await addOrder(db, actor, {
    namespace_id: order.InstitutionUuid,
    values: {
      patient_name: order.PatientName,
      patientid: order.PatientID,
      patientid_other: order.OtherPatientId,
      patient_birth_date: order.PatientsBirthDate.replaceAll('-', ''),
      patient_sex: order.PatientSex,
      accession_number: order.OrderAccessionNumber,
      study_description: order.StudyDescription,
      sending_facility: order.InstitutionNameInDicom,
      requesting_physician: order.RequestingPhysician,
      referring_physician: order.ReferringPhysiciansName,
      requesting_department: order.RequestingDepartment,
      priority: order.Priority,
      history: order.PatientHistory,
      complaints: order.PatientComplaints,
      symptoms: order.PatientSymptom,
      note_1: order.OrderNote1,
      note_2: order.OrderNote2,
    },
    step: {
      modality: order.OrderModality,
      requested_procedure_id: order.RequestedProcedureId,
      requested_procedure_description: order.RequestingProcedureDescription,
      equipment_id: order.ScheduledEquipmentUuid,
      scheduled_procedure_step_start_date: day.replaceAll('-', ''),
      scheduled_procedure_step_start_time: time.replaceAll(':', ''),
    },
  })
  return orderOf(db, actor, uuid)
}

/** The patient order of a UUID, of that institution where one is named. 404 for what the actor does not see. */
export async function orderOf(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  institution?: string,
): Promise<PatientOrder> {
  const order = await patientOrderOf(db, actor, uuid)
  if (!order) throw new PostDicomFault(404, 'There is no such order')
  if (institution && order.InstitutionUuid !== institution)
    throw new PostDicomFault(404, 'The institution has no such order')
  return order
}

interface StoredStudy {
  storage_namespace: string
  StudyUuid: string
  StudyInstanceUid: string
  StudyDescription: string
  StudyDate: string
  Modality: string
  ImagesCount: number
  SeriesList: {
    SeriesInstanceUid: string
    SeriesNumber: number | null
    Modality: string | null
    ImagesCount: number
  }[]
}

/** Everything that is known of one order. */
export async function orderProperties(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  institution: string,
): Promise<PatientOrder> {
  const order = await orderOf(db, actor, uuid, institution)
  const named = await namedBy(db, order.PatientOrderUuid)
  const studies = await studiesOf(db, order.PatientOrderUuid)
  const { rows } = await sql<StoredStudy>`
    select s.storage_namespace, s.uuid as "StudyUuid", s.study_uid as "StudyInstanceUid", coalesce(s.study_description, '') as "StudyDescription",
      coalesce(s.study_date, '') as "StudyDate", coalesce(s.modality, '') as "Modality", s.image_count as "ImagesCount",
      (select coalesce(jsonb_agg(jsonb_build_object('SeriesInstanceUid', e.series_uid, 'SeriesNumber', e.series_number,
          'Modality', e.modality, 'ImagesCount', e.instance_count) order by e.series_number, e.series_uid), '[]')
        from stored_study t join stored_series e on e.stored_study_id = t.id
        where t.storage_namespace = s.storage_namespace and t.study_uid = s.study_uid) as "SeriesList"
    from study s where s.uuid = any(${studies}::uuid[])`.execute(db)
  const assigned = await assignmentsOf(db, actor, named)
  const folders = await sql<{ FolderUuid: string; FolderName: string }>`
    select f.uuid as "FolderUuid", f.name as "FolderName" from folder_item i
    join folder f on f.uuid = i.folder_id and f.deleted is null
    where i.object_id = ${order.PatientOrderUuid}::uuid and f.owner_id = ${actor.user_id} order by f.name`.execute(
    db,
  )
  const documents = named.order_id ? await documentsOf(db, actor, named.order_id) : []
  return {
    ...order,
    StudyList: rows.map(({ storage_namespace, SeriesList, ...study }) => ({
      ...study,
      SeriesList: SeriesList.map((series) => ({
        PatientSeriesUuid: seriesUuid(storage_namespace, study.StudyInstanceUid, series.SeriesInstanceUid),
        ...series,
      })),
    })),
    DocumentList: documents.map(({ uuid: DocumentUuid, filename, mime_type, size, created }) => ({
      DocumentUuid,
      FileName: filename,
      FileType: mime_type,
      /** Bytes. */
      FileSize: size,
      CreatedDatetime: created.slice(0, 16).replace('T', ' '),
    })),
    FolderList: folders.rows,
    AssignedUserList: assigned.flatMap(({ user_id, name }) =>
      user_id ? [{ UserUuid: user_id, FullName: name }] : [],
    ),
    AssignedUserGroupList: assigned.flatMap(({ group_id, name }) =>
      group_id ? [{ UserGroupUuid: group_id, UserGroupName: name }] : [],
    ),
  }
}

/** The studies of a patient order: of an order, or the study itself. */
export async function studiesOf(db: Kysely<Database>, uuid: string): Promise<string[]> {
  const { rows } = await sql<{ uuid: string }>`
    select study_id as uuid from order_study where order_id = ${uuid}::uuid
    union select s.uuid from study s where s.uuid = ${uuid}::uuid and s.deleted is null`.execute(db)
  return rows.map((row) => row.uuid)
}

/** Takes an order and its studies away; studies can be brought back for as long as the account keeps deleted ones. */
export async function discardOrder(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  institution: string,
): Promise<void> {
  const { PatientOrderUuid } = await orderOf(db, actor, uuid, institution)
  const named = await namedBy(db, PatientOrderUuid)
  const found = []
  for (const study of await studiesOf(db, PatientOrderUuid))
    found.push((await findStudy(db, actor, { uuid: study }, 'study_delete')).study)
  if (named.order_id) await deleteOrder(db, actor, named.order_id)
  for (const study of found) await db.transaction().execute((tx) => removeStudy(tx, actor, study))
}

/** Moves an order, and its studies with it, to another institution of the account. */
export async function moveOrder(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  institution: string,
): Promise<void> {
  const place = await requireNamespace(db, actor, institution, 'study_view').catch((error: unknown) => {
    throw error instanceof Refusal ? new PostDicomFault(404, 'There is no such institution') : error
  })
  const { PatientOrderUuid } = await orderOf(db, actor, uuid)
  const named = await namedBy(db, PatientOrderUuid)
  for (const study_id of await studiesOf(db, PatientOrderUuid)) {
    const { study, access } = await findStudy(db, actor, { uuid: study_id }, 'study_move')
    if (study.phi_namespace === institution) continue
    if (access.account_id !== place.account_id || !mayIn(actor, place, 'study_share'))
      throw new Refusal('NOT_PERMITTED')
    await db.transaction().execute((tx) => moveStudy(tx, actor, study, place))
  }
  if (named.order_id) await setOrder(db, actor, named.order_id, { values: {}, namespace_id: institution })
}
