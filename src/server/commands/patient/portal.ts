import { type Kysely, sql } from 'kysely'
import {
  patientPortalFind,
  patientPortalList,
  patientPortalLogin,
  patientPortalPin,
} from '#contract/patient.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { isLockedOut, recordFailure } from '../../access/login.ts'
import { releasedStudies } from '../../access/portal_reach.ts'
import { createSession, DEFAULT_SESSION_MINUTES } from '../../access/session.ts'
import { setSessionCookies } from '../../access/session_cookie.ts'
import { actorOfUser } from '../../access/user_actor.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
import type { Database } from '../../db/tables.ts'
import { sendMail } from '../../mail/outbox.ts'
import { newPortalPin, usePortalPin } from '../../patient/portal_pin.ts'
import { createUser } from '../../tenancy/user.ts'
import { type AccountRow, accountOfVanity } from '../../tenancy/vanity.ts'

type PortalCall = Call<typeof patientPortalFind | typeof patientPortalPin | typeof patientPortalLogin>

/** The account of the portal. NOT_PERMITTED where there is none, or it has no portal. */
async function portalAccount(call: Pick<PortalCall, 'services' | 'request' | 'refuse'>, vanity?: string) {
  const account = await accountOfVanity(call.services.db, call.request, vanity)
  if (account?.settings.enable_patient_portal !== 1) throw call.refuse('NOT_PERMITTED')
  return account
}

interface Patient {
  uuid: string
  name: string
  email: string | null
  mobile_phone: string | null
  alt_email: string | null
  alt_mobile_phone: string | null
}

interface FoundPatient extends Patient {
  study_count: number
  dup_email: boolean
  dup_mobile_phone: boolean
}

/** `j…@e…`: enough to recognise one's own address, too little to learn a stranger's. */
const obscureEmail = (email: string | null, hidden: RegExp | undefined): string | null => {
  if (!email || hidden?.test(email)) return null
  const [name = '', host = ''] = email.split('@')
  return `${name.slice(0, 1)}***@${host.slice(0, 1)}***${host.slice(host.lastIndexOf('.'))}`
}
const obscurePhone = (phone: string | null): string | null =>
  phone ? `***${phone.replaceAll(/\D/g, '').slice(-2)}` : null

function hiddenEmails(account: AccountRow): RegExp | undefined {
  const pattern = account.settings.hide_patient_portal_email_regex
  if (typeof pattern !== 'string' || pattern === '' || pattern.length > 500) return undefined
  try {
    return new RegExp(pattern, 'i')
  } catch {
    return undefined
  }
}

const MOST_MATCHES = 20

async function findPatients(
  db: Kysely<Database>,
  account: AccountRow,
  wanted: { first: string; last: string; birth: string; mrn: string | undefined },
): Promise<FoundPatient[]> {
  const { rows } = await sql<Omit<FoundPatient, 'study_count'>>`
    select p.uuid, p.name, p.email::text, p.mobile_phone, p.alt_email::text, p.alt_mobile_phone,
      exists (select from patient o where o.account_id = p.account_id and o.deleted is null and o.uuid <> p.uuid
        and o.email = p.email) as dup_email,
      exists (select from patient o where o.account_id = p.account_id and o.deleted is null and o.uuid <> p.uuid
        and o.mobile_phone = p.mobile_phone) as dup_mobile_phone
    from patient p
    where p.account_id = ${account.uuid} and p.deleted is null
      and lower(p.last) = lower(${wanted.last}) and lower(p.first) = lower(${wanted.first})
      and left(regexp_replace(p.birth_date, '\\D', '', 'g'), 8) = ${wanted.birth}
      ${wanted.mrn === undefined ? sql`` : sql`and p.mrn = ${wanted.mrn}::citext`}
    order by p.created limit ${MOST_MATCHES}`.execute(db)
  const released = await releasedStudies(
    db,
    account,
    rows.map(({ uuid }) => uuid),
  )
  return rows
    .map((row) => ({
      ...row,
      study_count: released.filter(({ patient_id }) => patient_id === row.uuid).length,
    }))
    .toSorted((a, b) => b.study_count - a.study_count)
}

export const find = handle(patientPortalFind, async (call) => {
  const { params, services, actor, refuse } = call
  const { db } = services
  const account = await portalAccount(call, params.vanity)
  if (account.settings.require_mrn_for_patient_portal === 1 && !params.mrn)
    throw refuse('MISSING_FIELDS', ['mrn'])
  const birth = params.birth_date.replaceAll(/\D/g, '').slice(0, 8)
  if (birth.length !== 8) throw refuse('INVALID_DATE')
  // Names and dates of birth can be guessed: whoever guesses wrong ten times waits as at the sign-in.
  const place = `portal ${account.uuid}`
  if (await isLockedOut(db, place, actor.client_address)) throw refuse('NOT_PERMITTED')
  const wanted = {
    first: params.first.trim(),
    last: params.last.trim(),
    birth,
    mrn: params.mrn?.trim() || undefined,
  }
  const hidden = hiddenEmails(account)
  const matches = (await findPatients(db, account, wanted)).map((one) => ({
    patient_id: one.uuid,
    study_count: one.study_count,
    email: obscureEmail(one.email, hidden),
    mobile_phone: obscurePhone(one.mobile_phone),
    alt_email: obscureEmail(one.alt_email, hidden),
    alt_mobile_phone: obscurePhone(one.alt_mobile_phone),
    dup_email: asFlag(one.dup_email),
    dup_mobile_phone: asFlag(one.dup_mobile_phone),
  }))
  const [first, ...others] = matches
  if (!first) {
    await recordFailure(db, place, actor.client_address)
    throw refuse('NOT_FOUND')
  }
  return { ...first, ...(others.length > 0 ? { other_patients: others } : {}) }
})

async function patientOf(call: PortalCall, account: AccountRow, uuid: string): Promise<Patient> {
  const row = await call.services.db
    .selectFrom('patient')
    .select(['uuid', 'name', 'email', 'mobile_phone', 'alt_email', 'alt_mobile_phone'])
    .where('uuid', '=', uuid)
    .where('account_id', '=', account.uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!row) throw call.refuse('NOT_FOUND')
  return row
}

export const pin = handle(patientPortalPin, async (call) => {
  const { params, services, refuse } = call
  const account = await portalAccount(call, params.vanity)
  const patient = await patientOf(call, account, params.patient_id)
  // No text messages leave this server: a PIN that nobody receives is not made.
  if (params.mobile_phone === 1 || params.alt_mobile_phone === 1) throw refuse('NOT_PERMITTED')
  const hidden = hiddenEmails(account)
  const recipients = [
    ...(params.email === 1 ? [patient.email] : []),
    ...(params.alt_email === 1 ? [patient.alt_email] : []),
  ].filter((address): address is string => address !== null && !hidden?.test(address))
  if (recipients.length === 0) throw refuse('NOT_FOUND')
  await services.db.transaction().execute(async (tx) => {
    if (account.settings.allow_portal_pin_to_dup_addresses !== 1) {
      const { rows } = await sql`select from patient where account_id = ${account.uuid} and deleted is null
        and uuid <> ${patient.uuid} and email = any(${recipients}::text[]::citext[]) limit 1`.execute(tx)
      if (rows.length > 0) throw refuse('NOT_PERMITTED')
    }
    const code = await newPortalPin(tx, patient.uuid)
    if (code === undefined) throw refuse('NOT_PERMITTED')
    await sendMail(tx, {
      to: recipients,
      wording: 'portalPin',
      values: { code, account: account.name },
      account_id: account.uuid,
    })
  })
  return {}
})

/** The guest that a patient is in the portal, made at the first sign-in. */
async function guestOf(tx: Kysely<Database>, patient: Patient): Promise<string> {
  const { user_id } = await tx
    .selectFrom('patient')
    .select('user_id')
    .where('uuid', '=', patient.uuid)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (user_id) return user_id
  const user = await createUser(tx, {
    email: patient.email ?? '',
    first: '',
    last: patient.name,
    password_hash: null,
    is_anonymous: true,
  })
  await tx.updateTable('patient').set({ user_id: user.uuid }).where('uuid', '=', patient.uuid).execute()
  return user.uuid
}

export const login = handle(patientPortalLogin, async (call) => {
  const { params, services, actor, request, reply, refuse } = call
  const account = await portalAccount(call, params.vanity)
  const patient = await patientOf(call, account, params.patient_id)
  // Not one transaction with the session: a wrong PIN has to be counted although the call is refused.
  const used = await services.db.transaction().execute((tx) => usePortalPin(tx, patient.uuid, params.pin))
  if (used !== 'right') throw refuse(used === 'locked' ? 'LOCKOUT' : 'INVALID_PIN')
  const sid = await services.db.transaction().execute(async (tx) => {
    const user_id = await guestOf(tx, patient)
    const who = (await actorOfUser(tx, user_id)) ?? actor
    await tx
      .updateTable('patient')
      .set({ last_event: sql<string>`now()` })
      .where('uuid', '=', patient.uuid)
      .execute()
    const guest: Actor = { ...who, client_address: actor.client_address }
    await recordAudit(tx, guest, {
      uuid: patient.uuid,
      type: 'Patient',
      action: 'LOGIN',
      what: patient.name,
      account_id: account.uuid,
    })
    return createSession(tx, {
      user_id,
      patient_id: patient.uuid,
      minutes: DEFAULT_SESSION_MINUTES,
      client_address: actor.client_address,
    })
  })
  const byPage = request.headers['x-collimate-web'] === '1'
  if (byPage) setSessionCookies(reply, sid, services.configuration.public_url)
  return { sid: byPage ? '' : sid }
})

const NAME = column('citext', 'r.name::text')

export const list = handle(patientPortalList, async ({ raw, actor, services: { db } }) => {
  const { rows, page } = await listRows<{ uuid: string; name: string; vanity: string | null }>({
    db,
    actor,
    raw,
    map: { columns: { name: NAME, vanity: column('citext', 'r.vanity') } },
    select: sql`r.uuid, r.name::text, r.vanity`,
    from: sql`account r`,
    where: sql`r.deleted is null and not r.disabled and r.settings @> '{"enable_patient_portal": 1, "expose_patient_portal": 1}'`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: NAME, direction: 'asc' }],
  })
  return { portals: rows, page }
})
