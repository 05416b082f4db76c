import { z } from 'zod'
import { fetchSigned } from '#web/api/fetch.ts'
import { ConnectionError } from '#web/api/refusal.ts'

const schema = z.object({
  series: z.array(z.object({ images: z.array(z.object({ id: z.string(), version: z.string() })) })),
})

/** Where the storage API lists the images of a study with their versions. */
export const schemaUrl = (study: {
  storage_namespace: string
  study_uid: string
  phi_namespace: string
}): string =>
  `/api/v3/storage/study/${study.storage_namespace}/${study.study_uid}/schema?phi_namespace=${study.phi_namespace}`

/** The version of an image as the storage API names it; undefined when the study no longer has the image. */
export async function imageVersion(url: string, SOPInstanceUID: string): Promise<string | undefined> {
  const response = await fetchSigned(url)
  if (response.status >= 500) throw new ConnectionError(url, response.status)
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`)
  const { series } = schema.parse(await response.json())
  return series.flatMap(({ images }) => images).find(({ id }) => id === SOPInstanceUID)?.version
}
