import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { ordersSeen } from '../access/order.ts'
import { inScope, studyScope } from '../access/study.ts'
import type { Database } from '../db/tables.ts'

/**
 * PostDICOM's patient order: one examination of one patient, ordered, or with images, or both. Here it is an order with
 * its studies, or a study that nobody has ordered; its UUID is that of the order or of the study.
 */

interface Row {
  object: 'Order' | 'Study'
  uuid: string
  namespace_id: string
  namespace_name: string
  patient_name: string | null
  patientid: string | null
  patientid_other: string | null
  patient_sex: string | null
  patient_birth_date: string | null
  modality: string | null
  study_description: string | null
  accession_number: string | null
  performed: string | null
  requested_procedure_id: string | null
  requested_procedure_description: string | null
  equipment_id: string | null
  requesting_physician: string | null
  referring_physician: string | null
  requesting_department: string | null
  priority: string | null
  complaints: string | null
  history: string | null
  symptoms: string | null
  note_1: string | null
  note_2: string | null
  institution_name: string | null
  images: number
  size: number
  documents: number
  studies: { StudyUuid: string; StudyInstanceUid: string }[]
  set_id: string | null
  flags: { GroupId: number; GroupName: string; FlagId: number; FlagName: string }[]
  created: string
}

export interface PatientOrder {
  PatientOrderUuid: string
  InstitutionUuid: string
  [field: string]: unknown
}

/** `YYYYMMDD` as PostDICOM writes dates; what is no date stays as it is. */
export const dashed = (date: string | null): string =>
  (date ?? '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')

/** `YYYYMMDDhhmm…` as `YYYY-MM-DD hh:mm`. */
function dateTime(text: string | null): string {
  const digits = (text ?? '').replaceAll(/\D/g, '')
  if (digits.length < 8) return ''
  const time = digits.slice(8, 12).padEnd(4, '0')
  return `${dashed(digits.slice(0, 8))} ${time.slice(0, 2)}:${time.slice(2)}`
}

/** 0 ordered, 1 with images. */
const statusOf = ({ images }: Row): number => (images > 0 ? 1 : 0)

function present(row: Row): PatientOrder {
  return {
    PatientOrderUuid: row.uuid,
    InstitutionUuid: row.namespace_id,
    PatientOrderInstitutionUuid: row.namespace_id,
    InstitutionName: row.namespace_name,
    InstitutionNameInDicom: row.institution_name ?? '',
    ConnectedGroupUuid: row.set_id,
    PatientName: row.patient_name ?? '',
    PatientID: row.patientid ?? '',
    OtherPatientId: row.patientid_other ?? '',
    PatientSex: row.patient_sex ?? '',
    PatientsBirthDate: dashed(row.patient_birth_date),
    OrderModality: (row.modality ?? '').replaceAll('\\', ','),
    OrderAccessionNumber: row.accession_number ?? '',
    OrderStatus: statusOf(row),
    PerformedDatetime: dateTime(row.performed),
    StudyDescription: row.study_description ?? '',
    RequestedProcedureId: row.requested_procedure_id ?? '',
    RequestingProcedureDescription: row.requested_procedure_description ?? '',
    RequestingPhysician: row.requesting_physician ?? '',
    ReferringPhysiciansName: row.referring_physician ?? '',
    RequestingDepartment: row.requesting_department ?? '',
    ScheduledEquipmentUuid: row.equipment_id ?? '',
    Priority: row.priority ?? '',
    PatientComplaints: row.complaints ?? '',
    PatientHistory: row.history ?? '',
    PatientSymptom: row.symptoms ?? '',
    OrderNote1: row.note_1 ?? '',
    OrderNote2: row.note_2 ?? '',
    ImagesCount: row.images,
    DocumentsCount: row.documents,
    /** KB */
    OrderSize: Math.ceil(row.size / 1024),
    StudyList: row.studies,
    FlagList: row.flags,
    CreatedDatetime: row.created.slice(0, 16).replace('T', ' '),
  }
}

const about = sql`
  (select set_id from connected c where c.object_id = e.uuid) as set_id,
  (select coalesce(jsonb_agg(jsonb_build_object('GroupId', m.group_id, 'GroupName', f.group_name, 'FlagId', m.flag_id,
      'FlagName', f.name) order by m.group_id), '[]')
    from flag_mark m join flag f using (account_id, group_id, flag_id) where m.object_id = e.uuid) as flags`

/** Studies and orders that the actor sees, as rows `e`; a study with an order is part of that. */
async function examinations(db: Kysely<Database>, actor: Actor): Promise<RawBuilder<unknown>> {
  const scope = await studyScope(db, actor)
  return sql`
    select 'Order' as object, o.uuid, o.namespace_id, o.patient_name, o.patientid, o.patientid_other, o.patient_sex,
      o.patient_birth_date, coalesce(p.modality, s.modality) as modality,
      coalesce(o.study_description, s.study_description) as study_description, o.accession_number,
      coalesce(p.scheduled_procedure_step_start_date || coalesce(p.scheduled_procedure_step_start_time, ''), s.performed)
        as performed, p.requested_procedure_id, p.requested_procedure_description, p.equipment_id,
      o.requesting_physician, o.referring_physician, o.requesting_department, o.priority, o.complaints, o.history,
      o.symptoms, o.note_1, o.note_2, o.sending_facility as institution_name,
      coalesce(s.images, 0) as images, coalesce(s.size, 0) as size,
      (select count(*)::int from order_document d where d.order_id = o.uuid) + coalesce(s.attachments, 0) as documents,
      coalesce(s.studies, '[]') as studies, o.created
    from "order" o
    left join lateral (select * from order_sps p where p.order_id = o.uuid order by p.created, p.uuid limit 1) p on true
    left join lateral (
      select sum(coalesce(t.instance_count, 0))::int as images, sum(coalesce(t.size, 0)) as size, sum(s.attachment_count)::int as attachments,
        string_agg(distinct s.modality, ',') as modality, min(s.study_description) as study_description,
        min(s.study_date || coalesce(s.study_time, '')) as performed,
        jsonb_agg(jsonb_build_object('StudyUuid', s.uuid, 'StudyInstanceUid', s.study_uid)) as studies
      from order_study os join study s on s.uuid = os.study_id
      left join stored_study t on t.storage_namespace = s.storage_namespace and t.study_uid = s.study_uid
      where os.order_id = o.uuid and ${inScope(scope, 's')}
    ) s on true
    where ${await ordersSeen(db, actor)}
    union all
    select 'Study', s.uuid, s.phi_namespace, s.patient_name, s.patientid, s.patientid_other, s.patient_sex,
      s.patient_birth_date, s.modality, s.study_description, s.accession_number,
      s.study_date || coalesce(s.study_time, ''), null, null, null, null, s.referring_physician, null, null, null,
      s.patient_additional_history, null, null, null, null, coalesce(t.instance_count, 0), coalesce(t.size, 0), s.attachment_count,
      jsonb_build_array(jsonb_build_object('StudyUuid', s.uuid, 'StudyInstanceUid', s.study_uid)), s.created
    from study s
    left join stored_study t on t.storage_namespace = s.storage_namespace and t.study_uid = s.study_uid
    where ${inScope(scope, 's')} and s.account_id is not null
      and not exists (select from "order" o where o.account_id = s.account_id and o.accession_number = s.accession_number
        and o.accession_number <> '' and lower(o.patientid) = lower(s.patientid) and ${await ordersSeen(db, actor)})`
}

/** Answers of one search at most. */
const MOST = 5000

/** Patient orders that match a condition over `e`, the newest first. */
export async function patientOrders(
  db: Kysely<Database>,
  actor: Actor,
  where: RawBuilder<unknown>,
): Promise<PatientOrder[]> {
  const { rows } = await sql<Row>`
    select e.*, n.name as namespace_name, ${about}
    from (${await examinations(db, actor)}) e join namespace n on n.uuid = e.namespace_id
    where ${where} order by e.performed desc nulls last, e.created desc, e.uuid limit ${MOST}`.execute(db)
  return rows.map(present)
}

/** SQL over `e` for a list that is known: each is found by its key. */
export const oneOf = (uuids: readonly string[]) => sql<boolean>`e.uuid = any(${uuids}::uuid[])`

/** The patient order of a UUID, or the one that a study of this UUID is part of; nothing where the actor does not see it. */
export async function patientOrderOf(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
): Promise<PatientOrder | undefined> {
  const orders = await db.selectFrom('order_study').select('order_id').where('study_id', '=', uuid).execute()
  const found = await patientOrders(db, actor, oneOf([uuid, ...orders.map(({ order_id }) => order_id)]))
  return found.find(({ PatientOrderUuid }) => PatientOrderUuid !== uuid) ?? found[0]
}
