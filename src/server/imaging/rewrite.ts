import { readHeader } from '../dicom/instance.ts'
import type { Rewriting } from '../dicom/rewriting.ts'
import { explicitDataSet, explicitHead, explicitMeta } from '../dicom/write.ts'
import type { Services } from '../services.ts'
import { anonymizedFile } from './anonymized-file.ts'
import type { StoredInstance } from './stored-study.ts'
import { nativeFile } from './transcode.ts'

const UNDEFINED_LENGTH = 0xffffffff

/**
 * The instance as a file in which UIDs or attributes have changed. Compressed pixels are passed on as they are stored,
 * byte by byte; what is not compressed comes out in Explicit VR Little Endian.
 */
export function rewriteInstance(
  services: Services,
  instance: StoredInstance,
  rewriting: Rewriting,
): AsyncGenerator<Buffer> {
  const file = rewritten(services, instance, rewriting)
  return instance.anonymization ? anonymizedFile(file, instance.anonymization) : file
}

async function* rewritten(
  services: Services,
  instance: StoredInstance,
  rewriting: Rewriting,
): AsyncGenerator<Buffer> {
  const header = await readHeader(instance.size, (range) => services.objects.read(instance.hash, range))
  const { transferSyntax, pixelData } = header
  if (!transferSyntax.encapsulated || !pixelData) {
    yield* nativeFile(services, instance, header, rewriting)
    return
  }
  yield explicitMeta(header, transferSyntax.uid, rewriting)
  yield explicitDataSet(header.dataSet, header.bytes, false, undefined, rewriting)
  yield explicitHead(
    pixelData.tag,
    pixelData.vr,
    pixelData.undefinedLength ? UNDEFINED_LENGTH : pixelData.length,
  )
  yield* services.objects.stream(instance.hash, {
    start: pixelData.offset,
    end: pixelData.offset + pixelData.length,
  })
}
