import { calculateSUVScalingFactors, type InstanceMetadata } from '@cornerstonejs/calculate-suv'
import { type Dataset, itemsOf, numberOf, textOf, textsOf } from '../data/dicomJson.ts'
import { privateNumber } from '../data/privateTag.ts'
import { Tag } from '../data/tag.ts'
import type { SuvType } from './suvTypes.ts'

const PET = new Set([
  '1.2.840.10008.5.1.4.1.1.128', // Positron Emission Tomography Image Storage
  '1.2.840.10008.5.1.4.1.1.128.1', // Legacy Converted Enhanced PET Image Storage
])

const text = (dataset: Dataset, tag: string): string | undefined => {
  const value = textOf(dataset, tag)
  return value === '' ? undefined : value
}

/** What the calculation needs of an image; undefined when something that it cannot do without is missing. */
function metadataOf(dataset: Dataset): InstanceMetadata | undefined {
  const [tracer] = itemsOf(dataset, '00540016')
  if (!tracer) return undefined
  const Units = text(dataset, Tag.Units)
  const DecayCorrection = text(dataset, '00541102')
  const PatientWeight = numberOf(dataset, '00101030')
  const RadionuclideHalfLife = numberOf(tracer, '00181075')
  const RadionuclideTotalDose = numberOf(tracer, '00181074')
  const SeriesDate = text(dataset, '00080021')
  const SeriesTime = text(dataset, '00080031')
  const AcquisitionDate = text(dataset, Tag.AcquisitionDate)
  const AcquisitionTime = text(dataset, Tag.AcquisitionTime)
  if (Units === undefined || DecayCorrection === undefined || !PatientWeight) return undefined
  if (!RadionuclideHalfLife || !RadionuclideTotalDose) return undefined
  if (!SeriesDate || !SeriesTime || !AcquisitionDate || !AcquisitionTime) return undefined
  const start = text(tracer, '00181072')
  const startDateTime = text(tracer, '00181078')
  const philips = {
    SUVScaleFactor: privateNumber(dataset, '7053', 'Philips PET Private Group', '00'),
    ActivityConcentrationScaleFactor: privateNumber(dataset, '7053', 'Philips PET Private Group', '09'),
  }
  const PatientSize = numberOf(dataset, '00101020')
  const PatientSex = text(dataset, '00100040')
  const frameReference = numberOf(dataset, '00541300')
  const duration = numberOf(dataset, '00181242')
  return {
    CorrectedImage: textsOf(dataset, '00280051'),
    Units,
    DecayCorrection,
    PatientWeight,
    RadionuclideHalfLife,
    RadionuclideTotalDose,
    SeriesDate,
    SeriesTime,
    AcquisitionDate,
    AcquisitionTime,
    ...(start === undefined ? {} : { RadiopharmaceuticalStartTime: start }),
    ...(startDateTime === undefined ? {} : { RadiopharmaceuticalStartDateTime: startDateTime }),
    ...(philips.SUVScaleFactor === undefined && philips.ActivityConcentrationScaleFactor === undefined
      ? {}
      : { PhilipsPETPrivateGroup: philips }),
    ...(PatientSize && (PatientSex === 'M' || PatientSex === 'F') ? { PatientSize, PatientSex } : {}),
    ...(frameReference === undefined ? {} : { FrameReferenceTime: frameReference }),
    ...(duration === undefined ? {} : { ActualFrameDuration: duration }),
  }
}

const isCorrected = ({ CorrectedImage }: InstanceMetadata): boolean =>
  CorrectedImage.includes('ATTN') && CorrectedImage.includes('DECY')

export interface Suv {
  /** By how much values after the modality LUT are multiplied. */
  readonly factor: number
  readonly type: SuvType
}

/**
 * How SUV of another kind goes with that by body weight; undefined where size or sex are not known. Lean body mass by
 * James, surface by Du Bois, ideal weight by Devine as QIBA has them. Weight in kg, size in m.
 */
export function suvRatio(
  type: SuvType,
  weight: number,
  size: number | undefined,
  sex: string | undefined,
): number | undefined {
  if (type === 'bw') return 1
  if (!size || !(weight > 0)) return undefined
  const centimetres = size * 100
  // 10 000 cm² a m², 1000 g a kg.
  if (type === 'bsa') return (0.007184 * weight ** 0.425 * centimetres ** 0.725 * 10_000) / (weight * 1000)
  if (sex !== 'M' && sex !== 'F') return undefined
  const male = sex === 'M'
  if (type === 'ibw')
    return (male ? 48 + 1.06 * (centimetres - 152) : 45.5 + 0.91 * (centimetres - 152)) / weight
  const squared = (weight / centimetres) ** 2
  return (male ? 1.1 * weight - 120 * squared : 1.07 * weight - 148 * squared) / weight
}

const TYPES: Readonly<Record<string, SuvType>> = {
  BW: 'bw',
  LBM: 'lbm',
  LBMJAMES128: 'lbm',
  BSA: 'bsa',
  IBW: 'ibw',
}

/** Values that are SUV already: in g/ml, or in cm²/ml by body surface. */
function finished(dataset: Dataset): Suv | undefined {
  const units = textOf(dataset, Tag.Units)
  if (units !== 'GML' && units !== 'CM2ML') return undefined
  const type = TYPES[textOf(dataset, '00541006') ?? (units === 'GML' ? 'BW' : 'BSA')]
  return type && { factor: 1, type }
}

/**
 * How the values of each image of a series become SUV (PS3.3 C.8.9.1; the vendor-neutral pseudo-code of QIBA), by SOP
 * Instance UID: of the kind that is wanted, or by body weight where that cannot be told. Images that are SUV already stay of
 * their kind. Images whose injection, weight or corrections are not known are left out: their own unit stays.
 */
export function suvFactorsOf(datasets: readonly Dataset[], wanted: SuvType = 'bw'): ReadonlyMap<string, Suv> {
  const factors = new Map<string, Suv>()
  const counted: { uid: string; metadata: InstanceMetadata }[] = []
  const put = (
    uid: string,
    byWeight: number,
    { PatientWeight, PatientSize, PatientSex }: InstanceMetadata,
  ) => {
    const ratio = suvRatio(wanted, PatientWeight, PatientSize, PatientSex)
    const good = ratio !== undefined && ratio > 0
    factors.set(uid, good ? { factor: byWeight * ratio, type: wanted } : { factor: byWeight, type: 'bw' })
  }
  for (const dataset of datasets) {
    const uid = textOf(dataset, Tag.SOPInstanceUID)
    if (uid === undefined || !PET.has(textOf(dataset, Tag.SOPClassUID) ?? '')) continue
    const ready = finished(dataset)
    if (ready) {
      factors.set(uid, ready)
      continue
    }
    const metadata = metadataOf(dataset)
    if (metadata?.DecayCorrection === 'ADMIN') {
      // Counted back to the injection: nothing of the dose has decayed. The library takes it for the start of the scan.
      if (metadata.Units === 'BQML' && isCorrected(metadata))
        put(uid, (metadata.PatientWeight * 1000) / metadata.RadionuclideTotalDose, metadata)
    } else if (metadata) counted.push({ uid, metadata })
  }
  if (counted.length === 0) return factors
  try {
    const results = calculateSUVScalingFactors(counted.map(({ metadata }) => metadata))
    for (const [index, { suvbw }] of results.entries()) {
      const one = counted[index]
      if (one && Number.isFinite(suvbw) && suvbw > 0) put(one.uid, suvbw, one.metadata)
    }
  } catch {
    // The library refuses series that contradict themselves, such as unlike units: they stay in their own unit.
  }
  return factors
}
