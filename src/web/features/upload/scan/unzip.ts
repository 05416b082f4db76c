import { Unzip, UnzipInflate } from 'fflate'
import { isLitter, safePath } from './path.ts'

/** Sizes beyond which an archive is not unpacked in the browser. */
const LARGEST_ENTRY = 2 ** 31
const LARGEST_ALL = 2 ** 33

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04

/**
 * Unpacks an archive as it is read, one file after another; the paths are made safe and what systems leave behind is
 * skipped. Throws when the archive is damaged or grows beyond what a browser should unpack.
 */
export async function unzipFiles(
  archive: File,
  path: string,
  onFile: (path: string, file: File) => Promise<void>,
): Promise<void> {
  const ready: { name: string; file: File }[] = []
  let failure: Error | undefined
  let total = 0
  const unzip = new Unzip((entry) => {
    const name = safePath(entry.name)
    if (name === '' || entry.name.endsWith('/') || isLitter(name)) return
    const chunks: Uint8Array<ArrayBuffer>[] = []
    let size = 0
    entry.ondata = (error, chunk, final) => {
      if (error) failure = error
      size += chunk?.length ?? 0
      total += chunk?.length ?? 0
      if (size > LARGEST_ENTRY || total > LARGEST_ALL) failure = new Error('The archive is too large')
      if (failure) return entry.terminate()
      chunks.push(new Uint8Array(chunk))
      if (final) ready.push({ name, file: new File(chunks, name.split('/').at(-1) ?? name) })
    }
    entry.start()
  })
  unzip.register(UnzipInflate)

  const hand = async () => {
    for (const { name, file } of ready.splice(0)) await onFile(`${path}/${name}`, file)
  }
  for await (const chunk of archive.stream()) {
    unzip.push(chunk)
    if (failure) throw failure
    await hand()
  }
  unzip.push(new Uint8Array(0), true)
  if (failure) throw failure
  await hand()
}
