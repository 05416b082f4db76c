import { type RawBuilder, sql } from 'kysely'
import { entryOfTag, hexTag, tag, tagOfName } from '../../dicom/dictionary.ts'
import { mappedOr } from '../../imaging/mapped-fields.ts'
import { type RecordColumn, recordColumns, tagOfColumn } from '../../ingest/attributes.ts'
import { DicomwebFailure } from './failure.ts'

/** A search joins records (`r`), stored studies (`s`), series (`e`) and instances (`i`), down to its level. */
export type Level = 'study' | 'series' | 'instance'

type Condition = RawBuilder<boolean>

/** How values are compared, beyond the usual: extended negotiation of PS3.18 §8.3.4. */
export interface Matching {
  /** Names by words that are much alike. */
  fuzzy: boolean
  /** `""` finds what has no value. */
  empty: boolean
  /** Values with commas or backslashes between them are alternatives. */
  multiple: boolean
}

const EMPTY = '""'

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
  how: Matching,
): Condition | true | undefined {
  if (value === '') return true
  const [first] = tags
  if (first === undefined) return undefined
  // Everything has the UIDs, counts and modalities that the database keeps apart.
  if (isEmptyMatch(value, how) && tags.length === 1 && !mayBeEmpty(level, first)) return sql`false`
  if (tags.length > 1) return level === 'study' ? undefined : inSequence(tags, value)
  return (
    studyMatch(first, value, how) ??
    (level === 'study' ? below(first, value) : seriesMatch(first, value, how)) ??
    (level === 'instance' ? instanceMatch(first, value) : undefined)
  )
}

/**
 * The same for an attribute that custom fields stand in: of records whose fields do, the field counts, but where a person
 * edited the attribute itself; of others `own`.
 */
export function mappedMatching(tagName: string, value: string, how: Matching, own: Condition): Condition {
  const field = mappedOr('r', tagName, (text, vr) => valueMatch(text, vr, value, how), own)
  const column = COLUMN_OF_TAG.get(tagName)
  return column ? sql`case when ${column}::text = any(r.edited) then ${own} else ${field} end` : field
}

const mayBeEmpty = (level: Level, tagNumber: number): boolean =>
  COLUMN_OF_TAG.has(hexTag(tagNumber)) ||
  STUDY_ATTRIBUTES.has(tagNumber) ||
  (level !== 'study' && SERIES_ATTRIBUTES.has(tagNumber))

function studyMatch(tagNumber: number, value: string, how: Matching): Condition | undefined {
  const column = COLUMN_OF_TAG.get(hexTag(tagNumber))
  if (column) return columnMatch(column, tagNumber, value, how)
  if (tagNumber === T.studyUID) return sql`r.study_uid = any(${uids(value)}::text[])`
  if (tagNumber === T.modalitiesInStudy) return listMatch(sql`s.modalities`, value)
  if (tagNumber === T.sopClassesInStudy) return sql`s.sop_classes && ${uids(value)}::text[]`
  if (tagNumber === T.studySeries) return sql`s.series_count = ${whole(value)}`
  if (tagNumber === T.studyInstances) return sql`s.instance_count = ${whole(value)}`
  return STUDY_ATTRIBUTES.has(tagNumber)
    ? attributeMatch(sql`s.attributes`, tagNumber, value, how)
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

function seriesMatch(tagNumber: number, value: string, how: Matching): Condition | undefined {
  if (tagNumber === T.seriesUID) return sql`e.series_uid = any(${uids(value)}::text[])`
  if (tagNumber === T.modality) return textMatch(sql`e.modality`, list(value))
  if (tagNumber === T.seriesNumber) return sql`e.series_number = ${whole(value)}`
  if (tagNumber === T.seriesInstances) return sql`e.instance_count = ${whole(value)}`
  return SERIES_ATTRIBUTES.has(tagNumber)
    ? attributeMatch(sql`e.attributes`, tagNumber, value, how)
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
  return shownAsStored(
    [sequence, inner],
    sql`exists (select from jsonb_array_elements(e.attributes -> ${hexTag(sequence)}::text -> 'Value') item
      where ${textMatch(sql`item.value #>> ${[hexTag(inner), 'Value', '0']}::text[]`, [value])})`,
  )
}

function columnMatch(column: RecordColumn, tagNumber: number, value: string, how: Matching): Condition {
  const expression = sql.ref(`r.${column}`)
  if (isEmptyMatch(value, how)) return sql`coalesce(${expression}, '') = ''`
  // As the indexes have them.
  if (column === 'patientid') return either(value, how, (one) => lowerMatch(sql`lower(${expression})`, one))
  return vrMatch(expression, tagNumber, value, how)
}

function attributeMatch(
  json: RawBuilder<unknown>,
  tagNumber: number,
  value: string,
  how: Matching,
): Condition {
  const vr = entryOfTag(tagNumber)?.vr
  const path =
    vr === 'PN' ? [hexTag(tagNumber), 'Value', '0', 'Alphabetic'] : [hexTag(tagNumber), 'Value', '0']
  return shownAsStored([tagNumber], vrMatch(sql`${json} #>> ${path}::text[]`, tagNumber, value, how))
}

/** Nothing is found by what the record of a study hides. */
const shownAsStored = (tags: readonly number[], condition: Condition): Condition => {
  const hidden = tags.map((one) => sql`r.anonymization @> ${JSON.stringify([{ tag: hexTag(one) }])}::jsonb`)
  return sql`(${condition} and (r.anonymization is null or not (${sql.join(hidden, sql` or `)})))`
}

const isEmptyMatch = (value: string, { empty }: Matching): boolean => empty && value === EMPTY

/** Any of several values, where they are asked for. */
function either(value: string, { multiple }: Matching, match: (one: string) => Condition): Condition {
  const values = multiple ? list(value) : [value]
  return values.length > 1 ? sql`(${sql.join(values.map(match), sql` or `)})` : match(values[0] ?? value)
}

const vrMatch = (
  expression: RawBuilder<unknown>,
  tagNumber: number,
  value: string,
  how: Matching,
): Condition => valueMatch(expression, entryOfTag(tagNumber)?.vr ?? 'LO', value, how)

/** What a value demands of a text, as its value representation compares (PS3.4 §C.2.2.2). */
export function valueMatch(
  expression: RawBuilder<unknown>,
  vr: string,
  value: string,
  how: Matching,
): Condition {
  if (isEmptyMatch(value, how)) return sql`coalesce(${expression}, '') = ''`
  switch (vr) {
    case 'PN':
      return either(value, how, (one) =>
        how.fuzzy ? fuzzyMatch(sql`lower(${expression})`, one) : nameMatch(sql`lower(${expression})`, one),
      )
    case 'DA':
      return rangeMatch(expression, value, /^\d{8}$/, 'a date YYYYMMDD or a range of dates', true)
    case 'TM':
      return rangeMatch(
        expression,
        value,
        /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/,
        'a time HHMMSS or a range of times',
        false,
      )
    case 'DT':
      return rangeMatch(
        expression,
        value,
        /^\d{4}(\d{2}){0,5}(\.\d{1,6})?$/,
        'a date and time YYYYMMDDHHMMSS or a range of them',
        false,
      )
    case 'UI':
      return sql`${expression} = any(${uids(value)}::text[])`
    default:
      return either(value, how, (one) => textMatch(expression, [one]))
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
  exact: boolean,
): Condition {
  const [from = '', to, more] = value.split('-').map((part) => part.trim())
  const wrong = more !== undefined || (from === '' && (to ?? '') === '')
  if (wrong || [from, to ?? ''].some((end) => end !== '' && !form.test(end)))
    throw new DicomwebFailure(400, `Not ${words}`)
  // A time of fewer digits stands for everything that begins with it; no digit sorts after a tilde.
  if (to === undefined)
    return exact ? sql`${expression} = ${from}` : sql`${expression} between ${from} and ${`${from}~`}`
  const conditions: Condition[] = []
  if (from !== '') conditions.push(sql`${expression} >= ${from}`)
  if (to !== '') conditions.push(sql`${expression} <= ${exact ? to : `${to}~`}`)
  return sql`(${sql.join(conditions, sql` and `)})`
}

function listMatch(expression: RawBuilder<unknown>, value: string): Condition {
  const values = list(value)
  if (!values.some(hasWildcard)) return sql`${expression} && ${values}::text[]`
  return sql`exists (select from unnest(${expression}) one where ${textMatch(sql`one`, values)})`
}
