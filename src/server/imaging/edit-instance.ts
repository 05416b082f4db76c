import { anonymizedJson } from '../dicom/anonymization.ts'
import { readHeader } from '../dicom/instance.ts'
import { encodeFile } from '../dicom/json-encode.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { EXPLICIT_LE } from '../dicom/transfer-syntax.ts'
import { wholeJson } from '../dicom/whole-json.ts'
import type { Services } from '../services.ts'
import type { StoredInstance } from './stored-study.ts'
import { canTranscode, transcodeInstance } from './transcode.ts'

/**
 * The instance with another data set, made of its own. Text comes out in UTF-8, pixels as they are stored. Refuses
 * objects whose data set cannot be carried over whole.
 */
export async function editedInstance(
  services: Services,
  instance: StoredInstance,
  change: (set: JsonDataSet) => JsonDataSet,
): Promise<AsyncIterable<Uint8Array>> {
  const header = await readHeader(instance.size, (range) => services.objects.read(instance.hash, range))
  const set = change(anonymizedJson(wholeJson(header), instance.anonymization ?? []))
  const { pixelData, transferSyntax, bytes, file, encoding } = header
  if (!pixelData) return encodeFile(set)
  const inFile = bytes === file
  const { vr, offset, length } = pixelData
  const source = inFile
    ? services.objects.stream(instance.hash, { start: offset, end: offset + length })
    : [bytes.subarray(offset, offset + length)]
  if (transferSyntax.encapsulated)
    return encodeFile(set, {
      transferSyntaxUID: transferSyntax.uid,
      pixels: { vr, length, encapsulated: true, asItems: true, source },
    })
  if (!encoding.bigEndian)
    return encodeFile(set, { pixels: { vr: vr === 'OB' ? 'OB' : 'OW', length, encapsulated: false, source } })
  return bigEndian(services, instance, set)
}

/** Pixels of big endian files are turned round on their way through the transcoder; its data set is not used. */
async function bigEndian(
  services: Services,
  instance: StoredInstance,
  set: JsonDataSet,
): Promise<AsyncIterable<Uint8Array>> {
  if (!canTranscode(instance, EXPLICIT_LE)) throw new DicomRefusal('UNDECODABLE', 'It cannot be written anew')
  const chunks: Buffer[] = []
  for await (const chunk of transcodeInstance(services, instance, EXPLICIT_LE)) chunks.push(chunk)
  const file = Buffer.concat(chunks)
  const header = await readHeader(file.length, async ({ start, end }) => file.subarray(start, end))
  if (!header.pixelData) return encodeFile(set)
  const { vr, offset, length } = header.pixelData
  return encodeFile(set, {
    pixels: { vr, length, encapsulated: false, source: [file.subarray(offset, offset + length)] },
  })
}
