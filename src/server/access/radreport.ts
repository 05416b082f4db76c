import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { mayIn, type NamespaceAccess } from './namespaces.ts'
import { isReportOut } from './report.ts'
import { type FoundStudy, findStudy, type StudyRow } from './study.ts'

/**
 * Who sees the reports that are written of a study. A report belongs to one record of the images; an account may show it
 * with the others (`show_radreport_in_all_namespaces`), unless rules of anonymisation stand between them: a report says
 * whom it is about. Guests and patients see what is signed.
 */

/** The columns of a report that are read everywhere, of `radreport r`. */
export const RADREPORT = sql`r.uuid, r.account_id, r.study_id, r.storage_namespace, r.study_uid, r.phi_namespace, r.type, r.fields, r.html,
  r.attachment, r.addendum_to, r.user_id, u.name as user_name, r.created, r.updated, r.signed, r.signed_by,
  su.name as signed_by_name, r.version, a.settings ->> 'enable_radreport_lock_reading' = '1' as locking,
  a.settings ->> 'enable_radreport_attestation' = '1' as attestation, a.radreport_mail_out_authorized as mail_out,
  a.settings ->> 'show_radreport_in_all_namespaces' = '1' as everywhere,
  l.user_id as locked_user_id, lu.name as locked_user_name, l.holder`
export const RADREPORT_FROM = sql`radreport r join account a on a.uuid = r.account_id
  join "user" u on u.uuid = r.user_id left join "user" su on su.uuid = r.signed_by
  left join radreport_lock l on l.radreport_id = r.uuid and l.expires > now()
  left join "user" lu on lu.uuid = l.user_id`

export interface RadreportRow {
  uuid: string
  account_id: string
  study_id: string
  storage_namespace: string
  study_uid: string
  phi_namespace: string
  type: string
  fields: Record<string, unknown>
  html: boolean
  attachment: Record<string, unknown> | null
  addendum_to: string | null
  user_id: string
  user_name: string
  created: string
  updated: string
  signed: string | null
  signed_by: string | null
  signed_by_name: string | null
  version: number
  /** The account lets one session edit a report at a time. */
  locking: boolean | null
  attestation: boolean | null
  mail_out: boolean
  everywhere: boolean | null
  locked_user_id: string | null
  locked_user_name: string | null
  holder: string | null
}

export interface FoundRadreport extends FoundStudy {
  report: RadreportRow
}

/** Some roles see only the reports that they have written. */
export const seesOnlyOwnRadreports = (actor: Actor, access: NamespaceAccess): boolean =>
  !standsAboveRoles(actor) && mayIn(actor, access, 'radreport_view_only_own')

/** Is it there for somebody who reaches its study in this way? */
export function isRadreportSeen(
  actor: Actor,
  access: NamespaceAccess,
  report: Pick<RadreportRow, 'user_id' | 'signed'>,
): boolean {
  if (actor.guest) return report.signed !== null && isReportOut(access, report.signed)
  return report.user_id === actor.user_id || !seesOnlyOwnRadreports(actor, access)
}

/** A record that was moved to another account, or among rules of anonymisation, has left its reports behind. */
const shows = (study: StudyRow, report: RadreportRow): boolean =>
  study.account_id === report.account_id &&
  (study.anonymization === null || study.phi_namespace === report.phi_namespace)

async function studyOf(
  db: Kysely<Database>,
  actor: Actor,
  report: RadreportRow,
  permission: Permission,
): Promise<FoundStudy> {
  const { storage_namespace, study_uid } = report
  let failure = new Refusal('NOT_FOUND')
  for (const reference of [
    { uuid: report.study_id },
    ...(report.everywhere ? [{ storage_namespace, study_uid }] : []),
  ])
    try {
      const found = await findStudy(db, actor, reference, permission)
      if (shows(found.study, report)) return found
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failure = error
    }
  throw failure
}

/** SQL of the same, of a record `o` and a report `r`. */
const SHOWS = sql`o.account_id = r.account_id and (o.anonymization is null or o.phi_namespace = r.phi_namespace)`

/**
 * A report, with the record of its study through which the actor reaches it. NOT_FOUND for a stranger and for what is
 * another's where only one's own is seen; NOT_PERMITTED without the permission.
 */
export async function findRadreport(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permission: 'radreport_view' | 'radreport_edit',
  forUpdate = false,
): Promise<FoundRadreport> {
  const { rows } = await sql<RadreportRow>`
    select ${RADREPORT} from ${RADREPORT_FROM} where r.uuid = ${uuid} and r.deleted is null
    ${forUpdate ? sql`for update of r` : sql``}`.execute(db)
  const report = rows[0]
  if (!report) throw new Refusal('NOT_FOUND')
  const found = await studyOf(db, actor, report, permission)
  if (!isRadreportSeen(actor, found.access, report)) throw new Refusal('NOT_FOUND')
  return { report, ...found }
}

/** The reports of these studies, the oldest first, each under every record that shows it, whoever may see them. */
export async function radreportsOf(
  db: Kysely<Database>,
  studies: readonly Pick<StudyRow, 'uuid'>[],
): Promise<Map<string, RadreportRow[]>> {
  if (studies.length === 0) return new Map()
  const { rows } = await sql<RadreportRow & { of_study: string }>`
    select o.uuid as of_study, ${RADREPORT} from unnest(${studies.map(({ uuid }) => uuid)}::uuid[]) as i(uuid)
    join study o on o.uuid = i.uuid
    join (${RADREPORT_FROM}) on r.storage_namespace = o.storage_namespace and r.study_uid = o.study_uid
      and r.deleted is null and ${SHOWS}
      and (r.study_id = o.uuid or a.settings ->> 'show_radreport_in_all_namespaces' = '1')
    order by r.created, r.uuid`.execute(db)
  return Map.groupBy(rows, (row) => row.of_study)
}
