import { sql } from 'kysely'
import { userPubkeyList, userPubkeySet } from '#contract/user.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { formatPublicKey, parsePublicKey } from '../../tenancy/public_key.ts'

const FORMATS = ['rfc4716', 'openssh', 'asis']

/** The members of the gateway's account who sign in with a key, the latest first. */
export const list = handle(userPubkeyList, async ({ params, actor, services: { db }, refuse }) => {
  const { public_key_format: format = 'rfc4716' } = params
  if (!FORMATS.includes(format)) throw refuse('INVALID_FORMAT')
  const users = await db
    .selectFrom('user as u')
    .innerJoin('user_account as ua', 'ua.user_id', 'u.uuid')
    .select(['u.email', 'u.public_key'])
    .where('ua.account_id', '=', actor.node?.account_id ?? '')
    .where('u.public_key', 'is not', null)
    .where('u.disabled', '=', false)
    .where('u.deleted', 'is', null)
    .orderBy('u.uuid', 'desc')
    .execute()
  return {
    users: users.map(({ email, public_key }) => ({
      email,
      public_key: formatPublicKey(public_key ?? '', format),
    })),
  }
})

/** A new key in the place of an old one. A gateway speaks for users who belong to its account alone. */
export const set = handle(userPubkeySet, async ({ params, actor, services: { db }, refuse }) => {
  const account_id = actor.node?.account_id ?? ''
  const { rows } = await sql<{ uuid: string; name: string; public_key: string | null; alone: boolean }>`
    select u.uuid, u.name, u.public_key, not u.sysadmin and not u.support and not exists (
      select from user_account o join account a on a.uuid = o.account_id and a.deleted is null
      where o.user_id = u.uuid and o.account_id <> ${account_id}) as alone
    from "user" u join user_account ua on ua.user_id = u.uuid and ua.account_id = ${account_id}
    where u.email = ${params.email}::citext and u.deleted is null and not u.is_anonymous`.execute(db)
  const [user] = rows
  if (!user) throw refuse('NOT_FOUND')
  if (!user.public_key) throw refuse('NO_USER_PUBKEY')
  if (!user.alone) throw refuse('NOT_PERMITTED')
  if (!parsePublicKey(params.public_key)) throw refuse('INVALID_PUBLIC_KEY')
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('user')
      .set({ public_key: params.public_key, public_key_changed: sql<string>`now()` })
      .where('uuid', '=', user.uuid)
      .execute()
    await recordAudit(tx, actor, {
      uuid: user.uuid,
      type: 'User',
      action: 'EDIT',
      what: user.name,
      account_id,
      detail: { public_key: [user.public_key, params.public_key] },
    })
  })
  return {}
})
