import { z } from 'zod'
import { fetchSigned } from '#web/api/fetch.ts'
import { ConnectionError } from '#web/api/refusal.ts'
import type { Dataset } from '../../data/dicomJson.ts'
import type { StudyAddress } from '../../data/url.ts'

const failureReason = z.object({
  '00081198': z.object({ Value: z.array(z.record(z.string(), z.unknown())) }).optional(),
})

/** The server did not take the object in. */
class NotStored extends Error {
  constructor(http: number) {
    super(`the object was not stored: HTTP ${http}`)
    this.name = 'NotStored'
  }
}

/** Brings a made object into its study by the door that every image comes through (STOW-RS, PS3.18 §10.5). */
export async function storeObject({ root, StudyInstanceUID }: StudyAddress, dataset: Dataset): Promise<void> {
  const url = `${root}/studies/${StudyInstanceUID}`
  const response = await fetchSigned(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/dicom+json', Accept: 'application/dicom+json' },
    body: JSON.stringify([dataset]),
  })
  if (response.status >= 500) throw new ConnectionError(url, response.status)
  if (!response.ok) throw new NotStored(response.status)
  const answer = failureReason.safeParse(await response.json().catch(() => ({})))
  if (answer.data?.['00081198']?.Value.length) throw new NotStored(response.status)
}
