import { fetchSigned } from '#web/api/fetch.ts'
import { type Dataset, datasetsOf } from './dicomJson.ts'
import { DICOM_JSON, metadataUrl, type SeriesSummary, seriesListUrl, summariesOf } from './series.ts'
import { type StudyAddress, seriesUrl } from './url.ts'

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
  const response = await fetchSigned(url, { signal, headers: DICOM_JSON })
  if (response.status === 204) return []
  if (!response.ok) throw new DicomwebError(url, response.status)
  return datasetsOf(await response.json())
}

/** The series of a study in their order (QIDO-RS, PS3.18 §10.6). */
export const fetchSeriesList = async (address: StudyAddress, signal: AbortSignal): Promise<SeriesSummary[]> =>
  summariesOf(await dicomJson(seriesListUrl(address), signal))

/** The metadata of a series' instances (WADO-RS, PS3.18 §10.4.1.1.2). */
export const fetchSeriesMetadata = (
  address: StudyAddress,
  SeriesInstanceUID: string,
  signal: AbortSignal,
): Promise<Dataset[]> => dicomJson(metadataUrl(address, SeriesInstanceUID), signal)

export const thumbnailUrl = (address: StudyAddress, SeriesInstanceUID: string): string =>
  `${seriesUrl(address, SeriesInstanceUID)}/thumbnail`
