import { textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { codeText } from '../objects/reference.ts'
import type { Frame } from '../stacks/frame.ts'

/** What a corner can hold at a viewport's size: small tiles give up their corners one by one. */
export interface Room {
  readonly topRight: boolean
  readonly bottomLeft: boolean
  readonly details: boolean
}

export const roomIn = ({ width, height }: { width: number; height: number }): Room => ({
  details: width >= 420 && height >= 300,
  topRight: width >= 300 && height >= 180,
  bottomLeft: width >= 240 && height >= 140,
})

const MAX_DESCRIPTION = 40

/** Long descriptions would run into the other corner. */
export const shortened = (text: string): string =>
  text.length > MAX_DESCRIPTION ? `${text.slice(0, MAX_DESCRIPTION - 1).trimEnd()}…` : text

/** The moment a picture was taken: acquisition, then content, then series, then study (PS3.3 C.7.6). */
export function momentOf({ instance: { dataset } }: Frame): {
  date: string | undefined
  time: string | undefined
} {
  const whole = textOf(dataset, Tag.AcquisitionDateTime)
  if (whole) return { date: whole.slice(0, 8), time: whole.slice(8, 14) }
  return {
    date:
      textOf(dataset, Tag.AcquisitionDate) ??
      textOf(dataset, Tag.ContentDate) ??
      textOf(dataset, Tag.StudyDate),
    time:
      textOf(dataset, Tag.AcquisitionTime) ??
      textOf(dataset, Tag.ContentTime) ??
      textOf(dataset, Tag.SeriesTime) ??
      textOf(dataset, Tag.StudyTime),
  }
}

/** Hours and minutes of a TM value. */
export const clockOf = (time: string | undefined): string | undefined => {
  const match = /^(\d{2}):?(\d{2})/.exec(time ?? '')
  return match ? `${match[1]}:${match[2]}` : undefined
}

/** Where the study was made, and the number that it has there. */
export const placeWordsOf = ({
  instance: { dataset },
}: Frame): {
  institution: string | undefined
  studyId: string | undefined
} => ({
  institution: textOf(dataset, Tag.InstitutionName),
  studyId: textOf(dataset, Tag.StudyID),
})

/** Pictures of what is seen by eye: what they show and what was noted about them is in words alone. */
const BY_EYE = new Set(['XC', 'ES', 'SM'])

export interface AcquisitionWords {
  readonly laterality: string | undefined
  readonly view: string | undefined
  readonly agent: string | undefined
  readonly region: string | undefined
  /** May name the patient. */
  readonly comments: string | undefined
}

export const acquisitionOf = ({ instance: { dataset, Modality } }: Frame): AcquisitionWords => ({
  laterality: textOf(dataset, Tag.ImageLaterality) ?? textOf(dataset, Tag.Laterality),
  view: textOf(dataset, Tag.ViewPosition),
  agent: textOf(dataset, Tag.ContrastBolusAgent),
  region: BY_EYE.has(Modality) ? codeText(dataset, Tag.AnatomicRegionSequence) : undefined,
  comments: BY_EYE.has(Modality) ? textOf(dataset, Tag.ImageComments) : undefined,
})

/** Whole years from PatientAge (`045Y`); other units stay as they are written. */
export const ageOf = (age: string | null | undefined): { years: number } | { text: string } | undefined => {
  const match = /^0*(\d+)([DWMY])$/.exec(age ?? '')
  if (!match) return undefined
  const count = Number(match[1])
  return match[2] === 'Y' ? { years: count } : { text: `${count} ${match[2] ?? ''}` }
}
