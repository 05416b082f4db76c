import { anonymizedJson } from '../dicom/anonymization.ts'
import { readHeader } from '../dicom/instance.ts'
import type { Header } from '../dicom/part10.ts'
import type { Rewriting } from '../dicom/rewriting.ts'
import { explicitDataSet, explicitHead, explicitMeta } from '../dicom/write.ts'
import type { Services } from '../services.ts'
import { changedFile } from './changed-file.ts'
import type { StoredInstance } from './stored-study.ts'
import { type FileSource, nativeFile, storedFile } from './transcode.ts'

const UNDEFINED_LENGTH = 0xffffffff

/** A stored instance as a file in which UIDs or attributes have changed, as `rewriteFile` makes it. */
export function rewriteInstance(
  services: Services,
  instance: StoredInstance,
  rewriting: Rewriting,
): AsyncGenerator<Buffer> {
  const file = rewritten(services, instance, rewriting)
  const { anonymization } = instance
  return anonymization ? changedFile(file, (set) => anonymizedJson(set, anonymization)) : file
}

async function* rewritten(
  services: Services,
  instance: StoredInstance,
  rewriting: Rewriting,
): AsyncGenerator<Buffer> {
  const source = storedFile(services, instance)
  yield* rewriteFile(await readHeader(instance.size, source.read), source, rewriting)
}

/**
 * A file in which UIDs or attributes have changed. Compressed pixels are passed on as they are, byte by byte; what is
 * not compressed comes out in Explicit VR Little Endian.
 */
export async function* rewriteFile(
  header: Header,
  source: FileSource,
  rewriting: Rewriting,
): AsyncGenerator<Buffer> {
  const { transferSyntax, pixelData } = header
  if (!transferSyntax.encapsulated || !pixelData) {
    yield* nativeFile(header, source, rewriting)
    return
  }
  yield explicitMeta(header, transferSyntax.uid, rewriting)
  yield explicitDataSet(header.dataSet, header.bytes, false, undefined, rewriting)
  yield explicitHead(
    pixelData.tag,
    pixelData.vr,
    pixelData.undefinedLength ? UNDEFINED_LENGTH : pixelData.length,
  )
  yield* source.stream({ start: pixelData.offset, end: pixelData.offset + pixelData.length })
}
