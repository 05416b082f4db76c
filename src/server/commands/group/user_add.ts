import { groupUserAdd } from '#contract/group.ts'
import { requireAccount } from '../../access/account.ts'
import { roleType } from '../../access/permission.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'

export default handle(groupUserAdd, async ({ params, actor, services: { db }, refuse }) => {
  const { uuid, user_id, role_id, no_physician_alias_share, ...events } = params
  const group = await db
    .selectFrom('group')
    .select(['account_id', 'name', 'namespace_id'])
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!group) throw refuse('NOT_FOUND')
  const access = await requireAccount(db, actor, group.account_id, ['group_edit'])
  const member = await db
    .selectFrom('user_account as ua')
    .innerJoin('user as u', 'u.uuid', 'ua.user_id')
    .select(['u.name'])
    .where('ua.account_id', '=', group.account_id)
    .where('ua.user_id', '=', user_id)
    .where('u.deleted', 'is', null)
    .executeTakeFirst()
  if (!member) throw refuse('USER_NOT_FOUND')
  if (role_id) {
    const role = await db
      .selectFrom('role')
      .select(['for_group', 'type'])
      .where('uuid', '=', role_id)
      .where('account_id', '=', group.account_id)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (!role) throw refuse('ROLE_NOT_FOUND')
    if (!role.for_group) {
      throw refuse('ROLE_NAMESPACE_MISMATCH', 'INCOMPATIBLE_ROLE', {
        role_id,
        namespace_id: group.namespace_id,
      })
    }
    const promotesSelf =
      user_id === actor.user_id && roleType(role.type) === 'admin' && access.role_type !== 'admin'
    if (promotesSelf && !actor.sysadmin) throw refuse('CAN_NOT_PROMOTE')
  }
  const flags = JSON.stringify(
    Object.fromEntries(Object.entries(events).filter(([, value]) => value !== undefined)),
  )
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('user_group')
      .values({
        group_id: uuid,
        account_id: group.account_id,
        user_id,
        role_id: role_id ?? null,
        events: flags,
        no_physician_alias_share: no_physician_alias_share === 1,
      })
      .onConflict((conflict) =>
        conflict.columns(['group_id', 'user_id']).doUpdateSet({
          events: flags,
          ...(role_id ? { role_id } : {}),
          ...(no_physician_alias_share === undefined
            ? {}
            : { no_physician_alias_share: no_physician_alias_share === 1 }),
        }),
      )
      .execute()
    await recordAudit(tx, actor, {
      uuid,
      type: 'Group',
      action: 'USER_ADD',
      what: group.name,
      with: member.name,
      account_id: group.account_id,
    })
  })
  return {}
})
