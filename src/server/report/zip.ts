import { Readable } from 'node:stream'
import { ZipArchive } from 'archiver'
import type { Services } from '../services.ts'

/** Zips a file as it is written, keeps it in the object store and marks the report as done. */
export async function saveReport(
  services: Services,
  report_id: string,
  file_name: string,
  content: AsyncIterable<string>,
): Promise<void> {
  const { db, objects } = services
  try {
    const archive = new ZipArchive({ zlib: { level: 6 } })
    archive.append(Readable.from(content), { name: file_name })
    const finished = archive.finalize()
    const staged = await objects.stage(archive)
    await finished
    await staged.commit()
    await db
      .updateTable('report')
      .set({ percent: 100, object_key: staged.hash, file_name: file_name.replace(/\.\w+$/, '.zip') })
      .where('uuid', '=', report_id)
      .execute()
  } catch (error) {
    await db
      .updateTable('report')
      .set({ error: error instanceof Error ? error.message : 'unknown' })
      .where('uuid', '=', report_id)
      .execute()
    throw error
  }
}
