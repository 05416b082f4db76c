import { readHeader } from '../dicom/instance.ts'
import { encodeFile } from '../dicom/json-encode.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { wholeJson } from '../dicom/whole-json.ts'

/**
 * A file with another data set, in UTF-8. Its first two pieces are its meta information and its data set in Explicit VR
 * Little Endian without pixels, as `rewriteInstance` and `transcodeInstance` make them; the rest is passed on.
 */
export async function* changedFile(
  pieces: AsyncGenerator<Buffer>,
  change: (set: JsonDataSet) => JsonDataSet,
): AsyncGenerator<Buffer> {
  const meta = await pieces.next()
  const dataSet = await pieces.next()
  if (meta.done || dataSet.done) throw new Error('a file ended before its data set')
  const head = Buffer.concat([meta.value, dataSet.value])
  const header = await readHeader(head.length, async ({ start, end }) => head.subarray(start, end))
  const set = change(wholeJson(header))
  for await (const piece of encodeFile(set, { transferSyntaxUID: header.transferSyntax.uid }))
    yield Buffer.from(piece)
  yield* pieces
}
