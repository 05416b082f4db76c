import { type Kysely, type Selectable, sql } from 'kysely'
import type { CustomfieldValue } from '#contract/customfield.ts'
import type { PatientRecord } from '#contract/patient.ts'
import { asFlag } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { inScope, studyScope } from '../access/study.ts'
import type { PatientTable } from '../db/guest-tables.ts'
import { column, columns } from '../db/list/column.ts'
import type { Database } from '../db/tables.ts'
import type { AccountObject } from '../object.ts'
import { presentCustomfields } from '../tenancy/customfield/value.ts'
import { presentTags } from '../tenancy/tag.ts'

type Stored = Omit<Selectable<PatientTable>, 'customfields' | 'deleted'>

export interface PatientRow extends Stored {
  customfield_values: Record<string, unknown>
  tags: string[]
  customfields: CustomfieldValue[]
}

/** A patient without the studies, which depend on who looks. */
export type PatientPart = Omit<PatientRecord, 'studies'>

const tagged = (items: readonly string[]) =>
  sql<boolean>`exists (select from tag t where t.object = 'Patient' and t.object_id = r.uuid and t.tag = any(${items}::text[]::citext[]))`

const items = (value: string): string[] => {
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) ? parsed.map(String) : []
  } catch {
    return []
  }
}

/** The patients of an account: who is looked for in the portal, and whom studies belong to by their MRN. */
export const patient: AccountObject<PatientRow, PatientPart> = {
  type: 'Patient',
  table: 'patient',
  select: sql`r.uuid, r.account_id, r.name, r.first, r.last, r.mrn::text, r.sex, r.birth_date, r.email::text,
    r.mobile_phone, r.alt_email::text, r.alt_mobile_phone, r.event_share, r.event_new_report, r.settings,
    r.customfields as customfield_values, ${presentTags('Patient', 'r')} as tags,
    ${presentCustomfields('Patient', 'r')} as customfields`,
  view: ['patient_view'],
  edit: ['patient_edit'],
  map: {
    columns: {
      ...columns('citext', 'r', ['name', 'first', 'last', 'sex', 'mobile_phone', 'alt_mobile_phone']),
      mrn: column('citext', 'r.mrn::text'),
      email: column('citext', 'r.email::text'),
      alt_email: column('citext', 'r.alt_email::text'),
      birth_date: column('text', 'r.birth_date'),
      ...columns('uuid', 'r', ['uuid', 'user_id', 'created_by', 'updated_by']),
      ...columns('flag', 'r', ['event_share', 'event_new_report']),
      ...columns('datetime', 'r', ['created', 'updated', 'last_event']),
    },
    virtual: {
      tags: (condition, value) =>
        condition === 'in' ? tagged(items(value)) : condition === 'equals' ? tagged([value]) : undefined,
    },
    family: (name) => {
      const uuid = /^customfield-([0-9a-f-]{36})$/i.exec(name)?.[1]
      return uuid === undefined ? undefined : column('citext', `(r.customfields->>'${uuid.toLowerCase()}')`)
    },
  },
  defaultSort: [{ column: column('datetime', 'r.last_event'), direction: 'desc' }],
  present: (row) => ({
    uuid: row.uuid,
    name: row.name,
    first: row.first,
    last: row.last,
    mrn: row.mrn,
    sex: row.sex,
    birth_date: row.birth_date,
    email: row.email,
    mobile_phone: row.mobile_phone,
    alt_email: row.alt_email,
    alt_mobile_phone: row.alt_mobile_phone,
    event_share: asFlag(row.event_share),
    event_new_report: asFlag(row.event_new_report),
    settings: row.settings,
    ...(row.tags.length > 0 ? { tags: row.tags } : {}),
    ...(row.customfields.length > 0 ? { customfields: row.customfields } : {}),
  }),
  async beforeDelete(tx, row) {
    await sql`delete from session where patient_id = ${row.uuid}`.execute(tx)
    await sql`delete from patient_pin where patient_id = ${row.uuid}`.execute(tx)
  },
}

const MOST_STUDIES = 100

/** The patients with the studies that the actor sees of each, in one statement for all of them. */
export async function withStudies(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  patients: readonly PatientPart[],
): Promise<PatientRecord[]> {
  if (patients.length === 0) return []
  const scope = await studyScope(db, actor)
  const { rows } = await sql<{ mrn: string; studies: string[] }>`
    select p.mrn, s.studies from unnest(${patients.map((one) => one.mrn.toLowerCase())}::text[]) as p(mrn)
    cross join lateral (
      select array_agg(k.uuid order by k.created desc) as studies from (
        select study.uuid, study.created from study where study.account_id = ${account_id}
          and lower(study.patientid) = p.mrn and ${inScope(scope, 'study')}
        order by study.created desc limit ${MOST_STUDIES}) k) s`.execute(db)
  const of = new Map(rows.map(({ mrn, studies }) => [mrn, studies ?? []]))
  return patients.map((one) => ({ ...one, studies: of.get(one.mrn.toLowerCase()) ?? [] }))
}
