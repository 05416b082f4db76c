import { type Kysely, sql } from 'kysely'
import type { GuestRecord } from '#contract/session.ts'
import type { Database } from '../db/tables.ts'
import { studyContext } from '../study/context.ts'
import { resolveSetting, settingHash } from '../tenancy/account_setting.ts'
import { customfieldsOf } from '../tenancy/customfield/definition.ts'
import { knownZone } from '../tenancy/time_zone.ts'
import { type GuestReach, guestAccess, NOTHING, namespacesNamed } from './guest.ts'
import type { StoredPermissions } from './permission.ts'
import { delays, PhrDelay, toldDelays } from './phr_delay.ts'
import type { StudyRow } from './study.ts'

/** Which studies a patient reaches in the portal of an account. */

/** What an account lets its patients do with their own studies. */
export interface PortalPolicy {
  /** Hours from a study's arrival until the patient sees it. */
  release_after_hours: number
  download: boolean
  share: boolean
  /** Namespaces of the account that are searched; all of them without. */
  source_namespaces: string[] | undefined
}

/** The policy that `patient_portal_options` holds; what it does not say is the cautious choice a patient would expect. */
export function portalPolicy(settings: Readonly<Record<string, unknown>>): PortalPolicy {
  const options = settingHash(resolveSetting('patient_portal_options', { account: settings }))
  const hours = Number(options.release_after_hours ?? 0)
  const source = options.source_namespace
  return {
    release_after_hours: Number.isFinite(hours) && hours > 0 ? hours : 0,
    download: options.download === undefined || options.download === 1 || options.download === true,
    share: options.share === undefined || options.share === 1 || options.share === true,
    source_namespaces:
      source === undefined
        ? undefined
        : (Array.isArray(source) ? source : [source]).map((one) => String(one).toLowerCase()),
  }
}

/** When images and reports come in sight of the patients of an account, as their pages tell them. */
export function toldRelease(
  settings: Readonly<Record<string, unknown>>,
): NonNullable<GuestRecord['release']> {
  const value = (name: string) => resolveSetting(name, { account: settings })
  const { release_after_hours } = portalPolicy(settings)
  return {
    images: toldDelays(value('study_view_phr_delay'), Math.round(release_after_hours * 60)),
    reports: toldDelays(value('report_view_phr_delay'), 0),
  }
}

/** Of studies `s`: those that the policy shows to their patients by now. */
const isReleased = ({ release_after_hours, source_namespaces }: PortalPolicy) => sql<boolean>`
  s.deleted is null and not s.must_approve and not s.phantom
  and s.created <= now() - make_interval(mins => ${Math.round(release_after_hours * 60)})
  ${source_namespaces ? sql`and s.phi_namespace::text = any(${source_namespaces})` : sql``}`

const MOST_PORTAL_STUDIES = 1000

/** A study that a patient sees by now. */
export interface ReleasedStudy {
  patient_id: string
  uuid: string
  phi_namespace: string
  /** Reports that came later, in milliseconds, are not seen yet. */
  reports_until: number | undefined
}

interface Account {
  uuid: string
  settings: Readonly<Record<string, unknown>>
}

/**
 * The studies of patients of an account: those with the patient's medical record number that are released, by the
 * policy of the portal and after the delay that the account has for them (`study_view_phr_delay`).
 */
export async function releasedStudies(
  db: Kysely<Database>,
  { uuid: account_id, settings }: Account,
  patients: readonly string[],
): Promise<ReleasedStudy[]> {
  if (patients.length === 0) return []
  const value = (name: string) => resolveSetting(name, { account: settings })
  const [studies, reports] = [value('study_view_phr_delay'), value('report_view_phr_delay')]
  const delayed = delays(studies) || delays(reports)
  const { rows } = await sql<StudyRow & { patient_id: string }>`
    select p.uuid as patient_id, ${delayed ? sql`s.*` : sql`s.uuid, s.phi_namespace`}
    from patient p cross join lateral (
      select s.* from study s where s.account_id = ${account_id} and lower(s.patientid) = lower(p.mrn::text)
        and ${isReleased(portalPolicy(settings))}
      order by s.created desc limit ${MOST_PORTAL_STUDIES}) s
    where p.uuid = any(${patients}::uuid[])
    order by s.created desc`.execute(db)
  const open = ({ patient_id, uuid, phi_namespace }: (typeof rows)[number], reports_until?: number) => ({
    patient_id,
    uuid,
    phi_namespace,
    reports_until,
  })
  if (!delayed) return rows.map((row) => open(row))
  const fields = await customfieldsOf(db, [account_id], 'Study')
  const calendar = {
    zone: knownZone(value('account_time_zone')) ?? 'UTC',
    matrix: value('work_hour_matrix'),
  }
  const now = Date.now()
  const ofStudies = delays(studies) ? new PhrDelay(studies, calendar, now) : undefined
  const ofReports = delays(reports) ? new PhrDelay(reports, calendar, now) : undefined
  return rows.flatMap((row) => {
    const context = () => studyContext({ study: row, values: row.customfields, fields })
    if (ofStudies && Date.parse(row.created) > ofStudies.cutoff(row, context)) return []
    return [open(row, ofReports?.cutoff(row, context))]
  })
}

/** What a patient reaches. */
export async function portalReach(db: Kysely<Database>, uuid: string): Promise<GuestReach> {
  const patient = await db
    .selectFrom('patient as p')
    .innerJoin('account as a', 'a.uuid', 'p.account_id')
    .select(['p.account_id', 'a.settings'])
    .where('p.uuid', '=', uuid)
    .where('p.deleted', 'is', null)
    .where('a.deleted', 'is', null)
    .executeTakeFirst()
  if (patient?.settings.enable_patient_portal !== 1) return NOTHING
  const { account_id, settings } = patient
  const released = await releasedStudies(db, { uuid: account_id, settings }, [uuid])
  const namespaces = await namespacesNamed(
    db,
    released.map((study) => study.phi_namespace),
  )
  const permissions = portalPermissions(portalPolicy(settings))
  return {
    studies: new Map(
      released.flatMap((study) => {
        const namespace = namespaces.get(study.phi_namespace)
        const { reports_until } = study
        const until = reports_until === undefined ? {} : { reports_until }
        return namespace ? [[study.uuid, { ...guestAccess(namespace, permissions), ...until }]] : []
      }),
    ),
    upload: undefined,
  }
}

/** Seeing, and what the policy allows: the patient changes nothing. */
const portalPermissions = ({ download, share }: PortalPolicy): StoredPermissions => ({
  study_download: download ? 1 : 0,
  study_download_viewer: download ? 1 : 0,
  link_view: share ? 1 : 0,
  link_edit: share ? 1 : 0,
  // Once they are signed.
  radreport_view: 1,
  audit_view: 1,
  channel_study: 0,
})
