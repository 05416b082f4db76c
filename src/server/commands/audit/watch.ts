import { sql } from 'kysely'
import { auditChain, auditFailedlogins, auditLog } from '#contract/audit.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { enqueue } from '../../jobs/queue.ts'
import { accountSettingsOf } from '../../study/change.ts'

const BUCKET = /^[A-Za-z]{4,16}$/
/** Anybody may log: neither much at once, nor much in a minute from one address. */
const MOST_CHARACTERS = 4000
const MOST_A_MINUTE = 60
const NOT_LOGGED = new Set(['sid', 'bucket'])

export const log = handle(auditLog, async ({ params, raw, actor, services: { db }, refuse }) => {
  if (!BUCKET.test(params.bucket)) throw refuse('INVALID_BUCKET')
  let left = MOST_CHARACTERS
  const message: Record<string, string> = {}
  for (const [name, value] of raw) {
    if (NOT_LOGGED.has(name) || left <= 0) continue
    const text = value.replaceAll('\0', '').slice(0, left)
    message[name.replaceAll('\0', '').slice(0, 100)] = text
    left -= text.length + Math.min(100, name.length)
  }
  await sql`
    insert into client_log (bucket, message, user_id, client_address)
    select ${params.bucket}, ${JSON.stringify(message)}::jsonb, ${actor.kind === 'user' ? actor.user_id : null},
      ${actor.client_address}
    where (select count(*) from client_log where client_address is not distinct from ${actor.client_address}
      and at > now() - interval '1 minute') < ${MOST_A_MINUTE}`.execute(db)
  return {}
})

/** The account says how many are kept, up to this. */
const MOST_EVENTS = 10_000

export const failedLogins = handle(auditFailedlogins, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['audit_view'])
  const settings = await accountSettingsOf(db, params.account_id)
  const kept = Math.min(MOST_EVENTS, Number(settings.audit_failed_logins ?? 0) || 0)
  const { rows } = await sql<{
    at: number
    reason: string
    vanity: string | null
    client_address: string | null
    named: string[]
  }>`
    select extract(epoch from at)::bigint as at, reason, vanity, client_address, named from failed_login
    where account_id = ${params.account_id} and at > to_timestamp(${params.from_time ?? 0})
    order by at desc, id desc limit ${kept}`.execute(db)
  return {
    events: rows.map(({ at, reason, vanity, client_address, named }) => [
      Number(at),
      reason,
      vanity,
      client_address,
      ...named,
    ]),
  }
})

export const chain = handle(auditChain, async ({ params, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['audit_view'])
  if (params.verify === 1) await enqueue(db, 'audit_check', {}, { key: 'audit_check', keepTime: true })
  const { rows } = await sql<{ sealed: number | null }>`select max(seal) as sealed from audit`.execute(db)
  const found = await db.selectFrom('audit_check').selectAll().executeTakeFirst()
  return {
    sealed: Number(rows[0]?.sealed ?? 0),
    checked: found?.checked ?? null,
    checked_seals: Number(found?.sealed ?? 0),
    broken: found?.broken === undefined || found.broken === null ? null : Number(found.broken),
  }
})
