import { type Dataset, itemsOf, numbersOf, personNameOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { codeText, type Reference, referencesOf } from '../reference.ts'

/** Coordinates on an image or, with a frame of reference, in the patient (PS3.3 C.18.6, C.18.9). */
export interface Coordinates {
  readonly type: string
  /** Image points two by two, or mm in the patient three by three. */
  readonly data: readonly number[]
  /** Undefined for coordinates on an image. */
  readonly FrameOfReferenceUID: string | undefined
}

/** One item of the content tree (PS3.3 C.17.3). */
export interface ContentItem {
  readonly valueType: string
  readonly relationship: string
  /** What the item is about, in words. */
  readonly name: string
  /** Its value in words; empty for containers and coordinates. */
  readonly value: string
  readonly references: readonly Reference[]
  readonly coordinates: Coordinates | undefined
  readonly children: readonly ContentItem[]
}

/** Deeper trees are cut: no real report has one, and a hostile one must not fill the stack. */
const DEEPEST = 60

export function contentOf(dataset: Dataset, depth = 0): ContentItem {
  const valueType = textOf(dataset, ObjectTag.ValueType) ?? 'CONTAINER'
  return {
    valueType,
    relationship: textOf(dataset, ObjectTag.RelationshipType) ?? '',
    name: codeText(dataset, ObjectTag.ConceptNameCodeSequence) ?? '',
    value: valueText(dataset, valueType),
    references: referencesOf(dataset, ObjectTag.ReferencedSOPSequence),
    coordinates: coordinatesOf(dataset, valueType),
    children:
      depth < DEEPEST
        ? itemsOf(dataset, ObjectTag.ContentSequence).map((item) => contentOf(item, depth + 1))
        : [],
  }
}

function valueText(dataset: Dataset, valueType: string): string {
  switch (valueType) {
    case 'TEXT':
      return textOf(dataset, ObjectTag.TextValue) ?? ''
    case 'CODE':
      return codeText(dataset, ObjectTag.ConceptCodeSequence) ?? ''
    case 'NUM':
      return measured(dataset)
    case 'PNAME':
      return personNameOf(dataset, ObjectTag.PersonName)
    case 'DATE':
      return textOf(dataset, ObjectTag.Date) ?? ''
    case 'TIME':
      return textOf(dataset, ObjectTag.Time) ?? ''
    case 'DATETIME':
      return textOf(dataset, ObjectTag.DateTime) ?? ''
    case 'UIDREF':
      return textOf(dataset, ObjectTag.UID) ?? ''
    default:
      return ''
  }
}

/** A number with its unit; the code of a unit is what people write (`mm`, `{ratio}` means none). */
function measured(dataset: Dataset): string {
  const item = itemsOf(dataset, ObjectTag.MeasuredValueSequence)[0]
  const qualifier = codeText(dataset, ObjectTag.NumericValueQualifierCodeSequence)
  const value = item && textOf(item, ObjectTag.NumericValue)
  if (!item || value === undefined) return qualifier ?? ''
  const unitItem = itemsOf(item, ObjectTag.MeasurementUnitsCodeSequence)[0]
  const code = unitItem && textOf(unitItem, ObjectTag.CodeValue)
  const unit =
    code === undefined || code === '1' || /^\{.*\}$/.test(code)
      ? ''
      : (UNITS[code] ??
        (/^[A-Za-z%/.0-9]{1,12}$/.test(code)
          ? code
          : (textOf(unitItem ?? {}, ObjectTag.CodeMeaning) ?? code)))
  return [value, unit].filter((text) => text !== '').join(' ')
}

/** UCUM codes whose written form differs. */
const UNITS: Readonly<Record<string, string>> = {
  mm2: 'mm²',
  mm3: 'mm³',
  cm2: 'cm²',
  cm3: 'cm³',
  deg: '°',
  "[hnsf'U]": 'HU',
  uV: 'µV',
}

function coordinatesOf(dataset: Dataset, valueType: string): Coordinates | undefined {
  if (valueType !== 'SCOORD' && valueType !== 'SCOORD3D') return undefined
  return {
    type: textOf(dataset, ObjectTag.GraphicType) ?? '',
    data: numbersOf(dataset, ObjectTag.GraphicData),
    FrameOfReferenceUID:
      valueType === 'SCOORD3D' ? (textOf(dataset, ObjectTag.ReferencedFrameOfReferenceUID) ?? '') : undefined,
  }
}
