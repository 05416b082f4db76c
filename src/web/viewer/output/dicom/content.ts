import type { Attribute, Dataset } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import type { Vector3 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'
import { CODES, type Code, codeItem, unitCode } from './codes.ts'
import { decimal, numbers, personName, sequence, text } from './element.ts'
import { imageItem } from './header.ts'

/** Items of a content tree (PS3.3 C.17.3). */

type Relationship =
  | 'CONTAINS'
  | 'HAS OBS CONTEXT'
  | 'HAS CONCEPT MOD'
  | 'INFERRED FROM'
  | 'SELECTED FROM'
  | 'HAS PROPERTIES'

function item(
  relationship: Relationship,
  valueType: string,
  name: Code | undefined,
  value: Dataset,
  children: readonly Dataset[] = [],
): Dataset {
  return {
    [ObjectTag.RelationshipType]: text('CS', relationship),
    [ObjectTag.ValueType]: text('CS', valueType),
    ...(name ? { [ObjectTag.ConceptNameCodeSequence]: sequence(codeItem(name)) } : {}),
    ...value,
    ...(children.length > 0 ? { [ObjectTag.ContentSequence]: sequence(...children) } : {}),
  }
}

const SEPARATE = { '0040A050': text('CS', 'SEPARATE') }

export const container = (name: Code, children: readonly Dataset[]): Dataset =>
  item('CONTAINS', 'CONTAINER', name, SEPARATE, children)

/** The root of a document: its title and the template that it follows. */
export const root = (title: Code, template: string, children: readonly Dataset[]): Dataset => ({
  [ObjectTag.ValueType]: text('CS', 'CONTAINER'),
  [ObjectTag.ConceptNameCodeSequence]: sequence(codeItem(title)),
  ...SEPARATE,
  '0040A504': sequence({
    '00080105': text('CS', 'DCMR'),
    '0040DB00': text('CS', template),
  }),
  [ObjectTag.ContentSequence]: sequence(...children),
})

export const coded = (relationship: Relationship, name: Code, value: Code): Dataset =>
  item(relationship, 'CODE', name, { [ObjectTag.ConceptCodeSequence]: sequence(codeItem(value)) })

export const worded = (relationship: Relationship, name: Code, value: string): Dataset =>
  item(relationship, 'TEXT', name, { [ObjectTag.TextValue]: text('UT', value) })

export const uidref = (relationship: Relationship, name: Code, uid: string): Dataset =>
  item(relationship, 'UIDREF', name, { [ObjectTag.UID]: text('UI', uid) })

/** Who observed (TID 1002, 1003). */
export const observer = (name: string): Dataset[] => [
  coded('HAS OBS CONTEXT', CODES.observerType, CODES.person),
  item('HAS OBS CONTEXT', 'PNAME', CODES.observerName, { [ObjectTag.PersonName]: personName(name) }),
]

export const picture = (relationship: Relationship, frame: Frame): Dataset =>
  item(relationship, 'IMAGE', undefined, { [ObjectTag.ReferencedSOPSequence]: sequence(imageItem(frame)) })

export interface Coordinates {
  readonly type: 'POINT' | 'MULTIPOINT' | 'POLYLINE' | 'CIRCLE' | 'ELLIPSE'
  readonly points: readonly (readonly [number, number])[]
}

/** Coordinates on a picture (PS3.3 C.18.6). */
export const coordinates = (
  relationship: Relationship,
  name: Code,
  { type, points }: Coordinates,
  frame: Frame,
): Dataset =>
  item(
    relationship,
    'SCOORD',
    name,
    {
      [ObjectTag.GraphicData]: numbers('FL', ...points.flat()),
      [ObjectTag.GraphicType]: text('CS', type),
    },
    [picture('SELECTED FROM', frame)],
  )

/** Coordinates in the patient (PS3.3 C.18.9). */
export const coordinates3d = (
  relationship: Relationship,
  name: Code,
  type: 'POINT' | 'POLYLINE' | 'POLYGON',
  points: readonly Vector3[],
  FrameOfReferenceUID: string,
): Dataset =>
  item(relationship, 'SCOORD3D', name, {
    [ObjectTag.GraphicData]: numbers('FL', ...points.flat()),
    [ObjectTag.GraphicType]: text('CS', type),
    [ObjectTag.ReferencedFrameOfReferenceUID]: text('UI', FrameOfReferenceUID),
  })

export const measured = (
  name: Code,
  value: number,
  unit: string,
  children: readonly Dataset[] = [],
): Dataset => {
  const measuredValue: Attribute = sequence({
    [ObjectTag.MeasurementUnitsCodeSequence]: sequence(codeItem(unitCode(unit))),
    [ObjectTag.NumericValue]: text('DS', decimal(value)),
  })
  return item('CONTAINS', 'NUM', name, { [ObjectTag.MeasuredValueSequence]: measuredValue }, children)
}
