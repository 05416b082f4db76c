import { type Kysely, type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { findFolder } from '../access/folder.ts'
import type { Database } from '../db/tables.ts'
import { oneOf, type PatientOrder, patientOrders } from './order-record.ts'
import { guidList, list, maybeDate, maybeGuid, text } from './values.ts'

/** What patient orders are looked for by; every part may be left out. */
export const orderFilters = z.object({
  InstitutionUuidList: guidList,
  PatientName: text,
  AccessionNumber: text,
  PatientId: text,
  OtherPatientId: text,
  Modalities: list,
  StartDate: maybeDate,
  EndDate: maybeDate,
  StartBirthdate: maybeDate,
  EndBirthdate: maybeDate,
  FolderUuid: maybeGuid,
})
export type OrderFilters = z.output<typeof orderFilters>

/** Text with `*` and `?` as a pattern of SQL. */
const pattern = (value: string): string =>
  value
    .toLowerCase()
    .replaceAll(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_')

/** The whole of it, in whatever letters, unless it has `*` or `?`. */
const matches = (field: RawBuilder<unknown>, value: string): RawBuilder<boolean>[] =>
  value === ''
    ? []
    : /[*?]/.test(value)
      ? [sql`lower(${field}) like ${pattern(value)}`]
      : [sql`lower(${field}) = ${value.toLowerCase()}`]

/** Every word of a name somewhere in it. */
const named = (value: string): RawBuilder<boolean>[] =>
  value
    .split(/[\s,^=]+/)
    .filter((word) => word !== '')
    .map((word) => sql`lower(e.patient_name) like ${`%${pattern(word)}%`}`)

const between = (field: RawBuilder<unknown>, from: string, to: string): RawBuilder<boolean>[] => [
  ...(from === '' ? [] : [sql<boolean>`${field} >= ${from.replaceAll('-', '')}`]),
  ...(to === '' ? [] : [sql<boolean>`${field} <= ${to.replaceAll('-', '')}`]),
]

/** What is in a folder: orders, studies, and the orders of such studies. */
export async function heldBy(db: Kysely<Database>, folder: string): Promise<string[]> {
  const { rows } = await sql<{ uuid: string }>`
    select object_id as uuid from folder_item where folder_id = ${folder}::uuid
    union
    select s.order_id from folder_item i join order_study s on s.study_id = i.object_id
    where i.folder_id = ${folder}::uuid and i.object = 'Study'`.execute(db)
  return rows.map(({ uuid }) => uuid)
}

export async function searchOrders(
  db: Kysely<Database>,
  actor: Actor,
  filters: OrderFilters,
): Promise<PatientOrder[]> {
  if (filters.FolderUuid) await findFolder(db, actor, filters.FolderUuid, 'view', 'folder_id')
  const modalities = filters.Modalities.map((modality) => modality.toLowerCase())
  const conditions: RawBuilder<boolean>[] = [
    ...(filters.InstitutionUuidList.length > 0
      ? [sql<boolean>`e.namespace_id = any(${filters.InstitutionUuidList}::uuid[])`]
      : []),
    ...named(filters.PatientName),
    ...matches(sql`e.accession_number`, filters.AccessionNumber),
    ...matches(sql`e.patientid`, filters.PatientId),
    ...matches(sql`e.patientid_other`, filters.OtherPatientId),
    ...(modalities.length > 0
      ? [sql<boolean>`string_to_array(replace(lower(e.modality), ',', '\\'), '\\') && ${modalities}::text[]`]
      : []),
    ...between(sql`left(e.performed, 8)`, filters.StartDate, filters.EndDate),
    ...between(sql`left(e.patient_birth_date, 8)`, filters.StartBirthdate, filters.EndBirthdate),
    ...(filters.FolderUuid ? [oneOf(await heldBy(db, filters.FolderUuid))] : []),
  ]
  return patientOrders(
    db,
    actor,
    conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`,
  )
}
