import { fetchSigned } from '#web/api/fetch.ts'
import { type Dataset, datasetsOf, numberOf, textOf } from './dicomJson.ts'
import { Tag } from './tag.ts'
import { type StudyAddress, seriesUrl } from './url.ts'

/** A series as a search answers it, before its metadata. */
export interface SeriesSummary {
  readonly SeriesInstanceUID: string
  readonly SeriesNumber: number | undefined
  readonly SeriesDescription: string
  readonly Modality: string
  readonly instances: number
}

/** An answer that is no data: `http` tells a study that is not there from a server that is not. */
export class DicomwebError extends Error {
  readonly http: number

  constructor(url: string, http: number) {
    super(`${url}: HTTP ${http}`)
    this.name = 'DicomwebError'
    this.http = http
  }
}

async function dicomJson(url: string, signal: AbortSignal): Promise<Dataset[]> {
  const response = await fetchSigned(url, { signal, headers: { Accept: 'application/dicom+json' } })
  if (response.status === 204) return []
  if (!response.ok) throw new DicomwebError(url, response.status)
  return datasetsOf(await response.json())
}

const byNumber = (one: SeriesSummary, other: SeriesSummary) =>
  (one.SeriesNumber ?? Number.MAX_SAFE_INTEGER) - (other.SeriesNumber ?? Number.MAX_SAFE_INTEGER) ||
  one.SeriesInstanceUID.localeCompare(other.SeriesInstanceUID, 'en', { numeric: true })

/** The series of a study in their order (QIDO-RS, PS3.18 §10.6). */
export async function fetchSeriesList(
  { root, StudyInstanceUID }: StudyAddress,
  signal: AbortSignal,
): Promise<SeriesSummary[]> {
  const found = await dicomJson(
    `${root}/studies/${StudyInstanceUID}/series?includefield=${Tag.SeriesDescription}&includefield=${Tag.NumberOfSeriesRelatedInstances}`,
    signal,
  )
  return found
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
    .sort(byNumber)
}

/** The metadata of a series' instances (WADO-RS, PS3.18 §10.4.1.1.2). */
export const fetchSeriesMetadata = (
  address: StudyAddress,
  SeriesInstanceUID: string,
  signal: AbortSignal,
): Promise<Dataset[]> => dicomJson(`${seriesUrl(address, SeriesInstanceUID)}/metadata`, signal)

export const thumbnailUrl = (address: StudyAddress, SeriesInstanceUID: string): string =>
  `${seriesUrl(address, SeriesInstanceUID)}/thumbnail`
