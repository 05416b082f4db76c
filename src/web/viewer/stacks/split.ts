import { type Dataset, numberOf, numbersOf, textOf, textsOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { orientationOf } from '../geometry/plane.ts'
import type { Instance } from './frame.ts'

const joined = (dataset: Dataset, tag: string) => textsOf(dataset, tag).join('\\')

/** The image plane to about a degree, so that rounding in the file does not tear a stack apart. */
const planeKey = (dataset: Dataset): string => {
  if (textsOf(dataset, Tag.ImageType).includes('PROJECTION')) return ''
  const orientation = orientationOf(numbersOf(dataset, Tag.ImageOrientationPatient))
  return orientation ? [...orientation.row, ...orientation.column].map((n) => Math.round(n * 20)).join() : ''
}

/** A rounded number: scanners write the same angle or time with different tails. */
const rounded = (dataset: Dataset, tag: string) => {
  const value = numberOf(dataset, tag)
  return value === undefined ? '' : String(Math.round(value * 100))
}

/** Images of one series with different keys are different stacks (conventions 6). */
export function splitKeyOf(dataset: Dataset, instance: Instance): string {
  const always = [
    joined(dataset, Tag.ImageType),
    instance.SOPClassUID,
    textOf(dataset, Tag.ContrastBolusAgent) ?? '',
  ]
  if (instance.NumberOfFrames > 1) {
    return [
      ...always,
      // An object that was cut into several files is still one (PS3.3 C.7.6.16.2.2.4).
      textOf(dataset, Tag.ConcatenationUID) ?? instance.SOPInstanceUID,
      joined(dataset, Tag.FrameType),
      textOf(dataset, Tag.StackID) ?? '',
    ].join('|')
  }
  return [...always, ...modalityKey(dataset, instance.Modality)].join('|')
}

function modalityKey(dataset: Dataset, Modality: string): string[] {
  switch (Modality) {
    case 'CT':
      return [
        joined(dataset, Tag.ConvolutionKernel),
        rounded(dataset, Tag.GantryDetectorTilt),
        planeKey(dataset),
      ]
    case 'PT':
      return [joined(dataset, Tag.ConvolutionKernel), rounded(dataset, Tag.GantryDetectorTilt)]
    case 'MR':
      return [
        joined(dataset, Tag.ScanningSequence),
        joined(dataset, Tag.SequenceVariant),
        joined(dataset, Tag.ScanOptions),
        rounded(dataset, Tag.RepetitionTime),
        rounded(dataset, Tag.EchoTime),
        rounded(dataset, Tag.FlipAngle),
        planeKey(dataset),
      ]
    default:
      return []
  }
}
