import { Secret, TOTP } from 'otpauth'
import { userDeviceClear, userEnable, userLogout, userToken } from '#contract/user_account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { requireAdministered } from '../../access/administered.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'

const SECRET_BYTES = 20

/** One's own token authenticator: the secret is shown once, when it is made. */
export const token = handle(userToken, async ({ params, actor, services: { db }, refuse }) => {
  return db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('user')
      .select(['totp_secret', 'email'])
      .where('uuid', '=', actor.user_id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const save = async (totp_secret: string | null, action: string) => {
      await tx.updateTable('user').set({ totp_secret }).where('uuid', '=', actor.user_id).execute()
      await recordAudit(tx, actor, { uuid: actor.user_id, type: 'User', action, what: actor.name })
    }
    if (params.delete === 1) {
      await save(null, 'TOKEN_DELETE')
      return { enabled: 0 as const }
    }
    if (params.generate !== 1) return { enabled: user.totp_secret ? (1 as const) : (0 as const) }
    if (user.totp_secret) throw refuse('ALREADY_DONE')
    const secret = new Secret({ size: SECRET_BYTES })
    // Made once here so that a secret which no authenticator could read is never stored.
    const { base32 } = new TOTP({ issuer: 'Collimate', label: user.email, secret }).secret
    await save(base32, 'TOKEN_ADD')
    return { enabled: 1 as const, secret: base32 }
  })
})

export const deviceClear = handle(userDeviceClear, async ({ actor, services: { db } }) => {
  await db.deleteFrom('trusted_device').where('user_id', '=', actor.user_id).execute()
  return {}
})

export const enable = handle(userEnable, async ({ params, actor, services, refuse }) => {
  if (params.uuid === actor.user_id) throw refuse('NOT_PERMITTED')
  await requireAdministered(services.db, actor, params.uuid, params.account_id)
  await services.db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('user')
      .select(['name', 'disabled', 'sysadmin'])
      .where('uuid', '=', params.uuid)
      .where('is_anonymous', '=', false)
      .where('deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!user) throw refuse('NOT_FOUND')
    // Only those above roles stop one of their own.
    if (user.sysadmin && !standsAboveRoles(actor)) throw refuse('NOT_PERMITTED')
    const disable = params.disable === 1
    if (!disable && !user.disabled) throw refuse('NOT_DISABLED')
    await tx.updateTable('user').set({ disabled: disable }).where('uuid', '=', params.uuid).execute()
    if (disable) await tx.deleteFrom('session').where('user_id', '=', params.uuid).execute()
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: 'User',
      action: disable ? 'DISABLE' : 'ENABLE',
      what: user.name,
      account_id: params.account_id ?? null,
    })
  })
  return {}
})

/** Ends every session of somebody whom the actor administers, and forgets their devices. */
export const logout = handle(userLogout, async ({ params, actor, services: { db } }) => {
  await requireAdministered(db, actor, params.uuid, params.account_id)
  return db.transaction().execute(async (tx) => {
    const ended = await tx.deleteFrom('session').where('user_id', '=', params.uuid).executeTakeFirst()
    await tx.deleteFrom('trusted_device').where('user_id', '=', params.uuid).execute()
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: 'User',
      action: 'LOGOUT',
      account_id: params.account_id ?? null,
    })
    return { sessions: Number(ended.numDeletedRows) }
  })
})
