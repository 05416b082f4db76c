import { userEnable, userLogout } from '#contract/user_account.ts'
import { requireAdministered } from '../../access/administered.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'

export const enable = handle(userEnable, async ({ params, actor, services, refuse }) => {
  if (params.uuid === actor.user_id) throw refuse('NOT_PERMITTED')
  await requireAdministered(services.db, actor, params.uuid, params.account_id)
  await services.db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('user')
      .select(['name', 'disabled'])
      .where('uuid', '=', params.uuid)
      .where('is_anonymous', '=', false)
      .where('deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!user) throw refuse('NOT_FOUND')
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
