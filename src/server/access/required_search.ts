import type { Kysely } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
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

/**
 * Those of the namespaces whose studies a search by these fields may show. MISSING_FIELDS names what is missing where that
 * leaves none.
 */
export async function searchable(
  db: Kysely<Database>,
  actor: Actor,
  namespaces: readonly string[],
  fields: ReadonlySet<string>,
): Promise<string[]> {
  if (standsAboveRoles(actor) || actor.guest || IDENTITIES.some((field) => fields.has(field)))
    return [...namespaces]
  const asked = REQUIRED.filter(([, field]) => !fields.has(field))
  if (asked.length === 0) return [...namespaces]
  const held = new Map((await namespacesOf(db, actor)).map((access) => [access.uuid, access]))
  const missing = new Set<string>()
  const open = namespaces.filter((uuid) => {
    const access = held.get(uuid)
    const demanded = access ? asked.filter(([permission]) => mayIn(actor, access, permission)) : []
    for (const [, field] of demanded) missing.add(`filter.${field}`)
    return demanded.length === 0
  })
  if (open.length === 0 && missing.size > 0) throw new Refusal('MISSING_FIELDS', [...missing])
  return open
}
