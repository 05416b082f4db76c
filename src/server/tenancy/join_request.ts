import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/tables.ts'
import { settingList } from './account_setting.ts'
import { notifyNamespace } from './notify.ts'

/** Asking to become a member of an account that lets people ask. */

export const joinCustomfield = z.object({ uuid: z.string(), name: z.string(), value: z.string() })
export type JoinCustomfield = z.output<typeof joinCustomfield>

/** What a person who registers says in the custom fields that the account shows them. */
export async function registrationFields(
  db: Kysely<Database>,
  account: { uuid: string; settings: Record<string, unknown> },
  raw: ReadonlyMap<string, string>,
): Promise<JoinCustomfield[]> {
  const wanted = settingList(account.settings.vanity_registration_customfields)
  const given = wanted.filter((uuid) => raw.has(`customfield-${uuid}`))
  if (given.length === 0) return []
  const fields = await db
    .selectFrom('customfield')
    .select(['uuid', 'name'])
    .where('account_id', '=', account.uuid)
    .where(sql<boolean>`uuid::text = any(${given}::text[])`)
    .execute()
  return fields.map(({ uuid, name }) => ({ uuid, name, value: raw.get(`customfield-${uuid}`) ?? '' }))
}

/** Keeps the request, once for a person and account, and tells those who decide. */
export async function requestJoin(
  tx: Kysely<Database>,
  account: { uuid: string; name: string; namespace_id: string },
  user: { uuid: string; name: string },
  customfields: readonly JoinCustomfield[] = [],
): Promise<void> {
  const made = await tx
    .insertInto('join_request')
    .values({ account_id: account.uuid, user_id: user.uuid, customfields: JSON.stringify(customfields) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('uuid')
    .executeTakeFirst()
  if (!made) return
  await notifyNamespace(tx, {
    namespace_id: account.namespace_id,
    kind: 'event_join',
    wording: 'joinRequested',
    values: { name: user.name },
    path: `/inbox?join=${made.uuid}`,
    by: user.uuid,
  })
}
