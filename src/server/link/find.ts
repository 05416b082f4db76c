import { createHash } from 'node:crypto'
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { type Kysely, type Selectable, sql } from 'kysely'
import { NIL_UUID } from '#contract/value.ts'
import type { LinkRow } from '../access/link_reach.ts'
import { isLockedOut, recordFailure } from '../access/login.ts'
import { firstText } from '../access/presented.ts'
import type { AccountTable } from '../db/account-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** Finding the link that a visitor holds, by its uuid, its short id or a PIN, and whether it may be opened from there. */

export interface Named {
  uuid?: string | undefined
  short_id?: string | undefined
  pin?: string | undefined
}

export interface VisitedLink {
  link: LinkRow
  account: Selectable<AccountTable> | undefined
  state: LinkState
  /** The PIN by which it was found; it opens one visit. */
  pin_hash: Buffer | undefined
}

export type LinkState = 'OPEN' | 'EXPIRED' | 'EXHAUSTED' | 'LOCKED'

/** Where failed PINs are counted, as failed passwords are. */
const PIN_PLACE = 'link pin'

async function uuidOfPin(
  db: Kysely<Database>,
  pin: string,
  address: string | null,
): Promise<{ uuid: string; pin_hash: Buffer }> {
  if (await isLockedOut(db, PIN_PLACE, address)) throw new Refusal('PIN_LOCKOUT')
  const pin_hash = createHash('sha256').update(pin.trim()).digest()
  const row = await db
    .selectFrom('link_pin')
    .select('link_id')
    .where('pin_hash', '=', pin_hash)
    .where('expires', '>', sql<string>`now()`)
    .executeTakeFirst()
  if (!row) {
    await recordFailure(db, PIN_PLACE, address)
    throw new Refusal('INVALID_PIN')
  }
  return { uuid: row.link_id, pin_hash }
}

export function stateOf(link: LinkRow, expired: boolean): LinkState {
  if (expired) return 'EXPIRED'
  if (link.max_hits !== null && link.hits >= link.max_hits) return 'EXHAUSTED'
  if (link.password_max_attempts !== null && link.password_failures >= link.password_max_attempts)
    return 'LOCKED'
  return 'OPEN'
}

/** Addresses and networks of a whitelist; nothing where none is set. What cannot be read lets nobody in. */
function whitelist(text: unknown): BlockList | undefined {
  if (typeof text !== 'string' || text.trim() === '') return undefined
  const allowed = new BlockList()
  for (const entry of text.split(/[\s,;]+/).filter((one) => one !== '')) {
    const [address = '', bits] = entry.split('/')
    const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined
    const prefix = bits === undefined ? undefined : Number(bits)
    if (!family || (prefix !== undefined && !(prefix >= 0 && prefix <= (family === 'ipv4' ? 32 : 128))))
      continue
    if (prefix === undefined) allowed.addAddress(address, family)
    else allowed.addSubnet(address, prefix, family)
  }
  return allowed
}

export function addressAllowed(text: unknown, address: string | null): boolean {
  const allowed = whitelist(text)
  if (!allowed) return true
  if (!address) return false
  const plain = address.replace(/^::ffff:/, '')
  return allowed.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

/** A referer that a link asks for: a pattern that the page's address must match. */
export function refererAllowed(pattern: string | null, request: FastifyRequest): boolean {
  if (!pattern) return true
  const referer = firstText(request.headers.referer)
  if (!referer) return false
  const source = /^\/(.*)\/[a-z]*$/.exec(pattern)?.[1] ?? pattern
  return referer.startsWith(pattern) || new RegExp(source).test(referer.slice(0, 2000))
}

/**
 * The link that a visitor names. NOT_FOUND (or `missing`), INVALID_PIN, PIN_LOCKOUT, INVALID_SOURCE and IP_BLOCKED; a
 * link that is over is found, with its state.
 */
export async function findVisited(
  db: Kysely<Database>,
  request: FastifyRequest,
  address: string | null,
  named: Named,
  missing = 'NOT_FOUND',
): Promise<VisitedLink> {
  if (named.uuid && named.short_id) throw new Refusal('ONLY_ONE')
  const byPin =
    !named.uuid && !named.short_id && named.pin ? await uuidOfPin(db, named.pin, address) : undefined
  const row = await db
    .selectFrom('link')
    .selectAll()
    .select(sql<boolean>`coalesce(expires <= now(), false)`.as('expired'))
    .where(named.short_id ? 'short_id' : 'uuid', '=', named.short_id || byPin?.uuid || named.uuid || NIL_UUID)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!row) throw new Refusal(missing)
  const { expired, ...link } = row
  const account = link.account_id
    ? await db.selectFrom('account').selectAll().where('uuid', '=', link.account_id).executeTakeFirst()
    : undefined
  if (account && (account.deleted || account.disabled)) throw new Refusal(missing)
  if (!refererAllowed(link.referer, request)) throw new Refusal('INVALID_SOURCE')
  if (link.bound_address !== null && link.bound_address !== address) throw new Refusal('INVALID_SOURCE')
  const listed = account?.settings.link_external_whitelist_all_links === 1
  if (listed && !addressAllowed(account.settings.link_external_whitelist, address))
    throw new Refusal('IP_BLOCKED')
  return { link, account, state: stateOf(link, expired), pin_hash: byPin?.pin_hash }
}
