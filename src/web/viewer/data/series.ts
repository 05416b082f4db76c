import { bySeriesNumber } from '#contract/study/opening.ts'
import { hasPictures } from '../stacks/modality.ts'
import { type Dataset, numberOf, textOf } from './dicomJson.ts'
import { Tag } from './tag.ts'
import { type StudyAddress, seriesUrl } from './url.ts'

/** What a search tells of the series of a study, and which of them is opened first. Asked for before the viewer is there. */

/** A series as a search answers it, before its metadata. */
export interface SeriesSummary {
  readonly SeriesInstanceUID: string
  readonly SeriesNumber: number | undefined
  readonly SeriesDescription: string
  readonly Modality: string
  readonly instances: number
}

export const DICOM_JSON = { Accept: 'application/dicom+json' }

/** The series of a study (QIDO-RS, PS3.18 §10.6). */
export const seriesListUrl = ({ root, StudyInstanceUID }: StudyAddress): string =>
  `${root}/studies/${StudyInstanceUID}/series?includefield=${Tag.SeriesDescription}&includefield=${Tag.NumberOfSeriesRelatedInstances}`

/** The instances of a series (WADO-RS, PS3.18 §10.4.1.1.2). */
export const metadataUrl = (address: StudyAddress, SeriesInstanceUID: string): string =>
  `${seriesUrl(address, SeriesInstanceUID)}/metadata`

/** The series that a search found, in their order. */
export const summariesOf = (found: readonly Dataset[]): SeriesSummary[] =>
  found
    .flatMap((dataset): SeriesSummary[] => {
      const SeriesInstanceUID = textOf(dataset, Tag.SeriesInstanceUID)
      if (!SeriesInstanceUID) return []
      return [
        {
          SeriesInstanceUID,
          SeriesNumber: numberOf(dataset, Tag.SeriesNumber),
          SeriesDescription: textOf(dataset, Tag.SeriesDescription) ?? '',
          Modality: textOf(dataset, Tag.Modality) ?? '',
          instances: numberOf(dataset, Tag.NumberOfSeriesRelatedInstances) ?? 0,
        },
      ]
    })
    .sort(bySeriesNumber)

/** More pictures than a scout or a dose page has. */
const A_FEW = 3

/** The series to open with, by what a search knows of them: the one that is asked for, or the first worth reading. */
export function opensWith<S extends Pick<SeriesSummary, 'SeriesInstanceUID' | 'Modality' | 'instances'>>(
  series: readonly S[],
  wanted?: string,
): S | undefined {
  const asked = series.find(({ SeriesInstanceUID }) => SeriesInstanceUID === wanted)
  if (asked) return asked
  const pictures = series.filter(({ Modality }) => hasPictures(Modality))
  return pictures.find(({ instances }) => instances > A_FEW) ?? pictures[0] ?? series[0]
}
