import { userAdd, userDelete, userJoin } from '#contract/user_account.ts'
import { requireAccount } from '../../access/account.ts'
import { isLockedOut, recordFailure } from '../../access/login.ts'
import { newPasswordHash } from '../../access/password.ts'
import { actorOfUser } from '../../access/user_actor.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { studyInvitation, takeInvitedStudies } from '../../share/invitation.ts'
import { acceptInvitation } from '../../tenancy/invitation.ts'
import { registrationFields, requestJoin } from '../../tenancy/join_request.ts'
import { isPhone } from '../../tenancy/phone.ts'
import { createUser, isEmail, isEmailTaken } from '../../tenancy/user.ts'
import { accountOfVanity } from '../../tenancy/vanity.ts'

export const add = handle(userAdd, async ({ params, actor, services: { db }, refuse }) => {
  for (const address of params.alt_emails ?? []) if (!isEmail(address)) throw refuse('INVALID_EMAIL')
  if (!isEmail(params.email)) throw refuse('INVALID_EMAIL')
  if (params.mobile_phone && !isPhone(params.mobile_phone)) throw refuse('INVALID_PHONE')
  await requireAccount(db, actor, params.account_id, ['user_edit'])
  if (await isEmailTaken(db, params.email)) throw refuse('DUPLICATE_EMAIL')
  for (const address of params.alt_emails ?? [])
    if (await isEmailTaken(db, address)) throw refuse('DUPLICATE_EMAIL')
  const password_hash = await newPasswordHash(db, params.password, { account_id: params.account_id })
  if (!password_hash) throw refuse('BAD_PASSWORD')
  const { email, first, last } = params
  return db.transaction().execute(async (tx) => {
    const user = await createUser(tx, { email, first, last, password_hash })
    await tx
      .updateTable('user')
      .set({ alt_emails: params.alt_emails ?? [], mobile_phone: params.mobile_phone || null })
      .where('uuid', '=', user.uuid)
      .execute()
    await recordAudit(tx, actor, {
      uuid: user.uuid,
      type: 'User',
      action: 'ADD',
      what: `${first} ${last}`.trim(),
      account_id: params.account_id,
    })
    return user
  })
})

/** Joins are counted as failed sign-ins are, so that nobody fills the system with users. */
const PLACE = 'user join'

/**
 * Anybody may register where the account of the vanity lets people ask to join it, and whoever holds an invitation, to
 * an account or to a study. There is no captcha: ten tries a quarter of an hour from one place are all there are.
 */
export const join = handle(userJoin, async ({ params, raw, actor, services: { db }, request, refuse }) => {
  if (await isLockedOut(db, PLACE, actor.client_address)) throw refuse('LOCKOUT')
  await recordFailure(db, PLACE, actor.client_address)
  const invitation = params.invite
    ? await db
        .selectFrom('user_invite')
        .select(['uuid', 'email', 'account_id'])
        .where('uuid', '=', params.invite)
        .where('accepted', 'is', null)
        .executeTakeFirst()
    : undefined
  const sent = params.invite && !invitation ? await studyInvitation(db, params.invite) : undefined
  const account = invitation || sent ? undefined : await accountOfVanity(db, request, undefined)
  if (!invitation && !sent && !account?.can_request) throw refuse('DISABLED')
  if (!isEmail(params.email)) throw refuse('INVALID_EMAIL')
  if (await isEmailTaken(db, params.email)) throw refuse('DUPLICATE_EMAIL')
  const password_hash = await newPasswordHash(db, params.password, {
    account_id: invitation?.account_id ?? account?.uuid,
  })
  if (!password_hash) throw refuse('BAD_PASSWORD')
  const { email, first, last } = params
  return db.transaction().execute(async (tx) => {
    const user = await createUser(tx, { email, first, last, password_hash })
    const made = await actorOfUser(tx, user.uuid)
    if (made) {
      await recordAudit(tx, made, { uuid: user.uuid, type: 'User', action: 'JOIN', what: made.name })
      if (invitation) await acceptInvitation(tx, made, invitation.uuid)
      if (account?.settings.request_join_on_vanity_registration === 1)
        await requestJoin(
          tx,
          account,
          { ...user, name: made.name },
          await registrationFields(tx, account, raw),
        )
      // Holding the mail proves the address it was sent to, and no other.
      const proven = (invitation ?? sent)?.email
      if (proven?.toLowerCase() === email.toLowerCase()) await takeInvitedStudies(tx, email)
    }
    return { uuid: user.uuid }
  })
})

/** Oneself: the record stays for the audit, everything that lets the person in goes. */
export const remove = handle(userDelete, async ({ actor, services: { db }, refuse }) => {
  if (actor.sysadmin) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    await recordAudit(tx, actor, { uuid: actor.user_id, type: 'User', action: 'DELETED', what: actor.name })
    await tx.deleteFrom('session').where('user_id', '=', actor.user_id).execute()
    for (const table of ['user_group', 'user_location', 'user_account', 'trusted_device'] as const)
      await tx.deleteFrom(table).where('user_id', '=', actor.user_id).execute()
    await tx
      .updateTable('user')
      .set({ deleted: new Date(), password_hash: null, totp_secret: null, public_key: null })
      .where('uuid', '=', actor.user_id)
      .execute()
  })
  return {}
})
