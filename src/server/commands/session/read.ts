import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { sessionPermissions, sessionTtl, sessionUser, sessionUuid } from '#contract/session.ts'
import { asFlag } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { namespaceAccess, namespacesOf } from '../../access/namespaces.ts'
import { permissionHash } from '../../access/permission.ts'
import { presentedSecret } from '../../access/presented.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { DEFAULT_SESSION_MINUTES } from '../../access/session.ts'
import { handle } from '../../command.ts'
import { userSettings } from '../../db/user_setting.ts'
import { guestRecordOf } from '../../link/guest_record.ts'
import { userRecordOf } from '../../tenancy/user_record.ts'

export const uuid = handle(sessionUuid, async () => ({ uuid: randomUUID() }))

export const user = handle(sessionUser, async ({ params, actor, services: { db } }) => {
  if (params.account_id) await requireAccount(db, actor, params.account_id)
  const row = await db
    .selectFrom('user')
    .selectAll()
    .where('uuid', '=', actor.user_id)
    .executeTakeFirstOrThrow()
  const held = await namespacesOf(db, actor)
  const wanted = params.settings?.map(String)
  const settings = wanted && (await userSettings(db, actor, params.account_id ?? null, wanted))
  const guest = actor.guest && (await guestRecordOf(db, actor))
  return {
    ...(await userRecordOf(db, row)),
    namespaces: held.map((access) => ({ uuid: access.uuid, name: access.name })),
    sid_md5: actor.session?.sid_md5 ?? '',
    accelerator_used: asFlag(false),
    session_expire: actor.session?.session_expire ?? DEFAULT_SESSION_MINUTES,
    ...(settings ? { settings } : {}),
    ...(guest ? { guest } : {}),
  }
})

export const permissions = handle(sessionPermissions, async ({ params, actor, services: { db }, refuse }) => {
  const access = params.namespace_id
    ? await namespaceAccess(db, actor, params.namespace_id)
    : await requireAccount(db, actor, params.account_id ?? '')
  if (!access) throw refuse('NOT_FOUND')
  return permissionHash(access.permissions, access.role_type, access.role_id)
})

export const ttl = handle(sessionTtl, async ({ params, request, services: { db }, refuse }) => {
  const sid = presentedSecret(request, params.sid)?.secret
  if (!sid) throw refuse('MISSING_FIELDS', ['sid'])
  const row = await db
    .selectFrom('session')
    .select(sql<number>`ceil(extract(epoch from expires - now()) / 60)::int`.as('minutes'))
    .where('secret_hash', '=', secretHash(sid))
    .where('expires', '>', sql<string>`now()`)
    .executeTakeFirst()
  if (!row) throw refuse('EXPIRED')
  return { ttl: row.minutes }
})
