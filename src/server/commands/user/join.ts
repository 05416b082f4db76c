import { sql } from 'kysely'
import { userJoinAnswer, userJoinList, userJoinRequest } from '#contract/user_join.ts'
import { accountAccess } from '../../access/account.ts'
import { mayIn } from '../../access/namespaces.ts'
import { mayOneself } from '../../access/own.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import { sendMail } from '../../mail/outbox.ts'
import { addMember } from '../../tenancy/account.ts'
import { requestJoin } from '../../tenancy/join_request.ts'
import { findMember } from '../../tenancy/member.ts'
import { tellAnswered } from '../../tenancy/notify.ts'
import { requireRole } from '../../tenancy/role_fit.ts'

const NAME = column('citext', 'r.name::text')

export const list = handle(userJoinList, async ({ params, raw, actor, services: { db } }) => {
  const named = params.name ? sql`position(lower(${params.name}) in lower(r.name::text)) > 0` : sql`true`
  const { rows, page } = await listRows<{ uuid: string; name: string }>({
    db,
    actor,
    raw,
    map: { columns: { name: NAME, ...columns('uuid', 'r', ['uuid']) } },
    select: sql`r.uuid, r.name::text`,
    from: sql`account r`,
    where: sql`${named} and r.can_request and r.deleted is null and not r.disabled and not exists (
      select from user_account ua where ua.account_id = r.uuid and ua.user_id = ${actor.user_id})`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: NAME, direction: 'asc' }],
  })
  return { accounts: rows, page }
})

export const request = handle(userJoinRequest, async ({ params, actor, services: { db }, refuse }) => {
  const account = await db
    .selectFrom('account')
    .select(['uuid', 'name', 'namespace_id', 'can_request'])
    .where('uuid', '=', params.account_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!account) throw refuse('NOT_FOUND')
  if (await findMember(db, account.uuid, actor.user_id)) throw refuse('ALREADY_MEMBER')
  // Whether an account that lets nobody ask is there at all, is not for strangers to know.
  if (!account.can_request) throw refuse('NOT_FOUND')
  if (!(await mayOneself(db, actor, 'user_request_access'))) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    await requestJoin(tx, account, { uuid: actor.user_id, name: actor.name })
    await recordAudit(tx, actor, {
      uuid: account.uuid,
      type: 'Account',
      action: 'JOIN_REQUEST',
      what: account.name,
      with: actor.name,
      account_id: account.uuid,
    })
  })
  return {}
})

export const answer = handle(
  userJoinAnswer,
  async ({ params, actor, services: { db, configuration }, refuse }) => {
    await db.transaction().execute(async (tx) => {
      const asked = await tx
        .selectFrom('join_request as j')
        .innerJoin('user as u', 'u.uuid', 'j.user_id')
        .innerJoin('account as a', 'a.uuid', 'j.account_id')
        .select(['j.account_id', 'j.user_id', 'u.email', 'u.name as user_name', 'a.name', 'a.namespace_id'])
        .where('j.uuid', '=', params.uuid)
        .where('u.deleted', 'is', null)
        .forUpdate('j')
        .executeTakeFirst()
      const access = asked && (await accountAccess(tx, actor, asked.account_id))
      if (!asked || !access) throw refuse('NOT_FOUND')
      if (!mayIn(actor, access, 'account_user_edit')) throw refuse('NOT_PERMITTED')
      const { account_id, user_id } = asked
      const accepted = params.accept === 1
      if (accepted) {
        const missing = () => refuse('ROLE_NOT_FOUND')
        if (params.role_id)
          await requireRole(tx, account_id, params.role_id, 'account', asked.namespace_id, missing)
        await addMember(tx, { account_id, user_id, role_id: params.role_id ?? null, global: false })
      }
      await tx.deleteFrom('join_request').where('uuid', '=', params.uuid).execute()
      await tellAnswered(tx, asked.namespace_id, 'event_join')
      await recordAudit(tx, actor, {
        uuid: account_id,
        type: 'Account',
        action: accepted ? 'USER_ADD' : 'JOIN_REJECT',
        what: asked.name,
        with: asked.user_name,
        account_id,
      })
      await sendMail(tx, {
        to: asked.email,
        wording: accepted ? 'joinAccepted' : 'joinRejected',
        values: { account: asked.name },
        ...(params.message && !accepted ? { message: params.message } : {}),
        ...(accepted ? { url: `${configuration.public_url}/studies` } : {}),
        account_id,
        by: actor.user_id,
      })
    })
    return {}
  },
)
