import type { FastifyReply } from 'fastify'
import { sql } from 'kysely'
import { inScope } from '../../access/study.ts'
import { preparedRows } from '../../db/image-query.ts'
import { type DicomwebCall, scopeOf } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { retrieveInstances } from './instances.ts'

/** PostDICOM's paths to a series and an instance, which leave the UIDs above them out. */

interface Uids {
  study_uid: string
  series_uid: string
}

/** `/studies/series/{SeriesInstanceUID}` and `/studies/series/instances/{SOPInstanceUID}` as the standard has them. */
export async function retrieveWithoutStudy(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { series, instance } = call.params
  const rows = await preparedRows(
    call.services,
    sql<Uids>`
    select s.study_uid, e.series_uid
    from study r join stored_study s on s.storage_namespace = r.storage_namespace and s.study_uid = r.study_uid
    join stored_series e on e.stored_study_id = s.id
    where ${inScope(await scopeOf(call), 'r')} and e.instance_count > 0
      ${series === undefined ? sql`` : sql`and e.series_uid = ${series}`}
      ${
        instance === undefined
          ? sql``
          : sql`and exists (select from stored_instance i
            where i.stored_series_id = e.id and i.sop_instance_uid = ${instance} and i.current)`
      }
    order by r.created desc limit 1`,
  )
  const [found] = rows
  if (!found) throw new DicomwebFailure(404, 'There is no such object')
  const params = { ...call.params, study: found.study_uid, series: found.series_uid }
  return retrieveInstances({ ...call, params }, reply)
}
