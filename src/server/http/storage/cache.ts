import type { FastifyReply } from 'fastify'
import { sql } from 'kysely'
import { filledStudyOfCall, type StorageCall } from './call.ts'

/**
 * `DELETE .../cache`: what was gathered of a study's series for faster answers is gathered anew. The revision of each
 * series tells every process that what it remembers is old.
 */
export async function clearCache(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await filledStudyOfCall(call)
  await call.services.db.transaction().execute(async (tx) => {
    await sql`delete from stored_series_metadata where stored_series_id in
      (select id from stored_series where stored_study_id = ${study.id})`.execute(tx)
    await sql`update stored_series set revision = revision + 1 where stored_study_id = ${study.id}`.execute(
      tx,
    )
  })
  return reply.code(202).header('cache-control', 'no-store').send()
}
