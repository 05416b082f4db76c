import { type Dataset, itemsOf, numberOf, numbersOf, textOf, textsOf } from '../data/dicomJson.ts'
import { ObjectTag } from '../data/objectTag.ts'
import { Tag } from '../data/tag.ts'
import { imageIdOf } from '../data/url.ts'
import { normalOf, orientationOf } from '../geometry/plane.ts'
import { type Spacing, spacingOf } from '../geometry/spacing.ts'
import { add, scale, type Vector3 } from '../geometry/vector.ts'
import { isFilm } from '../objects/kind.ts'
import { type LookupTable, lookupTableOf } from '../voi/lookup.ts'
import { type VoiFunction, voiFunctionOf } from '../voi/window.ts'
import { frameDataset } from './attributes.ts'
import type { FileWindow, Frame, Instance, UltrasoundRegion } from './frame.ts'
import { splitKeyOf } from './split.ts'
import type { Suv } from './suv.ts'

const words = (dataset: Dataset): readonly [string, string] | undefined => {
  const [row, column] = textsOf(dataset, Tag.PatientOrientation)
  return row && column ? [row, column] : undefined
}

const regionOf = (item: Dataset): UltrasoundRegion[] => {
  const [minX, minY] = [numberOf(item, Tag.RegionLocationMinX0), numberOf(item, Tag.RegionLocationMinY0)]
  const [maxX, maxY] = [numberOf(item, Tag.RegionLocationMaxX1), numberOf(item, Tag.RegionLocationMaxY1)]
  const [unitX, unitY] = [
    numberOf(item, Tag.PhysicalUnitsXDirection),
    numberOf(item, Tag.PhysicalUnitsYDirection),
  ]
  const [deltaX, deltaY] = [numberOf(item, Tag.PhysicalDeltaX), numberOf(item, Tag.PhysicalDeltaY)]
  if (minX === undefined || minY === undefined || maxX === undefined || maxY === undefined) return []
  if (unitX === undefined || unitY === undefined || !deltaX || !deltaY) return []
  return [{ minX, minY, maxX, maxY, unitX, unitY, deltaX: Math.abs(deltaX), deltaY: Math.abs(deltaY) }]
}

const spacing = (dataset: Dataset): Spacing =>
  spacingOf({
    SOPClassUID: textOf(dataset, Tag.SOPClassUID) ?? '',
    Modality: textOf(dataset, Tag.Modality) ?? '',
    PixelSpacing: numbersOf(dataset, Tag.PixelSpacing),
    ImagerPixelSpacing: numbersOf(dataset, Tag.ImagerPixelSpacing),
    PixelAspectRatio: numbersOf(dataset, Tag.PixelAspectRatio),
    PixelSpacingCalibrationType: textOf(dataset, Tag.PixelSpacingCalibrationType),
    EstimatedRadiographicMagnificationFactor: numberOf(dataset, Tag.EstimatedRadiographicMagnificationFactor),
    DistanceSourceToDetector: numberOf(dataset, Tag.DistanceSourceToDetector),
    DistanceSourceToPatient:
      numberOf(dataset, Tag.DistanceSourceToPatient) ?? numberOf(dataset, Tag.DistanceSourceToEntrance),
  })

/** Has pixels, but is no picture to scroll through: segmentations and parametric labels (PS3.3 A.51, A.91). */
const NO_PICTURE = new Set(['1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7'])

const COLOUR = /^(RGB|ARGB|YBR_|PALETTE COLOR|HSV|CMYK)/

/** What the viewer needs of an image instance; undefined for an object without pictures (report, document ...). */
export const readInstance = (dataset: Dataset, suv?: Suv): Instance | undefined =>
  NO_PICTURE.has(textOf(dataset, Tag.SOPClassUID) ?? '') ? undefined : readPixels(dataset, suv)

/** The same for everything that has frames, segmentations among them. `suv` as `Instance` has it. */
export function readPixels(dataset: Dataset, suv?: Suv): Instance | undefined {
  const SOPInstanceUID = textOf(dataset, Tag.SOPInstanceUID)
  const SeriesInstanceUID = textOf(dataset, Tag.SeriesInstanceUID)
  const StudyInstanceUID = textOf(dataset, Tag.StudyInstanceUID)
  if (!SOPInstanceUID || !SeriesInstanceUID || !StudyInstanceUID) return undefined
  if (!numberOf(dataset, Tag.Rows) || !numberOf(dataset, Tag.Columns)) return undefined
  if (!textOf(dataset, Tag.PhotometricInterpretation)) return undefined
  if (isFilm(dataset)) return undefined
  return {
    StudyInstanceUID,
    SeriesInstanceUID,
    SOPInstanceUID,
    SOPClassUID: textOf(dataset, Tag.SOPClassUID) ?? '',
    Modality: textOf(dataset, Tag.Modality) ?? '',
    InstanceNumber: numberOf(dataset, Tag.InstanceNumber),
    NumberOfFrames: Math.max(1, Math.trunc(numberOf(dataset, Tag.NumberOfFrames) ?? 1)),
    transferSyntax: textOf(dataset, Tag.AvailableTransferSyntaxUID),
    BitsStored: numberOf(dataset, Tag.BitsStored),
    colour: COLOUR.test(textOf(dataset, Tag.PhotometricInterpretation) ?? ''),
    calibration: spacing(frameDataset(dataset, 1)).calibration,
    regions: itemsOf(dataset, Tag.SequenceOfUltrasoundRegions).flatMap(regionOf),
    patientOrientation: words(dataset),
    negative:
      textOf(dataset, Tag.PhotometricInterpretation) === 'MONOCHROME1' ||
      textOf(dataset, ObjectTag.PresentationLUTShape) === 'INVERSE',
    suv: suv?.factor,
    suvType: suv?.type ?? 'bw',
    quadruped: textOf(dataset, Tag.AnatomicalOrientationType) === 'QUADRUPED',
    lossy: textOf(dataset, Tag.LossyImageCompression) === '01',
    lossyRatio: numbersOf(dataset, Tag.LossyImageCompressionRatio).at(-1),
    dataset,
  }
}

/** The tables of the file come before its windows, as they are meant to be looked at (PS3.3 C.11.2.1). */
const windowsOf = (dataset: Dataset, scale: number): FileWindow[] => {
  const widths = numbersOf(dataset, Tag.WindowWidth)
  const explanations = textsOf(dataset, Tag.WindowCenterWidthExplanation)
  const windows = numbersOf(dataset, Tag.WindowCenter).flatMap((center, index): FileWindow[] => {
    const width = widths[index]
    if (width === undefined || width <= 0) return []
    return [{ center: center * scale, width: width * scale, explanation: explanations[index] ?? '' }]
  })
  const tables = itemsOf(dataset, Tag.VOILUTSequence).flatMap((item): FileWindow[] => {
    const table = lookupTableOf(item)
    if (!table) return []
    const width = table.entries.length
    return [{ center: table.firstMapped + width / 2, width, explanation: table.explanation, table }]
  })
  const same = (one: FileWindow) => (other: FileWindow) =>
    one.center === other.center && one.width === other.width && one.explanation === other.explanation
  return [...tables, ...windows.filter((window, index) => windows.findIndex(same(window)) === index)]
}

const functionOf = (dataset: Dataset): VoiFunction => voiFunctionOf(textOf(dataset, Tag.VOILUTFunction))

const exact = (named: VoiFunction): VoiFunction => (named === 'LINEAR' ? 'LINEAR_EXACT' : named)

function modalityTableOf(dataset: Dataset): LookupTable | undefined {
  const [item] = itemsOf(dataset, Tag.ModalityLUTSequence)
  return item && lookupTableOf(item)
}

const STAND_IN = { row: [1, 0, 0], column: [0, 1, 0] } as const

/**
 * How far each plane of a dose lies from the first one (PS3.3 C.8.8.3.2). Where the first offset is not 0 they are
 * places in the patient, which only transverse planes have.
 */
function doseOffsets({ dataset }: Instance): number[] {
  const offsets = numbersOf(dataset, ObjectTag.GridFrameOffsetVector)
  const first = offsets[0] ?? 0
  return first === 0 ? offsets : offsets.map((offset) => offset - first)
}

const moved = (position: Vector3, plane: Parameters<typeof normalOf>[0], offset = 0): Vector3 =>
  offset === 0 ? position : add(position, scale(normalOf(plane), offset))

/** The frames of an instance. `root` is the DICOMweb address of the study's namespace. */
export function framesOf(instance: Instance, root: string): Frame[] {
  const offsets = doseOffsets(instance)
  return Array.from({ length: instance.NumberOfFrames }, (_, index): Frame => {
    const dataset = frameDataset(instance.dataset, index + 1)
    const orientation = orientationOf(numbersOf(dataset, Tag.ImageOrientationPatient))
    const [x, y, z] = numbersOf(dataset, Tag.ImagePositionPatient)
    const placed = x !== undefined && y !== undefined && z !== undefined
    const position: Vector3 = placed ? [x, y, z] : [0, 0, 0]
    const { rowSpacing, columnSpacing } = spacing(dataset)
    return {
      instance,
      frameNumber: index + 1,
      imageId: imageIdOf(root, instance, index + 1),
      plane: {
        rows: numberOf(dataset, Tag.Rows) ?? 1,
        columns: numberOf(dataset, Tag.Columns) ?? 1,
        rowSpacing,
        columnSpacing,
        ...(orientation ?? STAND_IN),
        position: orientation ? moved(position, orientation, offsets[index]) : position,
        located: orientation !== undefined && placed,
      },
      FrameOfReferenceUID: textOf(dataset, Tag.FrameOfReferenceUID),
      windows: windowsOf(dataset, instance.suv ?? 1),
      // A window of a fraction of one, as SUV has it, is exact: PS3.3 C.11.2.1.2.1 counts in whole values.
      voiFunction: instance.suv === undefined ? functionOf(dataset) : exact(functionOf(dataset)),
      modalityTable: modalityTableOf(dataset),
      SliceThickness: numberOf(dataset, Tag.SliceThickness),
      SliceLocation: numberOf(dataset, Tag.SliceLocation),
      splitKey: splitKeyOf(dataset, instance),
    }
  })
}
