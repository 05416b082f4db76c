import { createHash, randomInt } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { type LinkRow, linkedStudies, mostStudiesOf } from '../access/link_reach.ts'
import { passwordMatches } from '../access/password.ts'
import { createSession, DEFAULT_SESSION_MINUTES } from '../access/session.ts'
import { actorOfUser } from '../access/user_actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'
import { Refusal } from '../refusal.ts'
import { createUser } from '../tenancy/user.ts'
import { isPaid } from './charge.ts'
import type { VisitedLink } from './find.ts'
import { tellOfUsage } from './mail.ts'
import { shareViewed } from './share_viewed.ts'

/** One visit by a link: what the visitor has to prove, who they are from then on, and the session they get. */

export interface Visitor {
  password?: string | undefined
  email?: string | undefined
  client_address: string | null
  /** Where this server is, for mails. */
  public_url: string
  /** What they have paid, where the link costs something. */
  charge?: string | undefined
  /** What else came with the call, for the audit. */
  detail?: Readonly<Record<string, string>>
}

export interface Visit {
  sid: string
  usage_id: string
  /** As the studies make it: one is viewed, several are listed. */
  action: string
  study_count: number
  tooMany: boolean
  study_id: string | null
  study_uid: string | null
  /** The guest. */
  user_id: string
  pin_required: boolean
}

const digits = (text: string) => text.replaceAll(/\D/g, '')

/** A date of birth in any usual order of year, month and day. */
function isBirthDate(given: string, stored: string | null): boolean {
  const birth = digits(stored ?? '').slice(0, 8)
  if (birth.length !== 8) return false
  const [year, month, day] = [birth.slice(0, 4), birth.slice(4, 6), birth.slice(6, 8)]
  const parts = given.split(/\D+/).filter((part) => part !== '')
  const padded = parts.length === 3 ? parts.map((part) => part.padStart(2, '0')).join('') : digits(given)
  if ([birth, `${month}${day}${year}`, `${day}${month}${year}`].includes(padded)) return true
  const named = Date.parse(`${given} UTC`)
  return !Number.isNaN(named) && new Date(named).toISOString().slice(0, 10) === `${year}-${month}-${day}`
}

async function passwordRight(db: Kysely<Database>, link: LinkRow, given: string): Promise<boolean> {
  if (link.password_hash) return passwordMatches(link.password_hash, given)
  const study = await db
    .selectFrom('study')
    .select('patient_birth_date')
    .where('uuid', '=', link.study_id ?? '')
    .executeTakeFirst()
  return isBirthDate(given, study?.patient_birth_date ?? null)
}

/** INVALID_CREDENTIALS for a wrong password, which counts, and for a link that too many of them have locked. */
async function checkPassword(
  db: Kysely<Database>,
  { link, state }: VisitedLink,
  given: string,
): Promise<void> {
  if (!link.password_hash && !link.password_is_dob) return
  if (state === 'LOCKED') throw new Refusal('INVALID_CREDENTIALS')
  if (given !== '' && (await passwordRight(db, link, given))) return
  if (given !== '') {
    await sql`update link set password_failures = password_failures + 1 where uuid = ${link.uuid}`.execute(db)
  }
  throw new Refusal('INVALID_CREDENTIALS')
}

/** The member of the account that a link with `pin_auth` asks for. */
async function memberOf(db: Kysely<Database>, link: LinkRow, email: string): Promise<string> {
  const { rows } = await sql<{ email: string }>`
    select u.email::text from "user" u join user_account ua on ua.user_id = u.uuid
    where ua.account_id = ${link.account_id} and not u.is_anonymous and not u.disabled and u.deleted is null
      and (u.email = ${email}::citext or ${email}::citext = any(u.alt_emails::citext[])) limit 1`.execute(db)
  if (!rows[0]) throw new Refusal('INVALID_CREDENTIALS')
  return rows[0].email
}

/**
 * The guest of a link: the same one for each address, so that what they marked is theirs at the next visit
 * (`link_sticky_anon_users`), and one for all who give none.
 */
async function guestOf(tx: Kysely<Database>, link: LinkRow, email: string): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`guest ${link.uuid} ${email.toLowerCase()}`}, 0))`.execute(
    tx,
  )
  const { rows } = await sql<{ user_id: string }>`
    select v.user_id from link_usage v join "user" u on u.uuid = v.user_id and u.is_anonymous
    where v.link_id = ${link.uuid} and lower(coalesce(v.email, '')) = lower(${email}) order by v.created limit 1`.execute(
    tx,
  )
  if (rows[0]) return rows[0].user_id
  const user = await createUser(tx, {
    email,
    first: '',
    last: email || 'Guest',
    password_hash: null,
    is_anonymous: true,
  })
  return user.uuid
}

const minutesLeft = async (tx: Kysely<Database>, link: LinkRow): Promise<number> => {
  if (!link.expires) return DEFAULT_SESSION_MINUTES
  const { rows } = await sql<{ minutes: number }>`
    select greatest(1, ceil(extract(epoch from ${link.expires}::timestamptz - now()) / 60))::int as minutes`.execute(
    tx,
  )
  return Math.min(DEFAULT_SESSION_MINUTES, rows[0]?.minutes ?? 1)
}

/** How a filter's link opens is said by how many studies it finds now. */
async function found(db: Kysely<Database>, link: LinkRow) {
  const owner = await actorOfUser(db, link.user_id)
  if (link.action === 'STUDY_UPLOAD' || link.action === 'LOGIN' || !owner)
    return { action: link.action, study_count: 0, tooMany: false, study_id: null, study_uid: null, owner }
  const studies = await linkedStudies(db, link, owner)
  const most = await mostStudiesOf(db, link)
  const listed = !link.study_id && !link.folder_id
  const only = studies.length === 1 ? studies[0] : undefined
  const action = listed ? (studies.length > 1 ? 'STUDY_LIST' : 'STUDY_VIEW') : link.action
  return {
    action,
    study_count: studies.length,
    tooMany: studies.length > most,
    study_id: only?.uuid ?? null,
    study_uid: only?.study_uid ?? null,
    owner,
  }
}

/**
 * Opens a link for a visitor. INVALID_CREDENTIALS for what they could not prove; a visit counts when it has a session.
 * CHARGE_REQUIRED for one that is paid for first. A link that another visit has used up meanwhile is refused with `over`.
 */
export async function visitLink(
  db: Kysely<Database>,
  visited: VisitedLink,
  visitor: Visitor,
  over = 'NOT_FOUND',
): Promise<Visit> {
  const { link } = visited
  await checkPassword(db, visited, visitor.password ?? '')
  if (visited.state !== 'OPEN') throw new Refusal(over)
  if (!(await isPaid(db, link, visitor.charge))) throw new Refusal('CHARGE_REQUIRED')
  const email = visitor.email?.trim() ?? ''
  const member = link.pin_auth ? await memberOf(db, link, email) : undefined
  const { owner, ...what } = await found(db, link)
  if (!owner) throw new Refusal(over)
  return db.transaction().execute(async (tx) => {
    const counted = await sql`update link set hits = hits + 1, last_used = now(), password_failures = 0
      where uuid = ${link.uuid} and deleted is null and (max_hits is null or hits < max_hits)`.execute(tx)
    if (counted.numAffectedRows !== 1n) throw new Refusal(over)
    if (visited.pin_hash) await tx.deleteFrom('link_pin').where('pin_hash', '=', visited.pin_hash).execute()
    const user_id = link.action === 'LOGIN' ? link.user_id : await guestOf(tx, link, member ?? email)
    const code = member ? String(randomInt(0, 1_000_000)).padStart(6, '0') : undefined
    const hash = code ? createHash('sha256').update(code).digest('hex') : null
    const sid = await createSession(tx, {
      user_id,
      link_id: link.uuid,
      minutes: await minutesLeft(tx, link),
      client_address: visitor.client_address,
      ...(code ? { pin: { hash, via: 'EMAIL' as const } } : {}),
    })
    if (code && member)
      await sendMail(tx, {
        to: member,
        wording: 'pin',
        values: { code },
        account_id: link.account_id,
        by: link.user_id,
      })
    const usage = await tx
      .insertInto('link_usage')
      .values({
        link_id: link.uuid,
        user_id,
        email: member ?? (email || null),
        client_address: visitor.client_address,
        detail: visitor.detail ? JSON.stringify(visitor.detail) : null,
        open: !email && !link.skip_email_prompt && link.action !== 'LOGIN' && !code,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    const guest: Actor = {
      ...owner,
      user_id,
      name: link.action === 'LOGIN' ? owner.name : member || email || 'Guest',
      client_address: visitor.client_address,
    }
    await recordAudit(tx, guest, {
      uuid: link.study_id ?? link.uuid,
      type: link.study_id ? 'Study' : 'Link',
      action: 'LINK_USED',
      what: link.description,
      account_id: link.account_id,
      namespace_id: link.namespace_id,
      with: owner.name,
      detail: { link_id: link.uuid, proxy_user_id: link.user_id, ...visitor.detail },
    })
    await tellOfUsage(tx, link, guest.name)
    const address = member || email
    if (link.share_on_view && what.study_id && address && !code)
      await shareViewed(tx, owner, what.study_id, address, visitor.public_url)
    return { ...what, sid, user_id, usage_id: usage.uuid, pin_required: code !== undefined }
  })
}

const TAKE_UP_MINUTES = 10

/**
 * The session of a visit that still owes an address (`/link/sid`): once, within ten minutes. The visitor becomes the
 * guest of that address. Nothing for a visit that is not there or was taken up.
 */
export async function takeUpVisit(
  db: Kysely<Database>,
  usage_id: string,
  email: string,
  { client_address, public_url }: Pick<Visitor, 'client_address' | 'public_url'>,
): Promise<string | undefined> {
  return db.transaction().execute(async (tx) => {
    const usage = await tx
      .updateTable('link_usage')
      .set({ open: false })
      .where('uuid', '=', usage_id)
      .where('open', '=', true)
      .where(sql<boolean>`created > now() - make_interval(mins => ${TAKE_UP_MINUTES})`)
      .returning('link_id')
      .executeTakeFirst()
    const link =
      usage &&
      (await tx
        .selectFrom('link')
        .selectAll()
        .where('uuid', '=', usage.link_id)
        .where('deleted', 'is', null)
        .where(sql<boolean>`(expires is null or expires > now())`)
        .executeTakeFirst())
    if (!link) return undefined
    const user_id = await guestOf(tx, link, email)
    await tx.updateTable('link_usage').set({ email, user_id }).where('uuid', '=', usage_id).execute()
    const { owner, study_id } = await found(tx, link)
    if (link.share_on_view && owner && study_id) await shareViewed(tx, owner, study_id, email, public_url)
    const minutes = await minutesLeft(tx, link)
    return createSession(tx, { user_id, link_id: link.uuid, minutes, client_address })
  })
}
