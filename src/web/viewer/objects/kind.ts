import { type Dataset, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'

/** What an object that is no picture is shown as. */
export type ObjectKind =
  | 'report'
  | 'keyObjects'
  | 'presentation'
  | 'pdf'
  | 'cda'
  | 'video'
  | 'waveform'
  | 'segmentation'
  | 'structures'
  | 'dose'
  | 'other'

const STORAGE = '1.2.840.10008.5.1.4.1.1.'

const CLASSES: Readonly<Record<string, ObjectKind>> = {
  '88.59': 'keyObjects',
  '104.1': 'pdf',
  '104.2': 'cda',
  '66.4': 'segmentation',
  '66.7': 'segmentation',
  '481.2': 'dose',
  '481.3': 'structures',
}

/** MPEG2, MPEG-4, HEVC: a film in one piece, which has no frames to fetch (PS3.5 A.4.5 to A.4.9). */
const FILM = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8]/

export const isFilm = (dataset: Dataset): boolean =>
  FILM.test(textOf(dataset, Tag.AvailableTransferSyntaxUID) ?? '')

/** By SOP class (PS3.4 B.5) and, for films, by the transfer syntax. */
export function kindOf(dataset: Dataset): ObjectKind {
  if (isFilm(dataset)) return 'video'
  const uid = textOf(dataset, Tag.SOPClassUID) ?? ''
  if (!uid.startsWith(STORAGE)) return 'other'
  const own = uid.slice(STORAGE.length)
  const named = CLASSES[own]
  if (named) return named
  if (own.startsWith('88.')) return 'report'
  if (own.startsWith('11.')) return 'presentation'
  return own.startsWith('9.') ? 'waveform' : 'other'
}

/** Kinds that lie over pictures instead of standing beside them. */
export const isLayer = (kind: ObjectKind): boolean =>
  kind === 'segmentation' || kind === 'structures' || kind === 'dose' || kind === 'presentation'
