/** The fields of `/namespace/anonymize` and the attribute that each is, as DICOM JSON names it (PS3.6). */
export const ANONYMIZE_FIELD_TAGS = {
  patient_name: '00100010',
  patient_sex: '00100040',
  patient_birth_date: '00100030',
  patient_address: '00101040',
  accession_number: '00080050',
  study_description: '00081030',
  study_date: '00080020',
  patientid: '00100020',
  referring_physician: '00080090',
} as const
export type AnonymizeField = keyof typeof ANONYMIZE_FIELD_TAGS

/** Stands for many tags: the account's `other_ingress_tags`. */
export const OTHER_INGRESS_TAGS = 'OTHER_INGRESS_TAGS'
/** Stands for every tag of an odd group; uploaders alone act on it. */
export const ALL_PRIVATE_TAGS = 'ALL_PRIVATE_TAGS'

/**
 * What OTHER_INGRESS_TAGS stands for where the account names no tags of its own: what else the basic profile of
 * PS3.15 Annex E takes from the patient, the people and the place.
 */
export const DEFAULT_INGRESS_TAGS: readonly string[] = [
  '00080080',
  '00080081',
  '00080092',
  '00080094',
  '00081010',
  '00081040',
  '00081048',
  '00081050',
  '00081060',
  '00081070',
  '00100032',
  '00101000',
  '00101001',
  '00101005',
  '00101060',
  '00101080',
  '00101090',
  '00102154',
  '00102160',
  '00102180',
  '001021B0',
  '001021F0',
  '00104000',
  '00380300',
  '00380400',
] // prettier-ignore
