import { type RawBuilder, sql } from 'kysely'
import { attributeOfText } from '../dicom/anonymization.ts'
import { entryOfTag } from '../dicom/dictionary.ts'
import { itemsOf, type JsonAttribute, type JsonDataSet } from '../dicom/json-model.ts'

/**
 * Custom fields in what is sent out: the value of a study's field stands in the tags that the field is mapped to
 * (`dicom_tag`, `other_dicom_tags`), what a person gave a tag itself (`enable_dicom_tag_customfields`) in that tag. The
 * stored images are never touched.
 */

export interface MappedField {
  /** Of the custom field. */
  type: string
  /** As custom fields name tags: `(0040,0275):(0040,0007)[2]`. */
  tags: string[]
  /** Empty where the field says nothing and the tag is to say nothing either. */
  value: string
}

/** Of a record under its alias, with the order in which they stand over one another. */
const everyField = (record: string) =>
  sql`study_mapped_fields(${sql.ref(`${record}.account_id`)}, ${sql.ref(`${record}.customfields`)})`

/**
 * The fields of a record that stand in tags, for a select over `study` under an alias; nothing where there are none.
 * Fields that are loaded from their tag are not sent back into it while the account says so
 * (`exclude_load_dicom_tag`), nor empty ones that ask for it (`dicom_tag_ignore_empty`).
 */
export const mappedFields = (record: string): RawBuilder<MappedField[] | null> => sql`
  case when ${sql.ref(`${record}.customfields`)}::text like '%"(____,____)"%' or exists (
    select from customfield f where f.account_id = ${sql.ref(`${record}.account_id`)} and f.object = 'Study'
      and f.deleted is null and (f.dicom_tag <> '' or jsonb_typeof(f.other_dicom_tags) = 'array'))
  then (select jsonb_agg(jsonb_build_object('type', m.type, 'tags', m.tags, 'value', m.value)
    order by m.place nulls last, m.name) from ${everyField(record)} m) end`

/** What images are known by and how their pixels are read is for nobody to say anew. */
const FIXED = new Set(
  `00080005 00080016 00080018 00080054 00080056 00080060 00080061 00080062 00081190 00083002 0020000D 0020000E 00200011
   00200013 00201206 00201208 00201209 00280002 00280004 00280006 00280008 00280010 00280011 00280100 00280101 00280102
   00280103`.split(/\s+/),
)
const FIXED_GROUPS = /^(000[0-7]|7FE0|FFFE|FFFC|FFFA|....0000)/
/** Value representations of one text, in which backslash and comma are characters like others. */
const WHOLE_TEXT = new Set(['LT', 'ST', 'UT', 'UR'])
/** Of one value each; forms that PostgreSQL and JavaScript read alike. */
const FORMS: Readonly<Record<string, string>> = {
  DA: '\\d{8}',
  TM: '\\d{2}(\\d{2}(\\d{2}(\\.\\d{1,6})?)?)?',
  DT: '\\d{4}(\\d{2}){0,5}(\\.\\d{1,6})?([+-]\\d{4})?',
  AS: '\\d{3}[DWMY]',
  UI: '[0-9.]{1,64}',
  DS: '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?',
  IS: '[+-]?\\d{1,9}',
  FL: '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?',
  FD: '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?',
  US: '\\d{1,4}',
  SS: '[+-]?\\d{1,4}',
  UL: '\\d{1,9}',
  SL: '[+-]?\\d{1,9}',
}
const TEXTS = new Set('AE CS LO LT PN SH ST UC UR UT'.split(' '))

const LAST_TAG = /^(?:\([0-9A-F]{4},[0-9A-F]{4}\):)*\(([0-9A-F]{4}),([0-9A-F]{4})\)(?:\[(\d+)\])?$/
const hexOf = (name: string) => name.replaceAll(/\W/g, '').toUpperCase()
/** Private tags and unknown ones hold text. */
const vrOf = (tag: string): string => entryOfTag(Number.parseInt(tag, 16))?.vr ?? 'LO'

/** May a field stand in this attribute? Not in sequences, binary values and what makes the image what it is. */
export const isMappable = (tag: string): boolean =>
  !FIXED.has(tag) && !FIXED_GROUPS.test(tag) && (TEXTS.has(vrOf(tag)) || FORMS[vrOf(tag)] !== undefined)

/** All values of the form, or none. */
const formOf = (vr: string): string | undefined => {
  const one = FORMS[vr]
  return one && `^(${one}(\\\\${one})*)?$`
}

const LISTS = ['multiselect', 'picker', 'radio']

/** A field's value as DICOM writes it: the other way round than it is loaded. */
function dicomText(vr: string, { type, value }: MappedField): string {
  if (type === 'date' && (vr === 'DA' || vr === 'DT')) return value.replaceAll('-', '')
  if (WHOLE_TEXT.has(vr)) return value
  if (LISTS.includes(type)) return value.replaceAll(/\s*,\s*/g, '\\')
  const text = type === 'memo' ? value.replaceAll(/\r?\n/g, '\\') : value
  return vr === 'CS' ? text.toUpperCase() : text
}

/** The same in PostgreSQL, of `m`. */
function dicomTextSql(vr: string): RawBuilder<string> {
  const value = sql<string>`m.value`
  if (WHOLE_TEXT.has(vr)) return value
  const separated = (by: string) => sql`regexp_replace(m.value, ${sql.lit(by)}, ${sql.lit('\\\\')}, 'g')`
  const text = sql`case m.type when 'memo' then ${separated('\\r?\\n')} else m.value end`
  const date = vr === 'DA' || vr === 'DT' ? sql`replace(m.value, '-', '')` : value
  return sql`case when m.type = 'date' then ${date} when m.type in (${sql.join(LISTS.map((one) => sql.lit(one)))})
    then ${separated('\\s*,\\s*')} else ${vr === 'CS' ? sql`upper(${text})` : text} end`
}

/** What a mapped field makes of an attribute; nothing where the attribute cannot say it. */
function attributeOf(tag: string, field: MappedField): JsonAttribute | undefined {
  if (!isMappable(tag)) return undefined
  const vr = vrOf(tag)
  const text = dicomText(vr, field)
  const form = formOf(vr)
  if (form && !new RegExp(form).test(text)) return undefined
  if (text !== '' && WHOLE_TEXT.has(vr)) return { vr, Value: [text] }
  const attribute = attributeOfText(vr, text)
  return attribute.Value && /^(FL|FD|US|SS|UL|SL)$/.test(vr)
    ? { vr, Value: attribute.Value.map(Number) }
    : attribute
}

/** Attributes within sequences that a field stands in. */
export interface NestedEdit {
  /** From the sequence to the attribute, as DICOM JSON names them. */
  path: readonly string[]
  /** Which of the places where the attribute stands, from 1; the first item when it is left out. */
  ordinal: number | undefined
  attribute: JsonAttribute
}

export interface FieldEdits {
  top: JsonDataSet
  nested: NestedEdit[]
}

/** The attributes that fields stand in, later ones over earlier ones. */
export function fieldEdits(mapped: readonly MappedField[] | null): FieldEdits {
  const edits: FieldEdits = { top: {}, nested: [] }
  for (const field of mapped ?? []) {
    for (const name of field.tags) {
      const [, group, element, ordinal] = LAST_TAG.exec(name) ?? []
      if (!group || !element) continue
      const path = name
        .replace(/\[\d+\]$/, '')
        .split(':')
        .map(hexOf)
      const attribute = attributeOf(group + element, field)
      const [first = ''] = path
      if (!attribute) continue
      if (path.length > 1)
        edits.nested.push({ path, ordinal: ordinal ? Number(ordinal) : undefined, attribute })
      // A top-level attribute stands in one place.
      else if (ordinal === undefined || ordinal === '1') edits.top[first] = attribute
    }
  }
  return edits
}

/** The data set with an attribute in the first item of its sequences, which are made where there are none. */
function inFirstItem(set: JsonDataSet, [tag = '', ...rest]: readonly string[], attribute: JsonAttribute) {
  if (rest.length === 0) return { ...set, [tag]: attribute }
  const items = set[tag]?.vr === 'SQ' ? itemsOf(set[tag]) : []
  const [first, ...others] = items
  if (!first && !attribute.Value) return set
  const made: JsonDataSet = inFirstItem(first ?? {}, rest, attribute)
  return { ...set, [tag]: { vr: 'SQ', Value: [made, ...others] } }
}

/** The data set with an attribute in one of the places where it stands, counted through the whole of it. */
function inPlace(
  set: JsonDataSet,
  [tag = '', ...rest]: readonly string[],
  count: { left: number },
  attribute: JsonAttribute,
): JsonDataSet {
  const own = set[tag]
  if (!own || count.left <= 0) return set
  if (rest.length === 0) {
    count.left -= 1
    return count.left === 0 ? { ...set, [tag]: attribute } : set
  }
  if (own.vr !== 'SQ' || !own.Value) return set
  return {
    ...set,
    [tag]: { vr: 'SQ', Value: itemsOf(own).map((item) => inPlace(item, rest, count, attribute)) },
  }
}

/** The data set with what fields say within its sequences. */
export const withNested = (set: JsonDataSet, nested: readonly NestedEdit[]): JsonDataSet =>
  nested.reduce<JsonDataSet>(
    (made, { path, ordinal, attribute }) =>
      ordinal === undefined
        ? inFirstItem(made, path, attribute)
        : inPlace(made, path, { left: ordinal }, attribute),
    set,
  )

/** The tag, eight hexadecimal digits, as custom fields name it. */
const nameOf = (tag: string) => `(${tag.slice(0, 4)},${tag.slice(4)})`

/**
 * A condition for a search by a tag: of a record whose fields stand in it the field's value counts, of another what
 * `otherwise` says.
 *
 * @param match what the text of the value has to be
 */
export function mappedOr(
  record: string,
  tag: string,
  match: (text: RawBuilder<unknown>, vr: string) => RawBuilder<boolean>,
  otherwise: RawBuilder<boolean>,
): RawBuilder<boolean> {
  const vr = vrOf(tag)
  const form = formOf(vr)
  const fits = form ? sql`and t.text ~ ${form}` : sql``
  return sql`coalesce((select ${match(sql`t.text`, vr)} from ${everyField(record)} m
    cross join lateral (select ${dicomTextSql(vr)} as text) t
    where m.tags ? ${nameOf(tag)}::text ${fits}
    order by m.place desc nulls first, m.name desc limit 1), ${otherwise})`
}

/** For a search: do fields of these accounts, or values that people gave tags in them, stand in the tag? */
export const anyMapped = (namespaces: readonly string[], tag: string): RawBuilder<boolean> => sql`exists (
  select from account a where a.uuid in (select n.account_id from namespace n where n.uuid = any(${namespaces}::uuid[]))
    and (coalesce(a.settings ->> 'enable_dicom_tag_customfields', '0') = '1'
      or exists (select from customfield f where f.account_id = a.uuid and f.object = 'Study' and f.deleted is null
        and (f.dicom_tag = ${nameOf(tag)} or f.other_dicom_tags ? ${nameOf(tag)}::text))))`
