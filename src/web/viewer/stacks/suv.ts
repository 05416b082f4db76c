import { calculateSUVScalingFactors, type InstanceMetadata } from '@cornerstonejs/calculate-suv'
import { type Dataset, itemsOf, numberOf, textOf, textsOf } from '../data/dicomJson.ts'
import { privateNumber } from '../data/privateTag.ts'
import { Tag } from '../data/tag.ts'

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

/**
 * By how much the values of each image of a series are multiplied to be SUV by body weight (PS3.3 C.8.9.1; the
 * vendor-neutral pseudo-code of QIBA), by SOP Instance UID. Images in g/ml are SUV already. Images whose injection,
 * weight or corrections are not known are left out: their own unit stays.
 */
export function suvFactorsOf(datasets: readonly Dataset[]): ReadonlyMap<string, number> {
  const factors = new Map<string, number>()
  const counted: { uid: string; metadata: InstanceMetadata }[] = []
  for (const dataset of datasets) {
    const uid = textOf(dataset, Tag.SOPInstanceUID)
    if (uid === undefined || !PET.has(textOf(dataset, Tag.SOPClassUID) ?? '')) continue
    if (textOf(dataset, Tag.Units) === 'GML') {
      const type = textOf(dataset, '00541006') ?? 'BW'
      if (type === 'BW') factors.set(uid, 1)
      continue
    }
    const metadata = metadataOf(dataset)
    if (metadata?.DecayCorrection === 'ADMIN') {
      // Counted back to the injection: nothing of the dose has decayed. The library takes it for the start of the scan.
      if (metadata.Units === 'BQML' && isCorrected(metadata))
        factors.set(uid, (metadata.PatientWeight * 1000) / metadata.RadionuclideTotalDose)
    } else if (metadata) counted.push({ uid, metadata })
  }
  if (counted.length === 0) return factors
  try {
    const results = calculateSUVScalingFactors(counted.map(({ metadata }) => metadata))
    for (const [index, { suvbw }] of results.entries()) {
      const uid = counted[index]?.uid
      if (uid !== undefined && Number.isFinite(suvbw) && suvbw > 0) factors.set(uid, suvbw)
    }
  } catch {
    // The library refuses series that contradict themselves, such as unlike units: they stay in their own unit.
  }
  return factors
}
