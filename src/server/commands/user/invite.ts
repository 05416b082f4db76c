import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { userInvite, userInviteAccept, userInviteGet, userWelcome } from '#contract/user_account.ts'
import { asFlag, isUuid } from '#contract/value.ts'
import { requireAccount } from '../../access/account.ts'
import { forgetNamespaces, type NamespaceAccess } from '../../access/namespaces.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { actorOfUser } from '../../access/user_actor.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { sendMail } from '../../mail/outbox.ts'
import { acceptStudyInvitation, studyInvitation } from '../../share/invitation.ts'
import { acceptInvitation, isOwnLink } from '../../tenancy/invitation.ts'
import { findMember } from '../../tenancy/member.ts'
import { requireGlobalRole, requireRole } from '../../tenancy/role_fit.ts'
import { isEmail } from '../../tenancy/user.ts'

type InviteCall = Call<typeof userInvite>

/** Each place of the hash is one of the account, each role one for it. NOT_FOUND and ROLE_NOT_FOUND name the uuid. */
async function checkPlaces(call: InviteCall, kind: 'group' | 'location', hash: Record<string, unknown>) {
  const { params, services, refuse } = call
  for (const [place, role_id] of Object.entries(hash)) {
    const found = isUuid(place)
      ? await services.db
          .selectFrom(kind)
          .select('namespace_id')
          .where('uuid', '=', place)
          .where('account_id', '=', params.account_id)
          .where('deleted', 'is', null)
          .executeTakeFirst()
      : undefined
    if (!found) throw refuse('NOT_FOUND', place)
    if (typeof role_id !== 'string' || role_id === '') continue
    const missing = () => refuse('ROLE_NOT_FOUND', role_id)
    if (!isUuid(role_id)) throw missing()
    await requireRole(services.db, params.account_id, role_id, kind, found.namespace_id, missing)
  }
}

async function check(call: InviteCall): Promise<NamespaceAccess> {
  const { params, actor, services, refuse } = call
  const { db, configuration } = services
  if (!isEmail(params.email)) throw refuse('INVALID_EMAIL')
  for (const link of [params.link, params.link_already])
    if (link !== undefined && !isOwnLink(link, configuration.public_url)) throw refuse('INVALID_LINK')
  const access = await requireAccount(db, actor, params.account_id, ['account_user_invite'])
  const missing = (role: string) => () => refuse('ROLE_NOT_FOUND', role)
  for (const role of [params.role_id, params.global_role_id])
    if (role) await requireRole(db, params.account_id, role, 'account', access.uuid, missing(role))
  await checkPlaces(call, 'group', params.groups ?? {})
  await checkPlaces(call, 'location', params.locations ?? {})
  return access
}

const userOf = (db: Kysely<Database>, email: string) =>
  db
    .selectFrom('user')
    .select(['uuid', 'email', 'alt_emails', 'name'])
    .where(sql<boolean>`(email = ${email}::citext or ${email}::citext = any(alt_emails::citext[]))`)
    .where('is_anonymous', '=', false)
    .where('deleted', 'is', null)
    .executeTakeFirst()

const absolute = (link: string, public_url: string) => (link.startsWith('/') ? `${public_url}${link}` : link)

export const invite = handle(userInvite, async (call) => {
  const { params, actor, services, refuse } = call
  const { db, configuration } = services
  const access = await check(call)
  return db.transaction().execute(async (tx) => {
    const user = await userOf(tx, params.email)
    if (user && (await findMember(tx, params.account_id, user.uuid))) throw refuse('ALREADY_EXISTS')
    await requireGlobalRole(tx, params.account_id, {
      user_id: user?.uuid ?? '',
      role_id: params.role_id ?? null,
      global_role_id: params.global_role_id ?? null,
      global: params.global === 1,
    })
    const account = await tx
      .selectFrom('account')
      .select(['name', 'settings'])
      .where('uuid', '=', params.account_id)
      .executeTakeFirstOrThrow()
    const ttl = Number(account.settings.invite_ttl ?? 0)
    const { uuid } = await tx
      .insertInto('user_invite')
      .values({
        account_id: params.account_id,
        email: params.email,
        role_id: params.role_id ?? null,
        global: params.global === 1,
        global_role_id: params.global_role_id ?? null,
        groups: JSON.stringify(params.groups ?? {}),
        locations: JSON.stringify(params.locations ?? {}),
        expires: ttl > 0 ? sql<string>`now() + make_interval(days => ${Math.round(ttl)})` : null,
        created_by: actor.user_id,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      uuid: params.account_id,
      type: 'Account',
      action: 'INVITE',
      what: access.name,
      with: params.email,
      account_id: params.account_id,
    })
    const joins = user && account.settings.add_on_invite === 1 ? await actorOfUser(tx, user.uuid) : undefined
    if (joins) await acceptInvitation(tx, joins, uuid)
    const link = joins ? (params.link_already ?? params.link) : params.link
    await sendMail(tx, {
      to: user ? [user.email, ...user.alt_emails] : params.email,
      wording: joins ? 'added' : 'invitation',
      values: { sender: actor.name, account: account.name },
      url: `${absolute(link, configuration.public_url)}${joins ? '' : uuid}`,
      account_id: params.account_id,
      by: actor.user_id,
    })
    return { uuid }
  })
})

export const accept = handle(userInviteAccept, async ({ params, actor, services: { db } }) => {
  await db.transaction().execute(async (tx) => {
    if (await studyInvitation(tx, params.uuid)) await acceptStudyInvitation(tx, actor.user_id, params.uuid)
    else await acceptInvitation(tx, actor, params.uuid)
  })
  forgetNamespaces(actor)
  return {}
})

export const get = handle(userInviteGet, async ({ params, services: { db }, refuse }) => {
  const found = await db
    .selectFrom('user_invite as i')
    .innerJoin('account as a', 'a.uuid', 'i.account_id')
    .select(['a.name', 'i.email', 'i.accepted'])
    .where('i.uuid', '=', params.uuid)
    .where('a.deleted', 'is', null)
    .where(sql<boolean>`(i.expires is null or i.expires > now())`)
    .executeTakeFirst()
  const sent = found ? undefined : await studyInvitation(db, params.uuid)
  if (sent) {
    const member = asFlag((await userOf(db, sent.email)) !== undefined)
    // Who sent the study stands where the account does: to images nobody needs one.
    return { account_name: sent.sender, email: sent.email, member, accepted: 0 as const, study: 1 as const }
  }
  if (!found) throw refuse('NOT_FOUND')
  const user = await userOf(db, found.email)
  return {
    account_name: found.name,
    email: found.email,
    member: asFlag(user !== undefined),
    accepted: asFlag(found.accepted !== null),
    study: 0 as const,
  }
})

const WELCOME_HOURS = 72

/** A link by which a new member chooses their password. */
export const welcome = handle(userWelcome, async ({ params, actor, services, refuse }) => {
  const { db, configuration } = services
  if (!isOwnLink(params.link, configuration.public_url)) throw refuse('INVALID_LINK')
  await requireAccount(db, actor, params.account_id, ['account_user_edit', 'account_user_invite'])
  const user = await userOf(db, params.email)
  if (!user || !(await findMember(db, params.account_id, user.uuid))) throw refuse('NOT_FOUND')
  const account = await db
    .selectFrom('account')
    .select(['name', 'settings'])
    .where('uuid', '=', params.account_id)
    .executeTakeFirstOrThrow()
  const ttl = Number(account.settings.welcome_password_reset_token_ttl ?? 0)
  const token = randomBytes(32).toString('base64url')
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('password_token')
      .values({
        token_hash: secretHash(token),
        user_id: user.uuid,
        expires: sql<string>`now() + make_interval(hours => ${ttl > 0 ? Math.round(ttl) : WELCOME_HOURS})`,
      })
      .execute()
    const url = `${absolute(params.link, configuration.public_url)}#token=${token}`
    await sendMail(tx, {
      to: [user.email, ...user.alt_emails],
      wording: 'welcome',
      values: { name: user.name, account: account.name },
      url,
      account_id: params.account_id,
      by: actor.user_id,
    })
  })
  return {}
})
