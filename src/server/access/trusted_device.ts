import { randomBytes } from 'node:crypto'
import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { firstText } from './presented.ts'
import { secretHash } from './secret_hash.ts'

/** "Remember this device": a cookie that, from the same address, stands for the PIN during 30 days. */
const COOKIE = 'device_id'
const DAYS = 30
const DEVICES_A_USER = 100

export async function isDeviceTrusted(
  db: Kysely<Database>,
  request: FastifyRequest,
  user_id: string,
): Promise<boolean> {
  const secret = request.cookies[COOKIE]
  if (!secret) return false
  const device = await db
    .selectFrom('trusted_device')
    .select('user_id')
    .where('secret_hash', '=', secretHash(secret))
    .where('user_id', '=', user_id)
    .where('client_address', '=', request.ip)
    .where('expires', '>', sql<string>`now()`)
    .executeTakeFirst()
  return device !== undefined
}

/** Remembers the device and drops the user's oldest beyond a hundred. */
export async function trustDevice(
  db: Kysely<Database>,
  request: FastifyRequest,
  reply: FastifyReply,
  user_id: string,
  secure: boolean,
): Promise<void> {
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('trusted_device')
    .values({
      secret_hash: secretHash(secret),
      user_id,
      client_address: request.ip,
      user_agent: firstText(request.headers['user-agent'])?.slice(0, 300) ?? null,
      expires: sql<string>`now() + make_interval(days => ${DAYS})`,
    })
    .execute()
  await sql`
    delete from trusted_device where secret_hash in (
      select secret_hash from trusted_device where user_id = ${user_id}
      order by created desc offset ${DEVICES_A_USER})`.execute(db)
  reply.setCookie(COOKIE, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: DAYS * 86_400,
  })
}
