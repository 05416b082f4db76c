import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { StudyRecord } from '#contract/study/record.ts'
import { fetchSigned } from './fetch.ts'
import { ConnectionError } from './refusal.ts'

type Attribute = { Value?: unknown[] }
const dicomJson = z.array(z.record(z.string(), z.object({ Value: z.array(z.unknown()).optional() }).loose()))

/** A series as QIDO-RS answers it (PS3.18 §10.6.1). */
export interface SeriesSummary {
  SeriesInstanceUID: string
  Modality: string
  SeriesDescription: string
  SeriesNumber: number | undefined
  NumberOfSeriesRelatedInstances: number | undefined
}

const first = (attribute: Attribute | undefined) => attribute?.Value?.[0]
const textOf = (attribute: Attribute | undefined) => {
  const value = first(attribute)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
const numberOf = (attribute: Attribute | undefined) => {
  const text = textOf(attribute)
  return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
}

const studyRoot = ({ phi_namespace, study_uid }: StudyRecord) =>
  `/dicomweb/namespaces/${phi_namespace}/studies/${study_uid}`

/** An image that stands for its series. */
export interface KeyPicture {
  readonly instance_uid: string
  readonly frame_number: number
}

/** The picture of a series: a key image of it where somebody has chosen one, otherwise what the server shows. */
export const thumbnailUrl = (study: StudyRecord, SeriesInstanceUID: string, key?: KeyPicture) => {
  const series = `${studyRoot(study)}/series/${SeriesInstanceUID}`
  return key
    ? `${series}/instances/${key.instance_uid}/frames/${key.frame_number}/thumbnail`
    : `${series}/thumbnail`
}

/** The series of a study, by their number. */
export const seriesOf = (study: StudyRecord) =>
  queryOptions({
    queryKey: ['series', study.phi_namespace, study.study_uid, study.updated],
    async queryFn({ signal }): Promise<SeriesSummary[]> {
      const url = `${studyRoot(study)}/series?includefield=0008103E&includefield=00201209`
      const response = await fetchSigned(url, { signal, headers: { Accept: 'application/dicom+json' } })
      if (response.status === 204) return []
      if (!response.ok) throw new ConnectionError(url, response.status)
      const sets = dicomJson.parse(await response.json())
      return sets
        .map((set) => ({
          SeriesInstanceUID: textOf(set['0020000E']),
          Modality: textOf(set['00080060']),
          SeriesDescription: textOf(set['0008103E']),
          SeriesNumber: numberOf(set['00200011']),
          NumberOfSeriesRelatedInstances: numberOf(set['00201209']),
        }))
        .sort((a, b) => (a.SeriesNumber ?? 0) - (b.SeriesNumber ?? 0))
    },
  })
