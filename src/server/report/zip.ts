import { Readable } from 'node:stream'
import { ZipArchive } from 'archiver'
import { sendMail } from '../mail/outbox.ts'
import type { Services } from '../services.ts'

/** Zips a file as it is written, keeps it in the object store and marks the report as done. */
export async function saveReport(
  services: Services,
  report_id: string,
  file_name: string,
  content: AsyncIterable<string>,
  /** Sends it as well. */
  mail?: { to: readonly string[]; account_id: string | null; by: string },
): Promise<void> {
  const { db, objects } = services
  try {
    const archive = new ZipArchive({ zlib: { level: 6 } })
    archive.append(Readable.from(content), { name: file_name })
    const finished = archive.finalize()
    const staged = await objects.stage(archive)
    await finished
    await staged.commit()
    const zip_name = file_name.replace(/\.\w+$/, '.zip')
    await db.transaction().execute(async (tx) => {
      await tx
        .updateTable('report')
        .set({ percent: 100, object_key: staged.hash, file_name: zip_name })
        .where('uuid', '=', report_id)
        .execute()
      if (!mail) return
      const attachments = [{ filename: zip_name, mime_type: 'application/zip', hash: staged.hash }]
      await sendMail(tx, { ...mail, wording: 'report', attachments })
    })
  } catch (error) {
    await db
      .updateTable('report')
      .set({ error: error instanceof Error ? error.message : 'unknown' })
      .where('uuid', '=', report_id)
      .execute()
    throw error
  }
}
