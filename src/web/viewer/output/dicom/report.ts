import type { Dataset } from '../../data/dicomJson.ts'
import type { Mark } from '../../marks/mark.ts'
import type { Stat, StatName } from '../../marks/measure.ts'
import { isClosed, outlineOf } from '../../marks/outline.ts'
import { worldPointsOf } from '../../marks/section.ts'
import type { Frame } from '../../stacks/frame.ts'
import { CODES, type Code } from './codes.ts'
import {
  type Coordinates,
  coded,
  container,
  coordinates,
  coordinates3d,
  measured,
  observer,
  picture,
  root,
  uidref,
  worded,
} from './content.ts'
import { newUid, sequence, text } from './element.ts'
import { graphicsOf } from './graphics.ts'
import { type Author, evidence, headOf } from './header.ts'

/** Measurements as a structured report: Comprehensive SR by TID 1500, a Measurement Group for each mark (TID 1410, 1501). */

export interface MeasuredMark {
  readonly mark: Mark
  readonly frame: Frame
  readonly stats: readonly Stat[]
}

const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33'
/** For coordinates in the patient, which marks on reformatted planes have. */
const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34'

const SIZES: Partial<Record<StatName, Code>> = {
  length: CODES.length,
  across: CODES.length,
  down: CODES.length,
  long: CODES.longAxis,
  short: CODES.shortAxis,
  angle: CODES.angle,
  cobb: CODES.angle,
  area: CODES.area,
  radius: CODES.radius,
}
const DERIVATIONS: Partial<Record<StatName, Code>> = {
  mean: CODES.mean,
  min: CODES.minimum,
  max: CODES.maximum,
  stdDev: CODES.deviation,
}

const quantityOf = ({ instance: { Modality } }: Frame): Code =>
  Modality === 'CT' ? CODES.attenuation : Modality === 'MR' ? CODES.signal : CODES.pixelValue

function number(stat: Stat, frame: Frame, graphics: readonly Dataset[]): Dataset[] {
  const basis = stat.suffix === undefined ? [] : [worded('HAS PROPERTIES', CODES.comment, stat.suffix)]
  const size = SIZES[stat.name]
  if (size) return [measured(size, stat.value, stat.unit, [...graphics, ...basis])]
  const derivation = DERIVATIONS[stat.name]
  const modifier = derivation ? [coded('HAS CONCEPT MOD', CODES.derivation, derivation)] : []
  return [measured(quantityOf(frame), stat.value, stat.unit, [...modifier, ...graphics, ...basis])]
}

function group({ mark, frame, stats }: MeasuredMark): Dataset {
  const graphics = graphicsOf(mark)
  const drawn = (relationship: 'INFERRED FROM' | 'CONTAINS', name: Code, graphic: Coordinates): Dataset => {
    if (!mark.plane) return coordinates(relationship, name, graphic, frame)
    const round = graphic.type === 'ELLIPSE' || graphic.type === 'CIRCLE'
    const outline = outlineOf(mark)
    const points = round ? [...outline, ...outline.slice(0, 1)] : graphic.points
    const world = worldPointsOf({ plane: mark.plane, points }) ?? []
    const type = graphic.type === 'POINT' ? 'POINT' : region ? 'POLYGON' : 'POLYLINE'
    return coordinates3d(relationship, name, type, world, mark.plane.FrameOfReferenceUID)
  }
  const region = isClosed(mark.tool)
  const named = mark.label === '' ? mark.tool : mark.label
  const sources = graphics.map((graphic) => drawn('INFERRED FROM', CODES.source, graphic))
  const numbers = stats.flatMap((stat, index) =>
    // The axes of a bidirectional mark have a line each; other values rest on all that is drawn.
    number(
      stat,
      frame,
      region ? [] : mark.tool === 'bidirectional' ? sources.slice(index, index + 1) : sources,
    ),
  )
  return container(CODES.group, [
    worded('HAS OBS CONTEXT', CODES.trackingIdentifier, named),
    uidref('HAS OBS CONTEXT', CODES.trackingUid, newUid()),
    ...(region || numbers.length === 0
      ? graphics.map((graphic) => drawn('CONTAINS', CODES.region, graphic))
      : []),
    ...numbers,
    ...(mark.label === '' ? [] : [worded('CONTAINS', CODES.comment, mark.label)]),
  ])
}

/** The report; undefined where nothing is marked. */
export function measurementReport(marks: readonly MeasuredMark[], author: Author): Dataset | undefined {
  const [first] = marks
  if (!first) return undefined
  const frames = [...new Map(marks.map(({ frame }) => [frame.imageId, frame])).values()]
  return {
    ...headOf(
      {
        SOPClassUID: marks.some(({ mark }) => mark.plane) ? COMPREHENSIVE_3D_SR : COMPREHENSIVE_SR,
        Modality: 'SR',
        SeriesDescription: 'Measurements',
      },
      first.frame,
      author,
    ),
    '00081111': sequence(),
    '0040A372': sequence(),
    '0040A375': evidence(frames, first.frame),
    '0040A491': text('CS', 'PARTIAL'),
    '0040A493': text('CS', 'UNVERIFIED'),
    ...root(CODES.measurementReport, '1500', [
      coded('HAS CONCEPT MOD', CODES.language, CODES.english),
      ...observer(author.name),
      coded('HAS CONCEPT MOD', CODES.procedure, CODES.imagingProcedure),
      container(CODES.imageLibrary, [
        container(
          CODES.imageLibraryGroup,
          frames.map((frame) => picture('CONTAINS', frame)),
        ),
      ]),
      container(CODES.measurements, marks.map(group)),
    ]),
  }
}
