import { type Kysely, sql } from 'kysely'
import { auditObject } from '#contract/audit.ts'
import { accountAccess } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { reachOf } from '../../access/guest.ts'
import { mayIn, namespaceAccess } from '../../access/namespaces.ts'
import { studyAccess } from '../../access/study.ts'
import {
  type AuditRow,
  auditColumns,
  auditSelect,
  ID,
  nameCustomfields,
  presentEvent,
} from '../../audit/object_events.ts'
import { ofSubject, startAuditReport } from '../../audit/subject.ts'
import { handle } from '../../command.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'

/**
 * Who may read the history of an object: whoever may audit the namespace or the account that its rows belong to, and
 * everybody their own. Objects without history, or of strangers, are not found.
 */
async function requireAuditable(db: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const row = await db
    .selectFrom('audit')
    .select(['account_id', 'namespace_id'])
    .where('uuid', '=', uuid)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (!row) throw new Refusal('NOT_FOUND')
  if (uuid === actor.user_id || standsAboveRoles(actor)) return
  if (actor.guest) {
    const study = (await reachOf(db, actor)).studies.get(uuid)
    if (!study) throw new Refusal('NOT_FOUND')
    if (!mayIn(actor, study, 'audit_view')) throw new Refusal('NOT_PERMITTED')
    return
  }
  await requireUnfiltered(db, actor, uuid)
  const access =
    (row.namespace_id ? await namespaceAccess(db, actor, row.namespace_id) : undefined) ??
    (row.account_id ? await accountAccess(db, actor, row.account_id) : undefined)
  if (!access) throw new Refusal('NOT_FOUND')
  if (!mayIn(actor, access, 'audit_view')) throw new Refusal('NOT_PERMITTED')
}

/** A study that an access filter hides has no history either. */
async function requireUnfiltered(db: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const study = await db.selectFrom('study').selectAll().where('uuid', '=', uuid).executeTakeFirst()
  if (!study) return
  const held = await namespaceAccess(db, actor, study.phi_namespace)
  const account = study.account_id ? await accountAccess(db, actor, study.account_id) : undefined
  if ((held?.masks || (!held && account?.masks)) && !(await studyAccess(db, actor, study)))
    throw new Refusal('NOT_FOUND')
}

export default handle(auditObject, async ({ params, raw, actor, services: { db } }) => {
  await requireAuditable(db, actor, params.uuid)
  if (params.download === 1)
    return { report_id: await startAuditReport(db, actor, { uuid: params.uuid }, raw) }
  const { rows, page } = await listRows<AuditRow>({
    db,
    actor,
    raw,
    map: auditColumns,
    select: auditSelect,
    from: sql`audit a`,
    where: ofSubject({ uuid: params.uuid }),
    unique: sql`a.id`,
    defaultSort: [{ column: ID, direction: params.reverse === 1 ? 'asc' : 'desc' }],
  })
  const events = rows.map(presentEvent)
  return { page, events: params.customfield_detail === 1 ? await nameCustomfields(db, events) : events }
})
