import { randomBytes } from 'node:crypto'
import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { secretHash } from '../access/secret_hash.ts'
import type { Database } from '../db/tables.ts'
import type { Person } from './identity.ts'

/**
 * A sign-in between leaving for a provider and coming back. The browser that left holds a secret in a cookie, so that
 * nobody can be made to finish another one's sign-in; an attempt is used once.
 */

const COOKIE = 'collimate_signin'
const MINUTES = 10

export type Vendor = 'brand' | 'google' | 'saml' | 'link'

export interface Attempt {
  vendor: Vendor
  account_id: string | null
  state: string
  nonce: string
  code_verifier: string
  redirect_uri: string
}

/** `lax`: it must come along when the provider has sent the browser back. */
const cookieOptions = (secure: boolean) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure,
  maxAge: MINUTES * 60,
})

export async function beginAttempt(
  db: Kysely<Database>,
  reply: FastifyReply,
  { state, ...attempt }: Attempt,
  secure: boolean,
): Promise<void> {
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('sign_in_attempt')
    .values({ ...attempt, secret_hash: secretHash(secret), state_hash: secretHash(state) })
    .execute()
  reply.setCookie(COOKIE, secret, cookieOptions(secure))
}

/** The browser's attempt, taken out of the store: whatever comes of it, it does not come twice. */
export async function takeAttempt(
  db: Kysely<Database>,
  request: FastifyRequest,
  answer: { vendor: string; state: string | undefined; redirect_uri: string },
): Promise<Omit<Attempt, 'state'> | undefined> {
  const secret = request.cookies[COOKIE]
  if (!secret) return undefined
  const taken = await db
    .deleteFrom('sign_in_attempt')
    .where('secret_hash', '=', secretHash(secret))
    .where('expires', '>', sql<string>`now()`)
    .where('person', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!taken || taken.vendor !== answer.vendor || taken.redirect_uri !== answer.redirect_uri) return undefined
  if (answer.state !== undefined && !secretHash(answer.state).equals(taken.state_hash)) return undefined
  const vendor = answer.vendor === 'google' ? 'google' : answer.vendor === 'saml' ? 'saml' : 'brand'
  const { account_id, nonce, code_verifier, redirect_uri } = taken
  return { vendor, account_id, nonce, code_verifier, redirect_uri }
}

/** SAML: whom the answer to a request names, once. What it returns, the browser that sent the request redeems. */
export async function answerAttempt(
  db: Kysely<Database>,
  who: Person,
  request_id: string,
): Promise<{ code: string; return_to: string } | undefined> {
  const code = randomBytes(32).toString('base64url')
  const answered = await db
    .updateTable('sign_in_attempt')
    .set({ person: JSON.stringify(who), code_hash: secretHash(code) })
    .where('state_hash', '=', secretHash(request_id))
    .where('vendor', '=', 'saml')
    .where('account_id', '=', who.account_id)
    .where('person', 'is', null)
    .where('expires', '>', sql<string>`now()`)
    .returning('redirect_uri')
    .executeTakeFirst()
  return answered && { code, return_to: answered.redirect_uri }
}

/** Keeps whom a provider named until they prove by their password that the user of that address is theirs. */
export async function keepPerson(
  db: Kysely<Database>,
  reply: FastifyReply,
  person: Person,
  secure: boolean,
): Promise<void> {
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('sign_in_attempt')
    .values({
      secret_hash: secretHash(secret),
      state_hash: secretHash(secret),
      vendor: person.vendor,
      account_id: person.account_id,
      nonce: '',
      code_verifier: '',
      redirect_uri: '',
      person: JSON.stringify(person),
    })
    .execute()
  reply.setCookie(COOKIE, secret, cookieOptions(secure))
}

/**
 * The person that this browser brought from a provider, once. `code` is what a SAML answer sent it back with; without
 * one it is whom `keepPerson` kept.
 */
export async function takePerson(
  db: Kysely<Database>,
  request: FastifyRequest,
  code?: string,
): Promise<unknown> {
  const secret = request.cookies[COOKIE]
  if (!secret) return undefined
  const taken = await db
    .deleteFrom('sign_in_attempt')
    .where('secret_hash', '=', secretHash(secret))
    .where('expires', '>', sql<string>`now()`)
    .where('person', 'is not', null)
    .where('code_hash', 'is not distinct from', code === undefined ? null : secretHash(code))
    .returning('person')
    .executeTakeFirst()
  return taken?.person ?? undefined
}
