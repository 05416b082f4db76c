import type { Kysely } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { resolveSetting, settingHash } from '../tenancy/account_setting.ts'
import { PATTERN_LENGTH, patternOf } from '../tenancy/pattern.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { mayIn, namespacesOf } from './namespaces.ts'

/** What a role may demand to be part of a search for studies: by the study's field. */
const REQUIRED: readonly (readonly [Permission, string])[] = [
  ['study_search_require_patient_name', 'patient_name'],
  ['study_search_require_patient_sex', 'patient_sex'],
  ['study_search_require_accession_number', 'accession_number'],
  ['study_search_require_patient_birth_date', 'patient_birth_date'],
  ['study_search_require_patientid', 'patientid'],
]

/** Who names a study by its identity does not search. */
const IDENTITIES = ['uuid', 'study_uid']

/** What is looked for, by the field of studies that it is looked for in. */
export type Searched = ReadonlyMap<string, readonly string[]>

/** Wildcards alone look for everything. */
const telling = (searched: Searched, field: string): string[] =>
  (searched.get(field) ?? []).filter((value) => /[^%*?\s]/.test(value))

/** What accounts ask of what is looked for in a field that has to be named (`study_search_require_regexp`). */
async function patternsIn(db: Kysely<Database>, accounts: readonly string[]): Promise<Map<string, Patterns>> {
  if (accounts.length === 0) return new Map()
  const rows = await db
    .selectFrom('account')
    .select(['uuid', 'settings'])
    .where('uuid', 'in', accounts)
    .execute()
  return new Map(
    rows.map(({ uuid, settings }) => {
      const written = settingHash(resolveSetting('study_search_require_regexp', { account: settings }))
      const read = Object.entries(written).flatMap(([field, text]): [string, RegExp][] => {
        const pattern = patternOf(String(text))
        return pattern ? [[field, pattern]] : []
      })
      return [uuid, new Map(read)]
    }),
  )
}
type Patterns = ReadonlyMap<string, RegExp>

/**
 * Those of the namespaces whose studies a search by these fields may show. MISSING_FIELDS names what is missing, or says
 * too little, where that leaves none.
 */
export async function searchable(
  db: Kysely<Database>,
  actor: Actor,
  namespaces: readonly string[],
  searched: Searched,
): Promise<string[]> {
  if (
    standsAboveRoles(actor) ||
    actor.guest ||
    IDENTITIES.some((field) => telling(searched, field).length > 0)
  )
    return [...namespaces]
  const held = new Map((await namespacesOf(db, actor)).map((access) => [access.uuid, access]))
  const demands = namespaces.map((uuid) => {
    const access = held.get(uuid)
    const fields = access ? REQUIRED.filter(([permission]) => mayIn(actor, access, permission)) : []
    return { uuid, account_id: access?.account_id ?? '', fields: fields.map(([, field]) => field) }
  })
  const demanding = demands.filter(({ fields }) => fields.length > 0)
  if (demanding.length === 0) return [...namespaces]
  const accounts = new Set(demanding.map(({ account_id }) => account_id).filter((uuid) => uuid !== ''))
  const patterns = await patternsIn(db, [...accounts])
  const missing = new Set<string>()
  const open = demands.filter(({ account_id, fields }) => {
    const lacking = fields.filter((field) => {
      const pattern = patterns.get(account_id)?.get(field)
      return !telling(searched, field).some(
        (value) => !pattern || pattern.test(value.slice(0, PATTERN_LENGTH)),
      )
    })
    for (const field of lacking) missing.add(`filter.${field}`)
    return lacking.length === 0
  })
  if (open.length === 0 && missing.size > 0) throw new Refusal('MISSING_FIELDS', [...missing])
  return open.map(({ uuid }) => uuid)
}
