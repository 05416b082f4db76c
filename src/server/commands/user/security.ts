import { sql } from 'kysely'
import { Secret } from 'otpauth'
import { userDeviceClear, userToken } from '#contract/user_account.ts'
import {
  userDeviceDelete,
  userDeviceList,
  userSessionEnd,
  userSessionList,
  userTokenReset,
} from '#contract/user_security.ts'
import { asFlag } from '#contract/value.ts'
import { requireAdministered } from '../../access/administered.ts'
import { totpStep } from '../../access/second_factor.ts'
import { openTotp, sealTotp } from '../../access/totp_secret.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'

const SECRET_BYTES = 20

/**
 * One's own token authenticator: the secret is shown once, when it is made. A pending one takes effect with the first
 * code that is right, so that nobody is locked out by a secret that no authenticator has.
 */
export const token = handle(userToken, async ({ params, actor, services: { db, configuration }, refuse }) => {
  return db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('user')
      .select(['totp_secret', 'totp_pending'])
      .where('uuid', '=', actor.user_id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const save = async (totp_secret: string | null, action: string, step: number | null = null) => {
      await tx
        .updateTable('user')
        .set({ totp_secret, totp_pending: null, totp_step: step === null ? null : String(step) })
        .where('uuid', '=', actor.user_id)
        .execute()
      await recordAudit(tx, actor, { uuid: actor.user_id, type: 'User', action, what: actor.name })
    }
    if (params.delete === 1) {
      await save(null, 'TOKEN_DELETE')
      return { enabled: asFlag(false) }
    }
    if (params.code !== undefined) {
      const pending = user.totp_pending ? await openTotp(configuration, user.totp_pending) : undefined
      const step = pending === undefined ? undefined : totpStep(pending, params.code)
      if (step === undefined) throw refuse('INVALID_PIN')
      await save(user.totp_pending, 'TOKEN_ADD', step)
      return { enabled: asFlag(true) }
    }
    if (params.generate !== 1) return { enabled: asFlag(user.totp_secret !== null) }
    if (user.totp_secret) throw refuse('ALREADY_DONE')
    const { base32 } = new Secret({ size: SECRET_BYTES })
    const sealed = await sealTotp(configuration, base32)
    if (params.pending === 1)
      await tx.updateTable('user').set({ totp_pending: sealed }).where('uuid', '=', actor.user_id).execute()
    else await save(sealed, 'TOKEN_ADD')
    return { enabled: asFlag(params.pending !== 1), secret: base32 }
  })
})

export const tokenReset = handle(userTokenReset, async ({ params, actor, services, refuse }) => {
  await requireAdministered(services.db, actor, params.uuid, params.account_id)
  // One account's administrator does not weaken the sign-in to another's.
  for (const { account_id } of await services.db
    .selectFrom('user_account')
    .select('account_id')
    .where('user_id', '=', params.uuid)
    .execute())
    await requireAdministered(services.db, actor, params.uuid, account_id).catch(() => {
      throw refuse('NOT_PERMITTED')
    })
  await services.db.transaction().execute(async (tx) => {
    const user = await tx
      .updateTable('user')
      .set({ totp_secret: null, totp_pending: null, totp_step: null })
      .where('uuid', '=', params.uuid)
      .where('deleted', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (!user) throw refuse('NOT_FOUND')
    await tx.deleteFrom('trusted_device').where('user_id', '=', params.uuid).execute()
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: 'User',
      action: 'TOKEN_DELETE',
      what: user.name,
      account_id: params.account_id ?? null,
    })
  })
  return {}
})

export const deviceClear = handle(userDeviceClear, async ({ actor, services: { db } }) => {
  await db.deleteFrom('trusted_device').where('user_id', '=', actor.user_id).execute()
  return {}
})

/** At most a hundred are kept of a user. */
export const deviceList = handle(userDeviceList, async ({ actor, services: { db } }) => ({
  devices: await db
    .selectFrom('trusted_device')
    .select(['uuid', 'client_address', 'user_agent', 'created', 'expires'])
    .where('user_id', '=', actor.user_id)
    .where('expires', '>', sql<string>`now()`)
    .orderBy('created', 'desc')
    .limit(100)
    .execute(),
}))

export const deviceDelete = handle(userDeviceDelete, async ({ params, actor, services: { db }, refuse }) => {
  const gone = await db
    .deleteFrom('trusted_device')
    .where('user_id', '=', actor.user_id)
    .where('uuid', '=', params.uuid)
    .returning('uuid')
    .executeTakeFirst()
  if (!gone) throw refuse('NOT_FOUND')
  return {}
})

const MOST_SESSIONS = 200

export const sessionList = handle(userSessionList, async ({ actor, services: { db } }) => {
  const rows = await db
    .selectFrom('session')
    .select(['uuid', 'kind', 'client_address', 'created', 'expires', 'second_factor'])
    .where('user_id', '=', actor.user_id)
    .where('expires', '>', sql<string>`now()`)
    .where('pin_required', '=', false)
    .orderBy('created', 'desc')
    .limit(MOST_SESSIONS)
    .execute()
  return {
    sessions: rows.map((row) => ({
      ...row,
      kind: row.kind === 'token' ? ('token' as const) : ('sid' as const),
      second_factor: asFlag(row.second_factor),
      own: asFlag(row.uuid === actor.session?.uuid),
    })),
  }
})

export const sessionEnd = handle(userSessionEnd, async ({ params, actor, services: { db }, refuse }) => {
  await db.transaction().execute(async (tx) => {
    const ended = await tx
      .deleteFrom('session')
      .where('user_id', '=', actor.user_id)
      .where('uuid', '=', params.uuid)
      .returning('uuid')
      .executeTakeFirst()
    if (!ended) throw refuse('NOT_FOUND')
    await recordAudit(tx, actor, { uuid: actor.user_id, type: 'User', action: 'LOGOUT', what: actor.name })
  })
  return {}
})
