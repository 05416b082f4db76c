import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { nobody } from '../access/actor.ts'
import type { UserRow } from '../access/login.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { createUser, isEmail, isEmailTaken } from '../tenancy/user.ts'
import { type SyncOptions, syncMembership } from './membership.ts'

/** From whom a provider says has signed in to the user whom that is here. */

export const person = z.object({
  vendor: z.enum(['brand', 'google', 'saml', 'link']),
  /** Whose provider it is; none where it serves the whole installation. */
  account_id: z.string().nullable(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string(),
  /** Said by the provider; `undefined` where it says nothing of it. */
  email_verified: z.boolean().optional(),
  first: z.string(),
  last: z.string(),
  /** `undefined` where the provider names none. */
  roles: z.array(z.string()).optional(),
})
export type Person = z.output<typeof person>

/** Why somebody whom a provider vouches for does not come in. */
export type WhyRefused =
  | 'MISSING_INFORMATION'
  | 'OTHER_OAUTH'
  | 'EMAIL_NOT_VERIFIED'
  /** A user has the address; they must sign in with their password once. */
  | 'LINK_REQUIRED'
  /** Newcomers are not taken in. */
  | 'UNKNOWN_USER'
  /** No role mapping lets them in. */
  | 'NO_ROLE'

/** Thrown, so that nothing of a person who does not come in stays behind. */
export class PersonRefused extends Error {
  readonly why: WhyRefused
  constructor(why: WhyRefused) {
    super(why)
    this.why = why
  }
}

const userOf = (db: Kysely<Database>, uuid: string) =>
  db.selectFrom('user').selectAll().where('uuid', '=', uuid).where('deleted', 'is', null).executeTakeFirst()

async function known(tx: Kysely<Database>, who: Person): Promise<UserRow | undefined> {
  const identity = await tx
    .updateTable('user_identity')
    .set({ last_used: sql<string>`now()` })
    .where('account_id', 'is not distinct from', who.account_id)
    .where('vendor', '=', who.vendor)
    .where('issuer', '=', who.issuer)
    .where('subject', '=', who.subject)
    .returning('user_id')
    .executeTakeFirst()
  return identity && userOf(tx, identity.user_id)
}

/**
 * A provider of one account speaks for that account alone: it opens a user who was there before only if they belong to
 * nothing else. Google speaks for the addresses that it has verified.
 */
async function mayAdopt(tx: Kysely<Database>, who: Person, user: UserRow): Promise<boolean> {
  if (user.sysadmin || user.support) return false
  if (who.account_id === null) return who.email_verified === true
  const accounts = await tx
    .selectFrom('user_account as ua')
    .innerJoin('account as a', 'a.uuid', 'ua.account_id')
    .select('ua.account_id')
    .where('ua.user_id', '=', user.uuid)
    .where('a.deleted', 'is', null)
    .execute()
  return accounts.length === 1 && accounts[0]?.account_id === who.account_id
}

async function otherVendor(tx: Kysely<Database>, who: Person, user: UserRow): Promise<boolean> {
  const other = await tx
    .selectFrom('user_identity')
    .select('uuid')
    .where('user_id', '=', user.uuid)
    .where((where) =>
      where.or([
        where('vendor', '<>', who.vendor),
        where('account_id', 'is distinct from', who.account_id),
        where('subject', '<>', who.subject),
      ]),
    )
    .executeTakeFirst()
  return other !== undefined
}

/** Remembers that this person of a provider is this user. */
export async function linkIdentity(tx: Kysely<Database>, who: Person, user_id: string): Promise<void> {
  const { vendor, account_id, issuer, subject } = who
  await tx
    .insertInto('user_identity')
    .values({ user_id, vendor, account_id, issuer, subject })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'vendor', 'issuer', 'subject']).doUpdateSet({ user_id }),
    )
    .execute()
  const user = await userOf(tx, user_id)
  if (!user) return
  const actor = { ...nobody(null), kind: 'user' as const, user_id, name: user.name }
  await recordAudit(tx, actor, {
    uuid: user_id,
    type: 'User',
    action: 'IDENTITY_ADD',
    what: user.name,
    with: issuer,
    account_id,
  })
}

export interface ResolveOptions extends SyncOptions {
  create_users: boolean
}

/** The user of a person, made and taken into the account where the provider's settings allow it. */
export async function resolvePerson(
  tx: Kysely<Database>,
  who: Person,
  options: ResolveOptions,
): Promise<{ user: UserRow; new_user: boolean }> {
  // Two browsers of one newcomer arrive together: the second finds what the first made.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`signin ${who.email.toLowerCase()}`}, 0))`.execute(
    tx,
  )
  let user = await known(tx, who)
  let new_user = false
  if (!user) {
    if (!isEmail(who.email) || !who.first || !who.last) throw new PersonRefused('MISSING_INFORMATION')
    if (who.email_verified === false) throw new PersonRefused('EMAIL_NOT_VERIFIED')
    user = await tx
      .selectFrom('user')
      .selectAll()
      .where('email', '=', who.email)
      .where('is_anonymous', '=', false)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    if (user) {
      if (await otherVendor(tx, who, user)) throw new PersonRefused('OTHER_OAUTH')
      if (!(await mayAdopt(tx, who, user))) throw new PersonRefused('LINK_REQUIRED')
    } else {
      if (!options.create_users) throw new PersonRefused('UNKNOWN_USER')
      if (await isEmailTaken(tx, who.email)) throw new PersonRefused('LINK_REQUIRED')
      const made = await createUser(tx, { ...who, password_hash: null })
      user = await userOf(tx, made.uuid)
      new_user = true
    }
    if (!user) throw new PersonRefused('UNKNOWN_USER')
    await linkIdentity(tx, who, user.uuid)
  }
  // Who comes by a link of the account is its patient, not its member.
  if (who.account_id && who.vendor !== 'link') {
    const why = await syncMembership(tx, who.account_id, user, who.roles, options)
    if (why) throw new PersonRefused(why)
  }
  return { user, new_user }
}
