import { type Kysely, sql } from 'kysely'
import { auditAccount, auditDeleted, auditUser } from '#contract/audit.ts'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import { requireAccount } from '../../access/account.ts'
import {
  type AuditEvent,
  type AuditRow,
  auditColumns,
  auditSelect,
  ID,
  presentEvent,
} from '../../audit/object_events.ts'
import { type AuditSubject, ofSubject, startAuditReport } from '../../audit/subject.ts'
import { type Call, handle } from '../../command.ts'
import { pageOf, readPage } from '../../db/list/page.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'

type AuditCall = Call<typeof auditUser> | Call<typeof auditAccount>

async function eventsOf({ params, raw, actor, services: { db } }: AuditCall, subject: AuditSubject) {
  const { rows, page } = await listRows<AuditRow>({
    db,
    actor,
    raw,
    map: auditColumns,
    select: auditSelect,
    from: sql`audit a`,
    where: ofSubject(subject),
    unique: sql`a.id`,
    defaultSort: [{ column: ID, direction: params.reverse === 1 ? 'asc' : 'desc' }],
  })
  return { page, events: rows.map(presentEvent) }
}

export const account = handle(auditAccount, async (call) => {
  const { params, raw, actor, services } = call
  await requireAccount(services.db, actor, params.account_id, ['audit_view'])
  const subject = { account_id: params.account_id }
  if (params.download === 1) return { report_id: await startAuditReport(services.db, actor, subject, raw) }
  return eventsOf(call, subject)
})

/** The wanted fields of the studies that events are about, read once for all of them. */
async function withStudies(
  db: Kysely<Database>,
  account_id: string,
  events: readonly AuditEvent[],
  wanted: readonly string[],
) {
  const fields = STUDY_ATTRIBUTE_NAMES.filter((name) => wanted.includes(name))
  const ids = [...new Set(events.filter((event) => event.type === 'Study').map((event) => event.uuid))]
  if (fields.length === 0 || ids.length === 0) return [...events]
  const rows = await db
    .selectFrom('study')
    .select(['uuid', ...fields])
    .where('uuid', 'in', ids)
    .where('account_id', '=', account_id)
    .execute()
  const studies = new Map(rows.map(({ uuid, ...study }) => [uuid, study]))
  return events.map((event) => {
    const study = event.type === 'Study' ? studies.get(event.uuid) : undefined
    return study ? { ...event, study } : event
  })
}

export const user = handle(auditUser, async (call) => {
  const { params, raw, actor, services, refuse } = call
  const { db } = services
  const { account_id, user_id } = params
  await requireAccount(db, actor, account_id, ['audit_view'])
  const { rows } = await sql`
    select from user_account where account_id = ${account_id} and user_id = ${user_id}
    union all (select from audit where account_id = ${account_id} and user_id = ${user_id} limit 1)`.execute(
    db,
  )
  // A former member has left traces; a stranger is not found.
  if (rows.length === 0) throw refuse('NOT_FOUND')
  const subject = { account_id, user_id }
  if (params.download === 1) return { report_id: await startAuditReport(db, actor, subject, raw) }
  const { page, events } = await eventsOf(call, subject)
  return { page, events: await withStudies(db, account_id, events, (params.study_fields ?? []).map(String)) }
})

interface DeletedRow {
  uuid: string
  who: string | null
  proxy: string | null
  when: string
  client_address: string | null
  sid: string | null
}

export const deleted = handle(auditDeleted, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['audit_view'])
  const page = readPage(raw)
  const { rows } = await sql<DeletedRow>`
    select a.uuid, a.who, a.proxy, a."when", a.client_address, a.sid_md5 as sid from audit a
    where a.account_id = ${params.account_id} and a.type = ${params.type} and a.action = 'DELETED'
    order by a.id desc offset ${page.offset} limit ${page.rows + 1}`.execute(db)
  const cut = pageOf(page, rows)
  return { page: cut.page, objects: cut.rows }
})
