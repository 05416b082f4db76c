import { z } from 'zod'
import { customfieldValue } from '../customfield.ts'
import { hl7Record } from '../hl7.ts'
import { radreportDescription } from '../radreport.ts'
import { flagOut, integer, text, uuid } from '../value.ts'

/**
 * The DICOM attributes that a study record keeps as its own, editable copy, under v3's names, with the tag each is
 * filled from. Values are in DICOM form (`20260131`, `Doe^Jane`).
 */
export const STUDY_ATTRIBUTES = {
  patient_name: '00100010',
  patientid: '00100020',
  patient_sex: '00100040',
  patient_birth_date: '00100030',
  patient_birth_time: '00100032',
  patient_age: '00101010',
  patient_weight: '00101030',
  patient_address: '00101040',
  patient_size: '00101020',
  patientid_other: '00101000',
  patient_name_other: '00101001',
  patient_phone: '00102154',
  patient_additional_history: '001021B0',
  study_description: '00081030',
  accession_number: '00080050',
  patient_birthname: '00101005',
  patient_mother_birthname: '00101060',
  medical_record_locator: '00101090',
  patient_religious_preference: '001021F0',
  patient_comments: '00104000',
  patient_current_location: '00380300',
  patient_institution_residence: '00380400',
  patient_ethnic_group: '00102160',
  patient_occupation: '00102180',
  study_date: '00080020',
  study_time: '00080030',
  modality: '00080060',
  referring_physician: '00080090',
} as const

export type StudyAttribute = keyof typeof STUDY_ATTRIBUTES

const isAttribute = (name: string): name is StudyAttribute => name in STUDY_ATTRIBUTES
export const STUDY_ATTRIBUTE_NAMES: readonly StudyAttribute[] =
  Object.keys(STUDY_ATTRIBUTES).filter(isAttribute)

const attributeIn = text.optional()

/** Attribute parameters of `/study/add` and `/study/set`. */
export const studyAttributeParams = {
  patient_name: attributeIn,
  patientid: attributeIn,
  patient_sex: attributeIn,
  patient_birth_date: attributeIn,
  patient_birth_time: attributeIn,
  patient_age: attributeIn,
  patient_weight: attributeIn,
  patient_address: attributeIn,
  patient_size: attributeIn,
  patientid_other: attributeIn,
  patient_name_other: attributeIn,
  patient_phone: attributeIn,
  patient_additional_history: attributeIn,
  study_description: attributeIn,
  accession_number: attributeIn,
  patient_birthname: attributeIn,
  patient_mother_birthname: attributeIn,
  medical_record_locator: attributeIn,
  patient_religious_preference: attributeIn,
  patient_comments: attributeIn,
  patient_current_location: attributeIn,
  patient_institution_residence: attributeIn,
  patient_ethnic_group: attributeIn,
  patient_occupation: attributeIn,
  study_date: attributeIn,
  study_time: attributeIn,
  modality: attributeIn,
  referring_physician: attributeIn,
} satisfies Record<StudyAttribute, typeof attributeIn>

/** What a caller may say of a study beside its DICOM attributes. */
export const studyBookkeepingParams = {
  image_count: integer.optional(),
  attachment_count: integer.optional(),
  integration_key: text.optional(),
  destination_ae_title: text.optional(),
  source_ae_title: text.optional(),
  node_id: uuid.optional(),
}

const value = z.string().nullable()

export const studyComment = z.object({
  uuid: z.string(),
  study_id: z.string(),
  user_id: z.string(),
  user_name: z.string(),
  body: z.string(),
  created: z.string(),
  is_mine: flagOut,
})
export type StudyComment = z.output<typeof studyComment>

/** A study as `/study/get` and the study lists answer it. Optional fields are there in the stated case only. */
export const studyRecord = z.object({
  uuid: z.string(),
  star: flagOut,
  study_uid: z.string(),
  phi_namespace: z.string(),
  phi_namespace_name: z.string(),
  storage_namespace: z.string(),
  engine_fqdn: z.string(),
  source: value,
  source_ae_title: value,
  destination_ae_title: value,
  must_approve: flagOut,
  share_message: z.string().optional(),
  phantom: flagOut,
  thin: flagOut,
  patient_name: value,
  patientid: value,
  patient_sex: value,
  patient_birth_date: value,
  patient_birth_time: value,
  patient_age: value,
  patient_weight: value,
  patient_address: value,
  patient_size: value,
  patientid_other: value,
  patient_name_other: value,
  patient_phone: value,
  patient_additional_history: value,
  study_description: value,
  accession_number: value,
  patient_birthname: value,
  patient_mother_birthname: value,
  medical_record_locator: value,
  patient_religious_preference: value,
  patient_comments: value,
  patient_current_location: value,
  patient_institution_residence: value,
  patient_ethnic_group: value,
  patient_occupation: value,
  study_date: value,
  study_time: value,
  modality: value,
  referring_physician: value,
  transfer_syntax_uid: value,
  image_count: z.number().int(),
  attachment_count: z.number().int(),
  /** Bytes. */
  size: z.number().int(),
  /** Bytes in the object store. */
  compressed_size: z.number().int(),
  integration_key: value,
  permissions: z.record(z.string(), z.unknown()),
  /** `YYYY-MM-DD hh:mm:ss.uuuuuu+00` */
  created: z.string(),
  updated: z.string(),
  study_status: value,
  study_status_tags: z.array(z.string()).optional(),
  study_status_tags_default: value,
  /** Seconds; -1 when it has run out. */
  study_status_timer: z.number().int().optional(),
  is_dicom_wrapped: flagOut,
  is_locked: flagOut,
  is_frozen: flagOut,
  is_being_retrieved: flagOut,
  /** For who sees the patients of its account. */
  patient_id: z.string().optional(),
  /** Of `/activity/get`, while it waits for the reader's approval. */
  activity_id: z.string().optional(),
  order_count: z.number().int().optional(),
  /** Ours, where there is an archive: whether `/study/archive` finds a fresh copy there. */
  archived: flagOut.optional(),
  has_external_viewer: flagOut,
  stat_filter: flagOut.optional(),
  seconds_to_ingest: z.number().int().nullable(),
  viewer_link: z.string(),
  /** Messages that report on it: their ids, or whole with `full_hl7`. */
  hl7: z.array(z.union([hl7Record, z.object({ uuid: z.string() })])),
  tags: z.array(z.string()).optional(),
  customfields: z.array(customfieldValue).optional(),
  customfields_DICOM: z.array(z.object({ tag: z.string(), value: z.string() })).optional(),
  radreports: z.array(radreportDescription),
  radreport_locked_user_id: z.string().optional(),
  comments: z.array(studyComment).optional(),
  created_at: z.string().optional(),
  primary_created: z.string().optional(),
  account_name: value.optional(),
  created_by_name: value.optional(),
  created_by_email: value.optional(),
  created_by_mobile_phone: value.optional(),
  created_by_type: value.optional(),
  created_for_name: value.optional(),
  created_for_type: value.optional(),
  hipaa_name: value.optional(),
  first_name: value.optional(),
  last_name: value.optional(),
  message_count: z.number().int().optional(),
  last_access: value.optional(),
  query_count: z.number().int().optional(),
  customfield_h: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])).optional(),
})
export type StudyRecord = z.output<typeof studyRecord>
