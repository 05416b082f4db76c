import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { linkSso } from '#contract/link.ts'
import { isUuid } from '#contract/value.ts'
import type { Actor } from '../../access/actor.ts'
import { mayIn } from '../../access/namespaces.ts'
import { owedPin } from '../../access/second_factor.ts'
import { setSessionCookies } from '../../access/session_cookie.ts'
import { type StudyRow, studyAccesses } from '../../access/study.ts'
import { handleRaw } from '../../command.ts'
import { filterParameters } from '../../db/list/filter.ts'
import { studyConditions } from '../../db/study/list.ts'
import type { Database } from '../../db/tables.ts'
import { type ExternalMember, externalMember, filtersIn, useOnce } from '../../link/external.ts'
import { unsealed } from '../../link/sealed.ts'
import { ensurePerson } from '../../patient/automatic.ts'
import { Refusal } from '../../refusal.ts'
import { shareStudy } from '../../share/share.ts'
import { whyNotAdmitted } from '../../signin/admission.ts'
import { keepPerson } from '../../signin/attempt.ts'
import { beginSession } from '../../signin/begin.ts'
import { type Person, PersonRefused, resolvePerson } from '../../signin/identity.ts'
import { resolveSetting, settingHash } from '../../tenancy/account_setting.ts'

const MOST_STUDIES = 100
/** How far ahead a sign-in by link may expire, in seconds. */
const LONGEST = 3600

const word = (value: unknown): string =>
  (typeof value === 'string' || typeof value === 'number' ? String(value) : '').trim()

const isOn = (flag: unknown): boolean => flag === 1 || flag === true || flag === '1'

/** Whom the hash names. MISSING_INFO says what is not there. */
function personIn(hash: Readonly<Record<string, unknown>>, account_id: string): Person {
  const [email, first, last] = [word(hash.email), word(hash.first_name), word(hash.last_name)]
  const missing = Object.entries({ email, first_name: first, last_name: last, expires: word(hash.expires) })
    .filter(([, value]) => value === '')
    .map(([name]) => name)
  if (missing.length > 0) throw new Refusal('MISSING_INFO', missing)
  return { vendor: 'link', account_id, issuer: account_id, subject: email.toLowerCase(), email, first, last }
}

/** The studies that come along: those of the patient with this address, and those that the filters name. */
async function studiesFor(
  db: Kysely<Database>,
  { account, owner }: ExternalMember,
  email: string,
  filter: Readonly<Record<string, unknown>>,
): Promise<StudyRow[]> {
  const options = settingHash(account.settings.sso_share_phr_workflow_options)
  const patient = isOn(options.skip_patient_search)
    ? undefined
    : await db
        .selectFrom('patient')
        .select('mrn')
        .where('account_id', '=', account.uuid)
        .where('email', '=', email)
        .where('deleted', 'is', null)
        .executeTakeFirst()
  const source = word(options.source_namespace).toLowerCase()
  const filtered = Object.keys(filter).length > 0
  if (!patient && !filtered) return []
  const { namespaces, where } = await studyConditions(db, owner, filterParameters(filter))
  const place =
    !patient && isUuid(source)
      ? sql`s.phi_namespace = ${source}`
      : sql`s.phi_namespace = any(${namespaces}::uuid[])`
  const own = patient && !filtered ? sql`lower(s.patientid) = lower(${patient.mrn})` : sql`true`
  const { rows } = await sql<StudyRow>`
    select s.* from study s where s.phi_namespace = any(${namespaces}::uuid[]) and ${place} and ${own} and ${where}
      and s.account_id = ${account.uuid} and not s.phantom
    order by s.created desc limit ${MOST_STUDIES}`.execute(db)
  const accesses = await studyAccesses(db, owner, rows)
  return rows.filter((study) => {
    const access = accesses.get(study.uuid)
    return access !== undefined && mayIn(owner, access, 'study_share')
  })
}

/** The number of the account's study by which the hash looks for it, where the account says under which name it does. */
const accessionIn = (hash: Readonly<Record<string, unknown>>, options: Readonly<Record<string, unknown>>) => {
  const number = word(hash[word(options.accession_number)])
  return number === '' ? {} : { 'filter.accession_number.equals': number }
}

/**
 * The patient record of whom the link signs in (`create_patient`): with the number that the hash says, else with that of
 * their studies, as long as it is one person's. Nobody is made where the address is a patient's already.
 */
async function patientFor(
  tx: Kysely<Database>,
  { account, owner }: ExternalMember,
  who: Person,
  hash: Readonly<Record<string, unknown>>,
  studies: readonly StudyRow[],
): Promise<void> {
  const numbers = new Set(studies.flatMap(({ patientid }) => patientid?.trim() || []))
  const [only = ''] = numbers.size === 1 ? numbers : []
  const mrn = word(hash.mrn) || only
  const known = await tx
    .selectFrom('patient')
    .select('uuid')
    .where('account_id', '=', account.uuid)
    .where('email', '=', who.email)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (known || mrn === '') return
  const [study] = studies
  await ensurePerson(tx, owner, account.uuid, {
    name: `${who.first} ${who.last}`,
    first: who.first,
    last: who.last,
    mrn,
    sex: word(hash.sex) || (study?.patient_sex ?? null),
    birth_date: word(hash.birth_date) || (study?.patient_birth_date ?? null),
    email: who.email,
  })
}

async function shareInto(
  tx: Kysely<Database>,
  owner: Actor,
  studies: readonly StudyRow[],
  user_id: string,
  refresh: boolean,
) {
  const user = await tx
    .selectFrom('user')
    .select(['uuid', 'name', 'namespace_id'])
    .where('uuid', '=', user_id)
    .executeTakeFirstOrThrow()
  const target = {
    type: 'user_id' as const,
    type_uuid: user.uuid,
    namespace_id: user.namespace_id,
    account_id: null,
    name: user.name,
  }
  for (const study of studies) await shareStudy(tx, owner, study, target, { refresh })
}

export default handleRaw(linkSso, async (call) => {
  const { params, actor, services, request, reply, refuse } = call
  const { db, configuration } = services
  const member = await externalMember(db, params.u)
  const { account, owner } = member
  if (resolveSetting('sso_share_phr_workflow', { account: account.settings }) !== 1)
    throw refuse('ACCOUNT_NOT_SET')
  const hash = await unsealed(configuration, account.link_key, params.v, 'sso', params.u)
  const who = personIn(hash, account.uuid)
  const expires = Number(hash.expires)
  if (expires * 1000 > Date.now() + LONGEST * 1000) throw refuse('MISSING_INFO', ['expires'])
  const options = settingHash(account.settings.sso_share_phr_workflow_options)
  const { blocked_emails } = options
  const blocked = Array.isArray(blocked_emails) ? blocked_emails.map((one) => String(one).toLowerCase()) : []
  if (blocked.includes(who.email.toLowerCase())) throw refuse('NOT_PERMITTED')
  const payload = createHash('sha256').update(params.v).digest()
  const begin = async (tx: Kysely<Database>) => {
    if (!(await useOnce(tx, account.uuid, payload, expires))) throw refuse('DECRYPT_FAILED', 'USED')
    const { user } = await resolvePerson(tx, who, { create_users: true })
    const unadmitted = await whyNotAdmitted(tx, user, { address: actor.client_address, brands: [] })
    if (unadmitted) throw refuse('NOT_PERMITTED', unadmitted)
    const filter = { ...filtersIn(hash), ...accessionIn(hash, options) }
    const studies = await studiesFor(tx, member, who.email, filter)
    if (isOn(options.create_patient)) await patientFor(tx, member, who, hash, studies)
    await shareInto(tx, owner, studies, user.uuid, isOn(options.force_reshare))
    const pin = user.pin_required ? await owedPin(tx, request, user, configuration) : undefined
    return beginSession(tx, actor, { user, pin, issuer: account.name })
  }
  let sid: string
  try {
    sid = await db.transaction().execute(begin)
  } catch (error) {
    if (!(error instanceof PersonRefused)) throw error
    if (error.why !== 'LINK_REQUIRED') throw refuse('MISSING_INFO', error.why)
    // The address has a user whom the account does not speak for: they say so with their password.
    await keepPerson(db, reply, who, configuration.public_url.startsWith('https:'))
    await reply.header('cache-control', 'no-store').redirect('/login', 302)
    return
  }
  setSessionCookies(reply, sid, configuration.public_url)
  await reply.header('cache-control', 'no-store').redirect('/studies', 302)
})
