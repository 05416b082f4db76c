import { randomUUID } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import { ALL_PRIVATE_TAGS, ANONYMIZE_FIELD_TAGS, OTHER_INGRESS_TAGS } from '#contract/dicom/ingress_tags.ts'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { UserTable } from '../db/account-tables.ts'
import type { Database } from '../db/tables.ts'
import { type Substitution, substituted } from '../dicom/anonymization.ts'
import { type RecordColumn, recordColumns, tagOfColumn } from '../ingest/attributes.ts'
import { substitution } from '../tenancy/anonymization_rules.ts'
import { customfieldsOf } from '../tenancy/customfield/definition.ts'
import { md5Counter } from '../tenancy/md5_counter.ts'
import { namespaceAnonymization, otherIngressTags } from '../tenancy/namespace_anonymization.ts'
import { auditOf } from './change.ts'

/**
 * Anonymisation by the rules of a namespace (`/namespace/anonymize`): whatever comes in by sharing, copying, moving or
 * uploading is seen through substitutions from then on, in lists, in metadata and in files alike. The images as they are
 * stored do not change, since other records may stand over them.
 */

type Setting = (name: string) => unknown

/** The tags of a rule that the server applies. */
function tagsOfRule(field: string, setting: Setting): readonly string[] {
  // Uploaders alone know private tags; the document says so.
  if (field === ALL_PRIVATE_TAGS) return []
  if (field === OTHER_INGRESS_TAGS)
    return setting('use_other_ingress_tags_server_side') === 1 ? otherIngressTags(setting) : []
  return Object.entries(ANONYMIZE_FIELD_TAGS).flatMap(([name, tag]) => (name === field ? [tag] : []))
}

interface Circumstances {
  tx: Kysely<Database>
  study: Pick<StudyRow, 'phi_namespace' | 'account_id'> & Partial<Record<RecordColumn, string | null>>
  sharer: Selectable<UserTable> | undefined
  email: string
}

/** A text that stands for itself in the replacement of a regular expression. */
const literal = (text: string) => text.replaceAll('$', '$$$$')

const wordOf = (row: object | undefined, name: string): string => {
  const value: unknown = new Map<string, unknown>(Object.entries(row ?? {})).get(name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What of a user a rule may name. */
const SHARER_FIELDS = ['uuid', 'name', 'first', 'last', 'email', 'mobile_phone']

/** The next number of a pattern, or the last: `000010` begins with ten and is padded to six digits. */
async function counted({ tx, study }: Circumstances, pattern: string, next: boolean): Promise<string> {
  const start = Number(pattern)
  const { rows } = next
    ? await sql<{ value: number }>`
        insert into anonymization_counter (namespace_id, pattern, value) values (${study.phi_namespace}, ${pattern}, ${start})
        on conflict (namespace_id, pattern) do update set value = anonymization_counter.value + 1
        returning value::float8`.execute(tx)
    : await sql<{ value: number }>`
        select value::float8 from anonymization_counter
        where namespace_id = ${study.phi_namespace} and pattern = ${pattern}`.execute(tx)
  const text = String(rows[0]?.value ?? start)
  return pattern.startsWith('0') ? text.padStart(pattern.length, '0') : text
}

const SPECIAL =
  /__(?:(MD5_COUNTER|USER_EMAIL|UUID)|(L?)COUNTER-(\d{1,15}))__|\$(study|sharer)(?:->)?\{['"]?(\w+)['"]?\}|\\(.)/g

/** The replacement of a rule with everything in it that is the same for the whole study; MD5_HASH is each value's own. */
async function settled(
  circumstances: Circumstances,
  replacement: string,
  value: string | null,
): Promise<string> {
  const { tx, study, sharer, email } = circumstances
  let text = ''
  let at = 0
  for (const match of replacement.matchAll(SPECIAL)) {
    text += replacement.slice(at, match.index)
    at = match.index + match[0].length
    const [, word, last, pattern, object, name = '', escaped] = match
    if (escaped !== undefined) text += escaped === '$' ? '$$' : escaped
    else if (pattern !== undefined) text += await counted(circumstances, pattern, last === '')
    else if (object === 'study') text += literal(wordOf(study, name))
    else if (object === 'sharer') text += SHARER_FIELDS.includes(name) ? literal(wordOf(sharer, name)) : ''
    else if (word === 'USER_EMAIL') text += literal(email)
    else if (word === 'MD5_COUNTER')
      text += study.account_id ? await md5Counter(tx, study.account_id, value || randomUUID()) : ''
    else text += randomUUID()
  }
  return text + replacement.slice(at)
}

/** The rules of a namespace as the substitutions of one study. */
async function substitutionsFor(
  circumstances: Circumstances,
  rules: Readonly<Record<string, unknown>>,
  setting: Setting,
): Promise<Substitution[]> {
  const made: Substitution[] = []
  for (const [field, rule] of Object.entries(rules)) {
    const parts = substitution(String(rule))
    const tags = tagsOfRule(field, setting)
    const [first] = tags
    if (!parts || first === undefined) continue
    const column = recordColumns.find((name) => tagOfColumn(name) === first)
    const replacement = await settled(
      circumstances,
      parts.replacement,
      column ? (circumstances.study[column] ?? null) : null,
    )
    for (const tag of tags) made.push({ tag, ...parts, replacement, empty: randomUUID() })
  }
  return made
}

/** What rules would make of the values of a study, by field; in a transaction that is undone, so that no counter moves on. */
export async function triedRules(
  tx: Kysely<Database>,
  actor: Actor,
  place: Pick<StudyRow, 'phi_namespace' | 'account_id'>,
  rules: Readonly<Record<string, unknown>>,
  sample: ReadonlyMap<string, string>,
): Promise<Record<string, string>> {
  const sharer = await tx.selectFrom('user').selectAll().where('uuid', '=', actor.user_id).executeTakeFirst()
  const study = { ...place, ...Object.fromEntries(sample) }
  const result: Record<string, string> = {}
  for (const [field, value] of sample) {
    const parts = substitution(String(rules[field] ?? ''))
    const made = async () => {
      if (!parts) return value
      // Uploaders blank them whatever the rule says.
      if (field === ALL_PRIVATE_TAGS) return ''
      const replacement = await settled({ tx, study, sharer, email: actor.email }, parts.replacement, value)
      return substituted({ ...parts, replacement, empty: randomUUID() }, value)
    }
    result[field] = await made()
  }
  return result
}

/** An index entry of PostgreSQL holds 2704 bytes. */
const COLUMN_CHARACTERS = 512

/** Columns of a record after substitutions; those that they leave as they are not among them. */
export function substitutedColumns(
  record: Partial<Record<RecordColumn, string | null>>,
  substitutions: readonly Substitution[],
): Partial<Record<RecordColumn, string | null>> {
  const changed: Partial<Record<RecordColumn, string | null>> = {}
  for (const column of recordColumns) {
    const own = substitutions.filter(({ tag }) => tag === tagOfColumn(column))
    const before = record[column]
    if (own.length === 0 || before === undefined) continue
    const after = own.reduce((text, one) => substituted(one, text), before ?? '').slice(0, COLUMN_CHARACTERS)
    if (after !== (before ?? '')) changed[column] = after
  }
  return changed
}

/** Custom fields `pre_anon_FIELD` keep what a field said before. */
export async function keptBefore(
  tx: Kysely<Database>,
  account_id: string | null,
  before: Partial<Record<RecordColumn, string | null>>,
  changed: Partial<Record<RecordColumn, string | null>>,
): Promise<Record<string, string>> {
  if (!account_id || Object.keys(changed).length === 0) return {}
  const fields = await customfieldsOf(tx, [account_id], 'Study')
  return Object.fromEntries(
    recordColumns.flatMap((column) => {
      const field = fields.find(({ name }) => name === `pre_anon_${column}`)
      const value = before[column]
      return field && column in changed && value ? [[field.uuid, value]] : []
    }),
  )
}

/** `ingress`: through an uploader or gateway, which apply the rules themselves where `anonymize_at_ingress` says so. */
export type AnonymizedEntrance = 'ingress' | 'service'

/**
 * Applies the rules of the namespace that a record has just come into, in the transaction that brings it there. Answers
 * the columns that say something else now.
 */
export async function anonymizeRecord(
  tx: Kysely<Database>,
  actor: Actor,
  uuid: string,
  entrance: AnonymizedEntrance,
): Promise<Partial<Record<RecordColumn, string | null>>> {
  const place = await tx
    .selectFrom('study as s')
    .innerJoin('namespace as n', 'n.uuid', 's.phi_namespace')
    .select('n.uuid')
    .where('s.uuid', '=', uuid)
    .where(sql<boolean>`(n.anonymize <> '{}' or n.anonymization_id is not null)`)
    .executeTakeFirst()
  const asked = place && (await namespaceAnonymization(tx, place.uuid))
  if (!asked || (entrance === 'ingress' && asked.atIngress)) return {}
  const study = await tx
    .selectFrom('study')
    .selectAll()
    .where('uuid', '=', uuid)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const sharer = await tx.selectFrom('user').selectAll().where('uuid', '=', actor.user_id).executeTakeFirst()
  const circumstances = { tx, study, sharer, email: actor.email }
  const substitutions = await substitutionsFor(circumstances, asked.rules, asked.setting)
  if (substitutions.length === 0) return {}
  // What images will say is not known yet: they are read through the same substitutions when they come.
  const said = Object.fromEntries(
    recordColumns.flatMap((column) => (study[column] || !study.phantom ? [[column, study[column]]] : [])),
  )
  const changed = substitutedColumns(said, substitutions)
  const kept = await keptBefore(tx, study.account_id, study, changed)
  await tx
    .updateTable('study')
    .set({
      ...changed,
      edited: [...new Set([...study.edited, ...Object.keys(changed)])],
      anonymization: JSON.stringify([...(study.anonymization ?? []), ...substitutions]),
      // Reports of the images' own place say whom they are about (`attachmentPlaces`).
      ...(study.phi_namespace === study.storage_namespace ? {} : { attachment_count: 0 }),
      customfields: JSON.stringify({ ...study.customfields, ...kept }),
    })
    .where('uuid', '=', uuid)
    .execute()
  await recordAudit(tx, actor, {
    ...auditOf({ ...study, ...changed }),
    action: 'STUDY_ANONYMIZE',
    detail: { fields: Object.keys(asked.rules) },
  })
  return changed
}
