import { type RawBuilder, sql } from 'kysely'
import { entryOfTag, hexTag, tag, tagOfName } from '../../dicom/dictionary.ts'
import { type RecordColumn, recordColumns, tagOfColumn } from '../../ingest/attributes.ts'
import { DicomwebFailure } from './failure.ts'

/** A search joins records (`r`), stored studies (`s`), series (`e`) and instances (`i`), down to its level. */
export type Level = 'study' | 'series' | 'instance'

type Condition = RawBuilder<boolean>

const COLUMN_OF_TAG = new Map<string, RecordColumn>(
  recordColumns.filter((column) => column !== 'modality').map((column) => [tagOfColumn(column), column]),
)

const T = {
  studyUID: tag('StudyInstanceUID'),
  seriesUID: tag('SeriesInstanceUID'),
  sopInstanceUID: tag('SOPInstanceUID'),
  sopClassUID: tag('SOPClassUID'),
  sopClassesInStudy: tag('SOPClassesInStudy'),
  modalitiesInStudy: tag('ModalitiesInStudy'),
  modality: tag('Modality'),
  seriesNumber: tag('SeriesNumber'),
  instanceNumber: tag('InstanceNumber'),
  rows: tag('Rows'),
  columns: tag('Columns'),
  studySeries: tag('NumberOfStudyRelatedSeries'),
  studyInstances: tag('NumberOfStudyRelatedInstances'),
  seriesInstances: tag('NumberOfSeriesRelatedInstances'),
} as const

const SERIES_ATTRIBUTES = new Set(
  [
    'SeriesDate',
    'SeriesTime',
    'Manufacturer',
    'StationName',
    'SeriesDescription',
    'PerformingPhysicianName',
    'OperatorsName',
    'ManufacturerModelName',
    'BodyPartExamined',
    'ProtocolName',
    'PatientPosition',
    'FrameOfReferenceUID',
    'Laterality',
    'PerformedProcedureStepStartDate',
    'PerformedProcedureStepStartTime',
    'PerformedProcedureStepDescription',
  ].map(tag),
) // prettier-ignore
const STUDY_ATTRIBUTES = new Set(
  [
    'StudyID',
    'InstitutionName',
    'IssuerOfPatientID',
    'TimezoneOffsetFromUTC',
    'NameOfPhysiciansReadingStudy',
    'PhysiciansOfRecord',
    'AdmittingDiagnosesDescription',
    'ResponsiblePerson',
    'PatientSpeciesDescription',
  ].map(tag),
) // prettier-ignore

/** The tag that a query parameter names, by keyword or number; a sequence path answers its last step too. */
export function attributeTags(name: string): number[] | undefined {
  const tags = name.split('.').map(tagOfName)
  return tags.every((one) => one !== undefined) ? tags : undefined
}

/**
 * What a matching parameter demands (PS3.4 §C.2.2.2). Nothing for an attribute that this search does not support;
 * `true` for an empty value, which matches everything.
 */
export function matching(
  level: Level,
  tags: readonly number[],
  value: string,
  fuzzy: boolean,
): Condition | true | undefined {
  if (value === '') return true
  const [first] = tags
  if (first === undefined) return undefined
  if (tags.length > 1) return level === 'study' ? undefined : inSequence(tags, value)
  return (
    studyMatch(first, value, fuzzy) ??
    (level === 'study' ? below(first, value) : seriesMatch(first, value, fuzzy)) ??
    (level === 'instance' ? instanceMatch(first, value) : undefined)
  )
}

function studyMatch(tagNumber: number, value: string, fuzzy: boolean): Condition | undefined {
  const column = COLUMN_OF_TAG.get(hexTag(tagNumber))
  if (column) return columnMatch(column, tagNumber, value, fuzzy)
  if (tagNumber === T.studyUID) return sql`r.study_uid = any(${uids(value)}::text[])`
  if (tagNumber === T.modalitiesInStudy) return listMatch(sql`s.modalities`, value)
  if (tagNumber === T.sopClassesInStudy) return sql`s.sop_classes && ${uids(value)}::text[]`
  if (tagNumber === T.studySeries) return sql`s.series_count = ${whole(value)}`
  if (tagNumber === T.studyInstances) return sql`s.instance_count = ${whole(value)}`
  return STUDY_ATTRIBUTES.has(tagNumber)
    ? attributeMatch(sql`s.attributes`, tagNumber, value, fuzzy)
    : undefined
}

/** A search for studies by what its series and instances have. */
function below(tagNumber: number, value: string): Condition | undefined {
  if (tagNumber === T.modality) return listMatch(sql`s.modalities`, value)
  if (tagNumber === T.sopClassUID) return sql`s.sop_classes && ${uids(value)}::text[]`
  if (tagNumber === T.seriesUID) {
    return sql`exists (select from stored_series x where x.stored_study_id = s.id and x.series_uid = any(${uids(value)}::text[]))`
  }
  if (tagNumber === T.sopInstanceUID) {
    return sql`exists (select from stored_instance x where x.stored_study_id = s.id and x.current
      and x.sop_instance_uid = any(${uids(value)}::text[]))`
  }
  return undefined
}

function seriesMatch(tagNumber: number, value: string, fuzzy: boolean): Condition | undefined {
  if (tagNumber === T.seriesUID) return sql`e.series_uid = any(${uids(value)}::text[])`
  if (tagNumber === T.modality) return textMatch(sql`e.modality`, list(value))
  if (tagNumber === T.seriesNumber) return sql`e.series_number = ${whole(value)}`
  if (tagNumber === T.seriesInstances) return sql`e.instance_count = ${whole(value)}`
  return SERIES_ATTRIBUTES.has(tagNumber)
    ? attributeMatch(sql`e.attributes`, tagNumber, value, fuzzy)
    : undefined
}

function instanceMatch(tagNumber: number, value: string): Condition | undefined {
  if (tagNumber === T.sopInstanceUID) return sql`i.sop_instance_uid = any(${uids(value)}::text[])`
  if (tagNumber === T.sopClassUID) return sql`i.sop_class_uid = any(${uids(value)}::text[])`
  if (tagNumber === T.instanceNumber) return sql`i.instance_number = ${whole(value)}`
  if (tagNumber === T.rows) return sql`i.rows = ${whole(value)}`
  if (tagNumber === T.columns) return sql`i.columns = ${whole(value)}`
  return undefined
}

/** An attribute of an item of a sequence of the series. */
function inSequence(tags: readonly number[], value: string): Condition | undefined {
  const [sequence, inner] = tags
  if (sequence === undefined || inner === undefined || tags.length > 2) return undefined
  return sql`exists (select from jsonb_array_elements(e.attributes -> ${hexTag(sequence)}::text -> 'Value') item
    where ${textMatch(sql`item.value #>> ${[hexTag(inner), 'Value', '0']}::text[]`, [value])})`
}

function columnMatch(column: RecordColumn, tagNumber: number, value: string, fuzzy: boolean): Condition {
  const expression = sql.ref(`r.${column}`)
  // As the indexes have them.
  if (column === 'patientid') return lowerMatch(sql`lower(${expression})`, value)
  return vrMatch(expression, tagNumber, value, fuzzy)
}

function attributeMatch(
  json: RawBuilder<unknown>,
  tagNumber: number,
  value: string,
  fuzzy: boolean,
): Condition {
  const vr = entryOfTag(tagNumber)?.vr
  const path =
    vr === 'PN' ? [hexTag(tagNumber), 'Value', '0', 'Alphabetic'] : [hexTag(tagNumber), 'Value', '0']
  return vrMatch(sql`${json} #>> ${path}::text[]`, tagNumber, value, fuzzy)
}

function vrMatch(
  expression: RawBuilder<unknown>,
  tagNumber: number,
  value: string,
  fuzzy: boolean,
): Condition {
  switch (entryOfTag(tagNumber)?.vr) {
    case 'PN':
      return fuzzy
        ? fuzzyMatch(sql`lower(${expression})`, value)
        : nameMatch(sql`lower(${expression})`, value)
    case 'DA':
      return rangeMatch(expression, value, /^\d{8}$/, 'a date YYYYMMDD or a range of dates', (date) => date)
    case 'TM':
      return rangeMatch(
        expression,
        value,
        /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/,
        'a time HHMMSS or a range of times',
        (time) => time,
      )
    case 'UI':
      return sql`${expression} = any(${uids(value)}::text[])`
    default:
      return textMatch(expression, [value])
  }
}

const list = (value: string): string[] => value.split(/[\\,]/).filter((one) => one !== '')

function uids(value: string): string[] {
  const parts = list(value).map((one) => one.trim())
  if (parts.some((uid) => !/^[\d.]{1,64}$/.test(uid)))
    throw new DicomwebFailure(400, 'A UID is digits and dots')
  return parts
}

function whole(value: string): number {
  if (!/^-?\d{1,9}$/.test(value.trim()))
    throw new DicomwebFailure(400, `${JSON.stringify(value.slice(0, 20))} is no whole number`)
  return Number(value)
}

const hasWildcard = (value: string): boolean => /[*?]/.test(value)
const literal = (value: string): string => value.replace(/[\\%_]/g, '\\$&')
/** `*` any text, `?` one character (PS3.4 §C.2.2.2.4). */
const pattern = (value: string): string => literal(value).replaceAll('*', '%').replaceAll('?', '_')

function textMatch(expression: RawBuilder<unknown>, values: readonly string[]): Condition {
  const conditions = values.map((value) =>
    hasWildcard(value)
      ? sql<boolean>`${expression} like ${pattern(value)}`
      : sql<boolean>`${expression} = ${value}`,
  )
  return sql`(${sql.join(conditions, sql` or `)})`
}

function lowerMatch(expression: RawBuilder<unknown>, value: string): Condition {
  const lower = value.toLowerCase()
  return hasWildcard(lower) ? sql`${expression} like ${pattern(lower)}` : sql`${expression} = ${lower}`
}

/** A name matches by any of its component groups, whatever its case; empty components at the end do not count. */
function nameMatch(expression: RawBuilder<unknown>, value: string): Condition {
  const name = value.toLowerCase().replace(/[\^=]+$/, '')
  if (!hasWildcard(name)) {
    const text = literal(name)
    const group = `(^|=)${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\^*(=|$)`
    return sql`(${expression} like ${`%${text}%`} and ${expression} ~ ${group})`
  }
  const like = pattern(name)
  return sql`(${expression} like ${like} or ${expression} like ${`${like}=%`} or ${expression} like ${`%=${like}`})`
}

/** Each word of the name is found, or something much like it (PS3.18 §8.3.4.2). */
function fuzzyMatch(expression: RawBuilder<unknown>, value: string): Condition {
  const words = value
    .toLowerCase()
    .split(/[\s^=,*?]+/)
    .filter((word) => word !== '')
  if (words.length === 0) return sql`true`
  const conditions = words.map(
    (word) =>
      sql<boolean>`(${expression} like ${`%${literal(word)}%`} or word_similarity(${word}, ${expression}) > 0.5)`,
  )
  return sql`(${sql.join(conditions, sql` and `)})`
}

/** One value or a range with one or both ends (PS3.4 §C.2.2.2.5). Values are text that sorts as it counts. */
function rangeMatch(
  expression: RawBuilder<unknown>,
  value: string,
  form: RegExp,
  words: string,
  clean: (text: string) => string,
): Condition {
  const [from = '', to, more] = value.split('-').map((part) => clean(part.trim()))
  const wrong = more !== undefined || (from === '' && (to ?? '') === '')
  if (wrong || [from, to ?? ''].some((end) => end !== '' && !form.test(end)))
    throw new DicomwebFailure(400, `Not ${words}`)
  // A time of fewer digits stands for everything that begins with it; no digit sorts after a tilde.
  if (to === undefined)
    return from.length === 8 && form.test('20000101')
      ? sql`${expression} = ${from}`
      : sql`${expression} between ${from} and ${`${from}~`}`
  const conditions: Condition[] = []
  if (from !== '') conditions.push(sql`${expression} >= ${from}`)
  if (to !== '') conditions.push(sql`${expression} <= ${form.test('20000101') ? to : `${to}~`}`)
  return sql`(${sql.join(conditions, sql` and `)})`
}

function listMatch(expression: RawBuilder<unknown>, value: string): Condition {
  const values = list(value)
  if (!values.some(hasWildcard)) return sql`${expression} && ${values}::text[]`
  return sql`exists (select from unnest(${expression}) one where ${textMatch(sql`one`, values)})`
}
