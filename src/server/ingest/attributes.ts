import { hexTag, tag } from '../dicom/dictionary.ts'
import type { JsonDataSet, JsonValue, PersonName } from '../dicom/json-model.ts'

const hex = (...keywords: string[]): readonly string[] => keywords.map((keyword) => hexTag(tag(keyword)))

/** What a search for studies can answer (PS3.18 table 10.6.3-3), beside what is counted. */
const STUDY_TAGS = hex(
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'IssuerOfAccessionNumberSequence',
  'ReferringPhysicianName',
  'TimezoneOffsetFromUTC',
  'StudyDescription',
  'ProcedureCodeSequence',
  'NameOfPhysiciansReadingStudy',
  'PhysiciansOfRecord',
  'AdmittingDiagnosesDescription',
  'InstitutionName',
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientBirthTime',
  'PatientSex',
  'OtherPatientIDs',
  'OtherPatientNames',
  'PatientBirthName',
  'PatientAge',
  'PatientSize',
  'PatientWeight',
  'PatientAddress',
  'PatientMotherBirthName',
  'MedicalRecordLocator',
  'PatientTelephoneNumbers',
  'EthnicGroup',
  'Occupation',
  'AdditionalPatientHistory',
  'PatientReligiousPreference',
  'PatientComments',
  'PatientSpeciesDescription',
  'ResponsiblePerson',
  'CurrentPatientLocation',
  'PatientInstitutionResidence',
  'StudyInstanceUID',
  'StudyID',
) // prettier-ignore

/** What a search for series can answer (PS3.18 table 10.6.3-4). */
const SERIES_TAGS = hex(
  'SeriesDate',
  'SeriesTime',
  'Modality',
  'Manufacturer',
  'InstitutionName',
  'StationName',
  'SeriesDescription',
  'PerformingPhysicianName',
  'OperatorsName',
  'ManufacturerModelName',
  'BodyPartExamined',
  'ProtocolName',
  'PatientPosition',
  'SeriesInstanceUID',
  'SeriesNumber',
  'FrameOfReferenceUID',
  'Laterality',
  'PresentationIntentType',
  'PerformedProcedureStepStartDate',
  'PerformedProcedureStepStartTime',
  'PerformedProcedureStepDescription',
  'RequestAttributesSequence',
) // prettier-ignore

function pick(json: JsonDataSet, tags: readonly string[]): JsonDataSet {
  const picked: JsonDataSet = {}
  for (const name of tags) {
    const attribute = json[name]
    if (attribute) picked[name] = attribute
  }
  return picked
}

export const studyAttributes = (json: JsonDataSet): JsonDataSet => pick(json, STUDY_TAGS)
export const seriesAttributes = (json: JsonDataSet): JsonDataSet => pick(json, SERIES_TAGS)

/** Columns of the study record by the attribute that fills them. */
const RECORD_COLUMNS = {
  patient_name: 'PatientName',
  patientid: 'PatientID',
  patient_sex: 'PatientSex',
  patient_birth_date: 'PatientBirthDate',
  patient_birth_time: 'PatientBirthTime',
  patient_age: 'PatientAge',
  patient_weight: 'PatientWeight',
  patient_address: 'PatientAddress',
  patient_size: 'PatientSize',
  patientid_other: 'OtherPatientIDs',
  patient_name_other: 'OtherPatientNames',
  patient_phone: 'PatientTelephoneNumbers',
  patient_additional_history: 'AdditionalPatientHistory',
  study_description: 'StudyDescription',
  accession_number: 'AccessionNumber',
  patient_birthname: 'PatientBirthName',
  patient_mother_birthname: 'PatientMotherBirthName',
  medical_record_locator: 'MedicalRecordLocator',
  patient_religious_preference: 'PatientReligiousPreference',
  patient_comments: 'PatientComments',
  patient_current_location: 'CurrentPatientLocation',
  patient_institution_residence: 'PatientInstitutionResidence',
  patient_ethnic_group: 'EthnicGroup',
  patient_occupation: 'Occupation',
  study_date: 'StudyDate',
  study_time: 'StudyTime',
  modality: 'Modality',
  referring_physician: 'ReferringPhysicianName',
} as const

export type RecordColumn = keyof typeof RECORD_COLUMNS

const columns = Object.keys(RECORD_COLUMNS).filter((name): name is RecordColumn => name in RECORD_COLUMNS)
const TAG_OF_COLUMN = new Map(columns.map((column) => [column, hexTag(tag(RECORD_COLUMNS[column]))]))

/** The columns of a study record that images fill. */
export const recordColumns: readonly RecordColumn[] = columns

/** The attribute behind a column, as DICOM JSON names it. */
export const tagOfColumn = (column: RecordColumn): string => TAG_OF_COLUMN.get(column) ?? ''

/** An index entry of PostgreSQL holds 2704 bytes. */
const COLUMN_CHARACTERS = 512

/** What a study record says, from an image: text as DICOM writes it, `null` where the image says nothing. */
export function recordOfImage(json: JsonDataSet): Record<RecordColumn, string | null> {
  const record: Partial<Record<RecordColumn, string | null>> = {}
  for (const column of columns) record[column] = textOf(json, tagOfColumn(column))
  // The loop covers every column.
  return { ...EMPTY_RECORD, ...record }
}

const EMPTY_RECORD = Object.fromEntries(columns.map((column) => [column, null])) as Record<
  RecordColumn,
  string | null
>

/** All values of an attribute as one DICOM text, or nothing. */
export function textOf(json: JsonDataSet, name: string, characters = COLUMN_CHARACTERS): string | null {
  const values = json[name]?.Value
  if (!values) return null
  const text = values.map(textOfValue).join('\\').replaceAll('\0', '')
  return text === '' ? null : text.slice(0, characters)
}

function textOfValue(value: JsonValue): string {
  if (value === null) return ''
  if (typeof value === 'object') return isPersonName(value) ? dicomName(value) : ''
  return String(value)
}

const isPersonName = (value: object): value is PersonName =>
  'Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value

/** A person name as DICOM writes it: `Yamada^Tarou=山田^太郎=やまだ^たろう`. */
export function dicomName({ Alphabetic = '', Ideographic = '', Phonetic = '' }: PersonName): string {
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '')
}

/** PostgreSQL holds no NUL in text and JSON. */
export const storable = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'string' && part.includes('\0') ? part.replaceAll('\0', '') : part,
  )
