import { sql } from 'kysely'
import { type SystemMailRecord, systemMailGet, systemMailList } from '#contract/system.ts'
import { requireSysadminOrSupport } from '../../access/account.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'

const CREATED = column('datetime', 'm.created')
const map = {
  columns: {
    uuid: column('uuid', 'm.uuid'),
    recipient: column('citext', 'm.recipient'),
    subject: column('citext', 'm.subject'),
    created: CREATED,
    sent: column('datetime', 'm.sent'),
  },
}
const SELECT = sql`m.uuid, m.recipient, m.subject, a.name::text as account_name, m.created, m.sent, m.error`
const FROM = sql`mail m left join account a on a.uuid = m.account_id`

export const list = handle(systemMailList, async ({ params, raw, actor, services: { db } }) => {
  requireSysadminOrSupport(actor)
  const { rows, page } = await listRows<SystemMailRecord>({
    db,
    actor,
    raw,
    map,
    select: SELECT,
    from: FROM,
    where: params.unsent === 1 ? sql`m.sent is null` : sql`true`,
    unique: sql`m.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  return { page, mails: rows }
})

export const get = handle(systemMailGet, async ({ params, actor, services, refuse }) => {
  const { db, configuration } = services
  requireSysadminOrSupport(actor)
  // Where no mail leaves, whoever runs the server hands it on.
  const handsOn = actor.sysadmin && configuration.smtp_url === undefined
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<SystemMailRecord & { body_text: string; account_id: string | null }>`
      select ${SELECT}, ${handsOn ? sql`m.body_text` : sql`m.body_masked as body_text`}, m.account_id from ${FROM} where m.uuid = ${params.uuid}`.execute(
      tx,
    )
    const [found] = rows
    if (!found) throw refuse('NOT_FOUND')
    const { account_id, ...mail } = found
    await recordAudit(tx, actor, {
      uuid: mail.uuid,
      type: 'Mail',
      action: 'VIEW',
      what: mail.recipient,
      account_id,
    })
    return mail
  })
})
