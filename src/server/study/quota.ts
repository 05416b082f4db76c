import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'

const THRESHOLD = 'study_size_soft_threshold_per_user'

/**
 * Tells a user that their studies in a place have grown beyond what it allows (`study_size_soft_threshold_per_user`, in
 * bytes); once, until they are below it again. Nothing is refused.
 */
export async function tellOfQuota(
  tx: Kysely<Database>,
  { phi_namespace, created_by }: { phi_namespace: string; created_by: string | null },
  grown: number,
): Promise<void> {
  if (!created_by || grown <= 0) return
  const namespace = await tx
    .selectFrom('namespace')
    .select(['name', 'account_id', 'settings'])
    .where('uuid', '=', phi_namespace)
    .executeTakeFirst()
  const threshold = Number(namespace?.settings[THRESHOLD] ?? 0)
  if (!namespace || !(threshold > 0)) return
  const { rows } = await sql<{ size: number; email: string }>`
    select coalesce(sum(s.size), 0)::float8 as size, u.email::text from "user" u
    join study s on s.created_by = u.uuid and s.phi_namespace = ${phi_namespace} and s.deleted is null
    where u.uuid = ${created_by} and not u.is_anonymous and u.deleted is null group by u.email`.execute(tx)
  const [used] = rows
  if (!used || used.size <= threshold || used.size - grown > threshold) return
  await sendMail(tx, {
    to: used.email,
    wording: 'quotaExceeded',
    values: { place: namespace.name },
    account_id: namespace.account_id,
    by: created_by,
  })
}
