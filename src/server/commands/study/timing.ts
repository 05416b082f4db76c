import { sql } from 'kysely'
import { studyTimingEvent, studyTimingLog } from '#contract/study/timing.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { findStudy } from '../../access/study.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'

const LONGEST_EVENT = 500

/** Written while a study is on its way: its record may not be there yet, so the namespace is asked for. */
export const event = handle(studyTimingEvent, async ({ params, actor, services: { db } }) => {
  const access = await requireNamespace(db, actor, params.storage_namespace, 'study_upload')
  await db
    .insertInto('study_timing')
    .values({
      account_id: access.account_id,
      storage_namespace: params.storage_namespace,
      study_uid: params.study_uid.slice(0, 64),
      event: params.event.slice(0, LONGEST_EVENT),
      size: params.size ?? null,
      user_id: actor.user_id,
    })
    .execute()
  return {}
})

const CREATED = column('datetime', 't.created')
const columns = { created: CREATED, event: column('citext', 't.event'), size: column('integer', 't.size') }

interface Row {
  created: string
  event: string
  size: number | null
  node_id: null
  node_name: null
}

export const log = handle(studyTimingLog, async ({ params, raw, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'study_timing_view')
  const { rows, page } = await listRows<Row>({
    db,
    actor,
    raw,
    map: { columns },
    select: sql`t.created, t.event, t.size, null as node_id, null as node_name`,
    from: sql`study_timing t`,
    where: sql`t.storage_namespace = ${study.storage_namespace} and t.study_uid = ${study.study_uid}`,
    unique: sql`t.id`,
    defaultSort: [{ column: CREATED, direction: 'asc' }],
  })
  return { page, events: rows }
})
