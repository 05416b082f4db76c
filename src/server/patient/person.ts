import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { parseSettings } from '../tenancy/account_setting.ts'
import { isPhone, phoneDigits } from '../tenancy/phone.ts'
import { isEmail } from '../tenancy/user.ts'

/** What a patient record says of a person: their name in parts, and how they are reached. */

export interface PersonName {
  name: string
  first: string
  last: string
}

/** `Doe^Jane` (PS3.5 §6.2.1) or `Jane Doe`: the last word is the family name. */
export function nameParts(name: string): PersonName {
  const alphabetic = name.split('=')[0] ?? ''
  if (alphabetic.includes('^')) {
    const [last = '', first = '', middle = ''] = alphabetic.split('^').map((part) => part.trim())
    const given = [first, middle].filter((part) => part !== '').join(' ')
    return { name: [given, last].filter((part) => part !== '').join(' '), first: given, last }
  }
  const words = alphabetic.trim().split(/\s+/)
  const last = words.at(-1) ?? ''
  return { name: alphabetic.trim(), first: words.slice(0, -1).join(' '), last }
}

/** The name that a call gives, in whichever form; nothing when it gives none. */
export function givenName(params: {
  name?: string | undefined
  first?: string | undefined
  last?: string | undefined
}): PersonName | undefined {
  const { name, first, last } = params
  if (name) return nameParts(name)
  if (first === undefined || last === undefined) return undefined
  return { name: `${first} ${last}`.trim(), first, last }
}

export interface Reachable {
  email?: string | undefined
  mobile_phone?: string | undefined
  alt_email?: string | undefined
  alt_mobile_phone?: string | undefined
}

/** INVALID_EMAIL and INVALID_PHONE for what cannot be reached. An empty value takes the old one away. */
export function checkReachable({ email, alt_email, mobile_phone, alt_mobile_phone }: Reachable): void {
  for (const address of [email, alt_email])
    if (address && !isEmail(address)) throw new Refusal('INVALID_EMAIL')
  for (const phone of [mobile_phone, alt_mobile_phone])
    if (phone && !isPhone(phone)) throw new Refusal('INVALID_PHONE')
}

/** ALREADY_USED where the account wants addresses to be one patient's alone (`patient_unique_email_phone`). */
export async function requireUnused(
  tx: Kysely<Database>,
  account: { uuid: string; settings: Readonly<Record<string, unknown>> },
  { email, mobile_phone }: Reachable,
  but?: string,
): Promise<void> {
  if (account.settings.patient_unique_email_phone !== 1) return
  const others = sql`from patient where account_id = ${account.uuid} and deleted is null
    and uuid is distinct from ${but ?? null}::uuid`
  if (email) {
    const { rows } = await sql`select ${others} and email = ${email}::citext limit 1`.execute(tx)
    if (rows.length > 0) throw new Refusal('ALREADY_USED', 'email')
  }
  if (mobile_phone) {
    const digits = phoneDigits(mobile_phone)
    const { rows } =
      await sql`select ${others} and regexp_replace(mobile_phone, '\\D', '', 'g') = ${digits} limit 1`.execute(
        tx,
      )
    if (rows.length > 0) throw new Refusal('ALREADY_USED', 'mobile_phone')
  }
}

const OVERRIDABLE = ['patient_portal_event_new_report_notify_type', 'patient_portal_event_share_notify_type']

/** A patient's own settings after a change. NO_PATIENT_OVERRIDE for account settings that a patient has no say in. */
export function patientSettings(
  stored: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { set, drop } = parseSettings(change)
  const next: Record<string, unknown> = { ...stored }
  for (const name of [...Object.keys(set), ...drop])
    if (!OVERRIDABLE.includes(name)) throw new Refusal('NO_PATIENT_OVERRIDE', name)
  for (const [name, value] of Object.entries(set)) {
    if (value !== 'email' && value !== 'sms') throw new Refusal('INVALID_SETTING_VALUE', name)
    next[name] = value
  }
  for (const name of drop) delete next[name]
  return next
}
