import { z } from 'zod'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { DicomRefusal } from '../../dicom/refusal.ts'
import { dataSetOfXml } from '../../dicom/xml-model.ts'
import { DicomwebFailure } from './failure.ts'

/** Data sets in the body of a request: DICOM JSON, or the Native DICOM Model in XML (PS3.18 §8.7.1). */

const MOST_METADATA = 64 * 1024 * 1024

const METADATA = ['application/dicom+json', 'application/json', 'application/dicom+xml']

/** Is this a media type of data sets without bulk data? */
export const isDataSetType = (type: string): boolean => METADATA.includes(type)

const jsonValue: z.ZodType<JsonDataSet> = z.lazy(() =>
  z.record(
    z.string(),
    z.object({
      vr: z.string(),
      Value: z
        .array(
          z.union([
            z.string(),
            z.number(),
            z.null(),
            z
              .object({
                Alphabetic: z.string().optional(),
                Ideographic: z.string().optional(),
                Phonetic: z.string().optional(),
              })
              .strict(),
            jsonValue,
          ]),
        )
        .optional(),
      BulkDataURI: z.string().optional(),
      InlineBinary: z.string().optional(),
    }),
  ),
)
const jsonBody = z.union([z.array(jsonValue), jsonValue.transform((set) => [set])])

/** 400 for what is neither. */
export function dataSetsOf(text: string, type: string): JsonDataSet[] {
  if (type === 'application/dicom+xml') {
    try {
      return [dataSetOfXml(text)]
    } catch (error) {
      throw error instanceof DicomRefusal ? new DicomwebFailure(400, error.message) : error
    }
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DicomwebFailure(400, 'The metadata is no JSON')
  }
  const parsed = jsonBody.safeParse(value)
  if (!parsed.success) throw new DicomwebFailure(400, 'The metadata is no DICOM JSON')
  return parsed.data
}

/** 413 beyond 64 MiB. */
export async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_METADATA) throw new DicomwebFailure(413, 'The metadata is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
