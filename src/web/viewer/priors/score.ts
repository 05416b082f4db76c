import type { StudyRecord } from '#contract/study/record.ts'
import { hasPictures } from '../stacks/modality.ts'
import { type BodyPart, bodyPartsIn, sharedParts } from './anatomy.ts'

/** Which studies of a patient are worth comparing with, and which of them first. Pure. */

export type ComparedStudy = Pick<
  StudyRecord,
  | 'uuid'
  | 'study_uid'
  | 'patientid'
  | 'patient_name'
  | 'patient_birth_date'
  | 'modality'
  | 'study_description'
  | 'study_date'
  | 'study_time'
  | 'image_count'
>

/** The modalities of a study that have pictures; several are separated by a sign that no modality has. */
export const modalitiesOf = ({ modality }: Pick<StudyRecord, 'modality'>): readonly string[] =>
  (modality ?? '').split(/[^A-Z0-9]+/i).filter((code) => code !== '' && hasPictures(code.toUpperCase()))

const wordsOf = (text: string | null): Set<string> =>
  new Set((text ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** The share of words that two descriptions have in common, 0 to 1. */
export function sharedWords(one: string | null, other: string | null): number {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  const all = new Set([...a, ...b]).size
  return all === 0 ? 0 : [...a].filter((word) => b.has(word)).length / all
}

const nameKey = (name: string | null) =>
  (name ?? '')
    .toLowerCase()
    .replace(/[\s^=,.]+/g, ' ')
    .trim()

/** An ID alone is one patient only where one authority gives it: birth date or name has to agree where both have one. */
function samePerson(one: ComparedStudy, other: ComparedStudy): boolean {
  if (!one.patientid || one.patientid !== other.patientid) return false
  if (one.patient_birth_date && other.patient_birth_date) {
    return one.patient_birth_date === other.patient_birth_date
  }
  const [name, otherName] = [nameKey(one.patient_name), nameKey(other.patient_name)]
  return name === '' || otherName === '' || name === otherName
}

const momentKey = ({ study_date, study_time }: ComparedStudy) => `${study_date ?? ''}${study_time ?? ''}`

const MS_PER_YEAR = 365.25 * 86_400_000

function yearsBetween(one: string | null, other: string | null): number | undefined {
  const [a, b] = [one, other].map((date) => {
    const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(date ?? '')
    return match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : Number.NaN
  })
  const years = Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) / MS_PER_YEAR
  return Number.isNaN(years) ? undefined : years
}

const WEIGHTS = { modality: 40, part: 30, words: 20, recent: 10 } as const
/** After this many years half of what counts for being recent is gone. */
const HALF_LIFE_YEARS = 2

const partsOf = (study: ComparedStudy): readonly BodyPart[] =>
  modalitiesOf(study).includes('MG') ? ['breast'] : bodyPartsIn(study.study_description ?? '')

/** From here on an earlier study shows the same: its modality, and a part of the body or the same words. */
export const COMPARABLE = 50

/** 0 to 100: how much a study has to say beside another one. */
export function comparability(current: ComparedStudy, other: ComparedStudy): number {
  const [own, theirs] = [modalitiesOf(current), modalitiesOf(other)]
  const modality = own.some((code) => theirs.includes(code)) ? 1 : 0
  const [ownParts, theirParts] = [partsOf(current), partsOf(other)]
  // Where neither says what it shows, they may well show the same.
  const part = ownParts.length + theirParts.length === 0 ? 0.5 : sharedParts(ownParts, theirParts)
  const years = yearsBetween(current.study_date, other.study_date)
  return (
    WEIGHTS.modality * modality +
    WEIGHTS.part * part +
    WEIGHTS.words * sharedWords(current.study_description, other.study_description) +
    WEIGHTS.recent * (years === undefined ? 0 : 0.5 ** (years / HALF_LIFE_YEARS))
  )
}

export interface Prior<S extends ComparedStudy = StudyRecord> {
  readonly study: S
  /** "PRIOR n": from 1, newest first. */
  readonly number: number
  readonly score: number
  /** Of the same patient and not later; what is only opened beside the study is not compared with. */
  readonly earlier: boolean
}

/** The earlier studies of the same patient, newest first. What has no date cannot be called earlier. */
export function priorsOf<S extends ComparedStudy>(current: ComparedStudy, others: readonly S[]): Prior<S>[] {
  const uids = new Set([current.study_uid])
  return others
    .filter((other) => other.image_count > 0 && other.study_date && samePerson(current, other))
    .filter((other) => !current.study_date || momentKey(other) <= momentKey(current))
    .sort((one, other) => (momentKey(one) < momentKey(other) ? 1 : -1))
    .filter(({ study_uid }) => {
      // The same images may be seen through two places.
      if (uids.has(study_uid)) return false
      uids.add(study_uid)
      return true
    })
    .map((study, index) => ({
      study,
      number: index + 1,
      score: comparability(current, study),
      earlier: true,
    }))
}

/** The earlier studies, and after them what is opened beside the study without being one of them. */
export function withBeside<S extends ComparedStudy>(
  current: ComparedStudy,
  priors: readonly Prior<S>[],
  beside: readonly S[],
): Prior<S>[] {
  const known = new Set([current.study_uid, ...priors.map(({ study }) => study.study_uid)])
  const others = beside.filter(({ study_uid }) => !known.has(study_uid))
  return [
    ...priors,
    ...others.map((study, index) => ({
      study,
      number: priors.length + index + 1,
      score: 0,
      earlier: false,
    })),
  ]
}

/** Best to compare with first. */
export const byScore = <S extends ComparedStudy>(priors: readonly Prior<S>[]): Prior<S>[] =>
  [...priors].sort((one, other) => other.score - one.score || one.number - other.number)
