import { bytesOf } from '../../data/bulkData.ts'
import { type Dataset, numberOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'

/** The document inside an object, without the byte that makes its length even (PS3.3 C.24.2). */
export async function documentBytes(dataset: Dataset, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await bytesOf(dataset[ObjectTag.EncapsulatedDocument], signal)
  const length = numberOf(dataset, ObjectTag.EncapsulatedDocumentLength)
  return length !== undefined && length > 0 && length < bytes.length ? bytes.slice(0, length) : bytes
}
